package server

import (
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"shebao/server/card"
	"shebao/server/card/memory"
	"shebao/server/limit"
)

// writeFile puts a file into the folder of a built site.
func writeFile(t testing.TB, dir, name, text string) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// demoLookup looks up the cards of the demonstration, which the examples name.
func demoLookup(t *testing.T) CardLookup {
	t.Helper()
	keys := card.Keys{card.NewKey()}
	store, _, err := memory.Demo(keys, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	lookup, err := card.NewLookup(card.LookupOptions{
		Store: store, Keys: keys, Addresses: limit.Addresses{Limiter: limit.NewRate(limit.RateOptions{})}, Attempts: limit.NewLock(limit.LockOptions{}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return lookup
}

var exampleMark = regexp.MustCompile(`(?s)<pre class="reference__example"[^>]*><code>(.*?)</code>`)

// The commands on the reference page do what they say.
func TestReferenceExamplesWork(t *testing.T) {
	i := start(t, func(c *Config) { c.Cards, c.Votes = demoLookup(t), &votes{} })
	writeGuides(t, i)
	for _, lang := range []string{"zh", "en"} {
		page := i.do("GET", "/"+lang+"/api/", "").Body.String()
		examples := exampleMark.FindAllStringSubmatch(page, -1)
		if len(examples) != 11 {
			t.Fatalf("the page in %s has %d examples", lang, len(examples))
		}
		if !strings.Contains(examples[0][1], "/api/v1/search?") {
			t.Errorf("the page in %s begins with %s, not with what callers need most", lang, examples[0][1])
		}
		for _, m := range examples {
			command := html.UnescapeString(m[1])
			r := curlRequest(t, command)
			w := httptest.NewRecorder()
			i.Handler().ServeHTTP(w, r)
			if w.Code != http.StatusOK && w.Code != http.StatusNoContent {
				t.Errorf("%s\nanswers %d %s", command, w.Code, w.Body)
			}
		}
		for _, want := range []string{`href="/api/openapi.json"`, `id="CardStatus"`, `href="/api/schema/card-status.json"`, "POST /api/v1/card-status", "Sunset"} {
			if !strings.Contains(page, want) {
				t.Errorf("the page in %s has no %s", lang, want)
			}
		}
		for _, m := range regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1) {
			if !strings.Contains(page, `id="`+m[1]+`"`) {
				t.Errorf("#%s leads nowhere", m[1])
			}
		}
	}
}

func TestTheExamplesAskTheAddressAtWhichTheirReaderIs(t *testing.T) {
	i := start(t, nil)
	for _, test := range []struct{ base, host, want string }{
		{"", "localhost:9000", "curl 'http://localhost:9000/api/v1/search?"},
		{"https://cards.example.org", "localhost:9000", "curl 'https://cards.example.org/api/v1/search?"},
	} {
		i.current.Load().site.BaseURL = test.base
		r := httptest.NewRequest(http.MethodGet, "/en/api/", nil)
		r.Host = test.host
		w := httptest.NewRecorder()
		i.Handler().ServeHTTP(w, r)
		if !strings.Contains(html.UnescapeString(w.Body.String()), test.want) {
			t.Errorf("a site at %q asked as %q shows no %s", test.base, test.host, test.want)
		}
	}
}

// curlRequest reads a curl command with single quotes.
func curlRequest(t *testing.T, command string) *http.Request {
	t.Helper()
	words := regexp.MustCompile(`'([^']*)'|(\S+)`).FindAllStringSubmatch(command, -1)
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	for n := 1; n < len(words); n++ {
		word := words[n][1] + words[n][2]
		next := func() string { n++; return words[n][1] + words[n][2] }
		switch word {
		case "-X":
			r.Method = next()
		case "-H":
			addHeader(r, next())
		case "-d":
			body := next()
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
		default:
			target := httptest.NewRequest(http.MethodGet, word, nil)
			r.URL, r.Host = target.URL, target.Host
		}
	}
	return r
}

func TestEveryKindOfProblemHasAPage(t *testing.T) {
	i := start(t, nil)
	for kind := range problems {
		path := problemType(kind)
		for _, lang := range []string{"zh", "en"} {
			for _, w := range []*httptest.ResponseRecorder{i.do("GET", path, "", "Accept-Language: "+lang), i.do("GET", "/"+lang+path, "")} {
				words := i.theme.Words(lang)
				if w.Code != 200 || !strings.Contains(w.Body.String(), html.EscapeString(words.Text("problem."+kind+".title"))) ||
					!strings.Contains(w.Body.String(), `<html lang="`+lang) || !words.Has("problem."+kind+".detail") {
					t.Errorf("%s in %s is %d\n%s", path, lang, w.Code, w.Body)
				}
				if strings.Contains(w.Body.String(), "noindex") || !strings.Contains(w.Body.String(), `<meta name="description" content="`+html.EscapeString(words.Text("problem."+kind+".detail"))) {
					t.Errorf("%s in %s is not for search engines, or not described", path, lang)
				}
			}
		}
	}
	for _, path := range []string{"/problems/nothing", "/problems/not_found", "/en/problems/nothing", "/fr/problems/limited", "/problems/"} {
		if w := i.do("GET", path, ""); w.Code != 404 {
			t.Errorf("%s is %d", path, w.Code)
		}
	}
}
