package server

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"shebao/search"
)

// votes remembers what was counted: "/en/guides/reissue/ true".
type votes struct {
	mu      sync.Mutex
	counted []string
}

func (v *votes) Count(page string, useful bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.counted = append(v.counted, fmt.Sprint(page, " ", useful))
}

func TestAnAnswerIsCountedForAPageThatIsThere(t *testing.T) {
	const asForm, asJSON = "Content-Type: application/x-www-form-urlencoded", "Content-Type: application/json"
	const page = "/en/guides/reissue/"
	for _, tt := range []struct {
		name, body string
		headers    []string
		code       int
		counted    string // "" = nothing
		answer     string // part of the body, or the whole Location
	}{
		{"a form goes back to its page", "page=" + page + "&useful=yes", []string{asForm}, 303, page + " true", page + "#feedback-thanks"},
		{"escaped as browsers do", "page=%2Fzh%2Fguides%2Freissue%2F&useful=no", []string{asForm}, 303, "/zh/guides/reissue/ false", "/zh/guides/reissue/#feedback-thanks"},
		{"JSON gets no content", `{"page":"` + page + `","useful":"no"}`, []string{asJSON}, 204, page + " false", ""},
		{"other fields are ignored", `{"page":"` + page + `","useful":"yes","name":["x"]}`, []string{asJSON}, 204, page + " true", ""},
		{"the site's own page may send it", "page=" + page + "&useful=yes", []string{asForm, "Sec-Fetch-Site: same-origin"}, 303, page + " true", page + "#feedback-thanks"},
		{"another site may not", "page=" + page + "&useful=yes", []string{asForm, "Sec-Fetch-Site: cross-site"}, 403, "", "cross-site"},
		{"an older browser on the site's own page", "page=" + page + "&useful=yes", []string{asForm, "Origin: http://example.com"}, 303, page + " true", page + "#feedback-thanks"},
		{"an older browser on another site", "page=" + page + "&useful=yes", []string{asForm, "Origin: https://evil.example"}, 403, "", "cross-site"},
		{"a page that hides its origin", "page=" + page + "&useful=yes", []string{asForm, "Origin: null"}, 403, "", "cross-site"},

		{"a page that is not there", "page=/en/nothing/&useful=yes", []string{asForm}, 400, "", `"field":"page","reason":"unknown"`},
		{"a page of another site", "page=https://evil.example/&useful=yes", []string{asForm}, 400, "", `"field":"page"`},
		{"a page that browsers take for another site", "page=//evil.example/&useful=yes", []string{asForm}, 400, "", `"field":"page"`},
		{"a file that is no page", "page=/site.json&useful=yes", []string{asForm}, 400, "", `"field":"page"`},
		{"a page with something behind it", "page=" + page + "%0d%0aX:&useful=yes", []string{asForm}, 400, "", `"field":"page"`},
		{"an opinion that is none", "page=" + page + "&useful=perhaps", []string{asForm}, 400, "", `"field":"useful"`},
		{"nothing", "", []string{asForm}, 400, "", `"field":"page"`},
		{"a field given twice", "page=" + page + "&useful=yes&useful=no", []string{asForm}, 400, "", "repeated"},
		{"bytes that are no text", "page=%ff&useful=yes", []string{asForm}, 400, "", "encoding"},
		{"no form", "page=%zz", []string{asForm}, 400, "", "syntax"},
		{"no JSON", `{"page":`, []string{asJSON}, 400, "", "syntax"},
		{"two objects", `{}{}`, []string{asJSON}, 400, "", "syntax"},
		{"null", `null`, []string{asJSON}, 400, "", "syntax"},
		{"a value of another type", `{"page":7,"useful":"yes"}`, []string{asJSON}, 400, "", "type"},
		{"neither form nor JSON", "x", []string{"Content-Type: text/plain"}, 415, "", "media-type"},
		{"too much", strings.Repeat("x", maxBody+1), []string{asForm}, 413, "", "too-large"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := &votes{}
			i := start(t, func(c *Config) { c.Votes = v })
			w := i.do("POST", "/api/v1/feedback", tt.body, tt.headers...)
			if w.Code != tt.code || strings.Join(v.counted, ",") != tt.counted {
				t.Errorf("it is %d and counts %q, want %d and %q\n%s", w.Code, v.counted, tt.code, tt.counted, w.Body)
			}
			if answer := w.Body.String() + w.Header().Get("Location"); !strings.Contains(answer, tt.answer) || tt.code == 303 && w.Header().Get("Location") != tt.answer {
				t.Errorf("it says %s, want %s", answer, tt.answer)
			}
			if w.Header().Get("Cache-Control") != "no-store" {
				t.Errorf("the answer may be kept: %v", w.Header())
			}
		})
	}
	t.Run("where nobody counts there is no such address", func(t *testing.T) {
		if w := start(t, nil).do("POST", "/api/v1/feedback", "page="+page+"&useful=yes", asForm); w.Code != 404 {
			t.Errorf("%d", w.Code)
		}
	})
	t.Run("an address speaks ten times a minute", func(t *testing.T) {
		v := &votes{}
		i := start(t, func(c *Config) { c.Votes = v })
		var last int
		for range 15 {
			w := i.do("POST", "/api/v1/feedback", "page="+page+"&useful=yes", asForm)
			last = w.Code
			if w.Code == http.StatusTooManyRequests && w.Header().Get("Retry-After") == "" {
				t.Fatal("no Retry-After")
			}
		}
		if last != 429 || len(v.counted) != 10 {
			t.Errorf("the last is %d, and %d count", last, len(v.counted))
		}
	})
}

// questions remembers what was noted: "en|words|192.0.2.1".
type questions struct {
	mu    sync.Mutex
	noted []string
}

func (q *questions) Note(lang, text, asker string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.noted = append(q.noted, lang+"|"+text+"|"+asker)
}

// emptyIndex finds nothing but "card".
type emptyIndex struct{ fakeIndex }

func (*emptyIndex) Search(_ context.Context, q search.Query) (search.Result, error) {
	if q.Text == "card" {
		return search.Result{Total: 1, Hits: []search.Hit{{URL: "/en/guides/reissue/"}}}, nil
	}
	return search.Result{}, nil
}

func TestWhatFindsNothingIsNoted(t *testing.T) {
	q := &questions{}
	i := start(t, func(c *Config) {
		c.Unanswered = q
		c.OpenIndex = func(string) (Searcher, error) { return &emptyIndex{}, nil }
	})
	for _, target := range []string{
		"/api/v1/search?lang=en&q=abroad",
		"/zh/search/?q=%E6%8A%A4%E7%85%A7",
		"/api/v1/search?lang=en&q=card",                        // found
		"/api/v1/search?lang=en&q=" + knownID,                  // never run
		"/api/v1/search?lang=en&q=" + strings.Repeat("a", 300), // refused
		"/api/v1/suggest?lang=en&q=abr",                        // nobody has asked yet
		"/zh/search/",
	} {
		i.do("GET", target, "")
	}
	want := "en|abroad|192.0.2.1,zh|护照|192.0.2.1"
	if got := strings.Join(q.noted, ","); got != want {
		t.Errorf("noted %s, want %s", got, want)
	}
}
