package live_test

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"shebao/server/live"
)

const html = "<!DOCTYPE html>\n<html lang=\"en\"><head><title>A</title></head><body><p>Text</p></body></html>\n"

// site answers with a page under a strict policy, a style sheet, and 404.
func site(text string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'")
		w.Header().Set("Etag", `"x"`)
		switch {
		case r.URL.Path == "/style.css":
			w.Header().Set("Content-Type", "text/css")
			io.WriteString(w, "p{}")
		case r.Header.Get("If-None-Match") != "" || r.Header.Get("Accept-Encoding") == "br":
			w.WriteHeader(http.StatusNotModified)
		case r.URL.Path == "/":
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			io.WriteString(w, strings.Replace(html, "Text", text, 1))
		default:
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.WriteHeader(http.StatusNotFound)
			io.WriteString(w, html)
		}
	})
}

func ask(v http.Handler, method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	v.ServeHTTP(w, r)
	return w
}

func TestEveryPageGetsTheScriptAndNothingElse(t *testing.T) {
	v := live.New()
	v.Show(`b"1`, site("Text"))
	script := `<script src="/.live/live.js" data-build="b&#34;1" defer></script>` + "\n</head>"

	t.Run("a page gets the script, and keeps its status and policy", func(t *testing.T) {
		for path, status := range map[string]int{"/": 200, "/none/": 404} {
			w := ask(v, "GET", path)
			if w.Code != status || !strings.Contains(w.Body.String(), script) || !strings.Contains(w.Body.String(), "<p>Text</p>") {
				t.Errorf("%s: %d %s", path, w.Code, w.Body)
			}
			if p := w.Header().Get("Content-Security-Policy"); !strings.HasPrefix(p, "default-src 'none'") || strings.Contains(p, "unsafe") {
				t.Error(p)
			}
		}
	})
	t.Run("it is sent whole, whatever the browser has", func(t *testing.T) {
		w := ask(v, "GET", "/", "If-None-Match", `"x"`, "Accept-Encoding", "br", "Range", "bytes=0-1")
		if w.Code != 200 || w.Header().Get("Etag") != "" || w.Header().Get("Cache-Control") != "no-store" {
			t.Error(w.Code, w.Header())
		}
	})
	t.Run("HEAD has no body", func(t *testing.T) {
		if w := ask(v, "HEAD", "/"); w.Code != 200 || w.Body.Len() > 0 {
			t.Error(w.Code, w.Body)
		}
	})
	t.Run("other files are as they are", func(t *testing.T) {
		if w := ask(v, "GET", "/style.css"); w.Body.String() != "p{}" {
			t.Error(w.Body)
		}
	})
	t.Run("the script and its style have their types", func(t *testing.T) {
		for path, kind := range map[string]string{"/.live/live.js": "text/javascript", "/.live/live.css": "text/css"} {
			if w := ask(v, "GET", path); !strings.HasPrefix(w.Header().Get("Content-Type"), kind) || w.Body.Len() == 0 {
				t.Error(path, w.Header())
			}
		}
	})
}

func TestBeforeTheFirstBuild(t *testing.T) {
	v := live.New()
	v.Fail([]live.Fault{{File: "zh/a.md", Line: 3, Message: "<script>alert(1)</script>"}})
	w := ask(v, "GET", "/zh/")
	body := w.Body.String()
	if w.Code != 503 || !strings.Contains(body, "zh/a.md:3 &lt;script&gt;") || !strings.Contains(body, "/.live/live.js") {
		t.Errorf("%d %s", w.Code, body)
	}
	if kind := w.Header().Get("Content-Type"); kind != "text/html; charset=utf-8" {
		t.Error(kind)
	}
}

// TestOpenPagesHearOfEveryChange follows the events of one browser: the state at once, then every
// change, in order.
func TestOpenPagesHearOfEveryChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := live.New()
		v.Show("one", site("1"))
		ctx, leave := context.WithCancel(t.Context())
		r, w := io.Pipe()
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			v.ServeHTTP(&stream{w, http.Header{}}, httptest.NewRequest("GET", "/.live/events", nil).WithContext(ctx))
			w.Close()
		}()
		type state struct {
			Build  string
			Faults []live.Fault
		}
		lines := bufio.NewScanner(r)
		next := func() (s state) {
			t.Helper()
			for lines.Scan() {
				if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
					if err := json.Unmarshal([]byte(text), &s); err != nil {
						t.Fatal(err)
					}
					return s
				}
			}
			t.Fatal("the events ended")
			return s
		}
		check := func(build string, faults int) {
			t.Helper()
			if s := next(); s.Build != build || len(s.Faults) != faults {
				t.Errorf("got %+v, want build %s and %d faults", s, build, faults)
			}
		}
		check("one", 0)
		synctest.Wait()
		v.Fail([]live.Fault{{File: "a.md", Line: 1, Message: "wrong", Source: "a\nb"}})
		check("one", 1)
		v.Show("one", site("1")) // mended to what it was
		check("one", 0)
		v.Show("two", site("2"))
		check("two", 0)
		leave()
		for lines.Scan() {
		}
		<-gone
	})
}

// stream is a connection that takes events.
type stream struct {
	io.Writer
	header http.Header
}

func (s *stream) Header() http.Header              { return s.header }
func (s *stream) WriteHeader(int)                  {}
func (s *stream) FlushError() error                { return nil }
func (s *stream) SetWriteDeadline(time.Time) error { return nil }
