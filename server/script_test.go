package server

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

var showAnswers = flag.Bool("answers", false, "print every answer to a script")

// TestTheServerAnswersAsItsScriptsSay plays testdata/*.http. A script is requests with what must be
// true of their answers, apart by blank lines:
//
//	# a sentence about behaviour
//	GET /zh/
//	> Accept-Encoding: gzip          a header field of the request
//	< id_number=1&card_number=2      its body, line by line
//	code 200                         the status
//	head Content-Type text/html      a field with this very value; with nothing: no such field
//	head Vary ~ Accept               a field that contains this
//	body hello                       the body, decoded, contains this
//	body ! hello                     it does not
//	body = {"status":"ok"}           it is this, but for space around it
//	keep tag Etag                    keeps a field's value; $tag stands for it below
//
// $full and $long are the longest query and one that is too long.
//
// Each script has a server of its own.
func TestTheServerAnswersAsItsScriptsSay(t *testing.T) {
	files, err := filepath.Glob("testdata/*.http")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts (%v)", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".http"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			i := start(t, nil)
			kept := map[string]string{
				"full": strings.Repeat("%E5%8D%A1", 200), // as long as a query may be
				"long": strings.Repeat("a", 201),
			}
			line := 1
			for _, block := range strings.SplitAfter(string(text), "\n\n") {
				playBlock(t, i, kept, file, line, block)
				line += strings.Count(block, "\n")
			}
		})
	}
}

func playBlock(t *testing.T, i *instance, kept map[string]string, file string, line int, block string) {
	var r *http.Request
	var name, body string
	var checks []string
	var at []int
	headers := [][2]string{}
	for n, text := range strings.Split(block, "\n") {
		for k, v := range kept {
			text = strings.ReplaceAll(text, "$"+k, v)
		}
		word, rest, _ := strings.Cut(text, " ")
		switch {
		case text == "":
		case word == "#":
			name = strings.TrimSpace(name + " " + rest)
		case word == ">":
			field, value, _ := strings.Cut(rest, ": ")
			headers = append(headers, [2]string{field, value})
		case word == "<":
			if body != "" {
				body += "\n"
			}
			body += rest
		case r == nil && word == strings.ToUpper(word):
			r = httptest.NewRequest(word, rest, nil)
		default:
			checks, at = append(checks, text), append(at, line+n)
		}
	}
	if r == nil {
		return
	}
	if name == "" {
		name = fmt.Sprintf("line %d", line)
	}
	t.Run(name, func(t *testing.T) {
		if body != "" {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
		}
		for _, h := range headers {
			if h[0] == "Host" {
				r.Host = h[1]
			} else {
				r.Header.Add(h[0], h[1])
			}
		}
		w := httptest.NewRecorder()
		i.Handler().ServeHTTP(w, r)
		got := decode(t, w)
		if *showAnswers {
			t.Logf("%d %v\n%s", w.Code, w.Header(), got)
		}
		for n, check := range checks {
			if problem := checkAnswer(w, got, kept, check); problem != "" {
				t.Errorf("%s:%d: %s: %s", file, at[n], check, problem)
			}
		}
	})
}

// checkAnswer says what is wrong with an answer, or nothing. A space is one whether
// or not a line may break at it.
func checkAnswer(w *httptest.ResponseRecorder, body string, kept map[string]string, check string) string {
	body = strings.ReplaceAll(body, "\u00a0", " ")
	word, rest, _ := strings.Cut(check, " ")
	switch word {
	case "code":
		if strconv.Itoa(w.Code) != rest {
			return fmt.Sprintf("is %d\n%s", w.Code, body)
		}
	case "head":
		field, want, _ := strings.Cut(rest, " ")
		got := strings.Join(w.Header().Values(field), ", ")
		if part, ok := strings.CutPrefix(want, "~ "); ok {
			if !strings.Contains(got, part) {
				return fmt.Sprintf("is %q", got)
			}
		} else if got != want {
			return fmt.Sprintf("is %q", got)
		}
	case "body":
		if part, ok := strings.CutPrefix(rest, "! "); ok {
			if strings.Contains(body, part) {
				return "contains it:\n" + body
			}
		} else if want, ok := strings.CutPrefix(rest, "= "); ok || rest == "=" {
			if rest == "=" {
				want = ""
			}
			if strings.TrimSpace(body) != want {
				return "is\n" + body
			}
		} else if !strings.Contains(body, rest) {
			return "does not contain it:\n" + body
		}
	case "keep":
		name, field, _ := strings.Cut(rest, " ")
		if kept[name] = w.Header().Get(field); kept[name] == "" {
			return "is empty"
		}
	default:
		return "is no check"
	}
	return ""
}

// decode undoes the answer's Content-Encoding.
func decode(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	var r io.Reader = bytes.NewReader(w.Body.Bytes())
	var err error
	if w.Body.Len() > 0 {
		switch w.Header().Get("Content-Encoding") {
		case "gzip":
			r, err = gzip.NewReader(r)
		case "br":
			r = brotli.NewReader(r)
		case "zstd":
			var d *zstd.Decoder
			if d, err = zstd.NewReader(r, zstd.WithDecoderConcurrency(1)); err == nil {
				defer d.Close()
				r = d
			}
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
