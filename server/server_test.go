package server

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"shebao/search"
	"shebao/server/card"
)

func TestMain(m *testing.M) {
	// Bleve starts its workers when it is linked in, and keeps them.
	goleak.VerifyTestMain(m, goleak.IgnoreTopFunction("github.com/blevesearch/bleve_index_api.AnalysisWorker"))
}

func TestAServerNeedsAFolderThatIsThere(t *testing.T) {
	t.Run("a folder is all that is needed", func(t *testing.T) {
		dir := t.TempDir()
		writeSite(t, dir, newTheme(t), "one")
		s, err := New(Config{Public: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		i := &instance{Server: s}
		for target, code := range map[string]int{
			"/zh/": 200, "/zh/search/": 200, "/zh/search/?q=card": 503, "/api/v1/search?q=card": 503, "/zh/status/": 200, "/readyz": 200,
		} {
			if w := i.do("GET", target, ""); w.Code != code {
				t.Errorf("GET %s is %d, want %d", target, w.Code, code)
			}
		}
	})
	for _, tt := range []struct{ name, site, want string }{
		{"a folder without a finished build is refused", "", "no finished build"},
		{"a description that is cut off is refused", `{"build": "one"`, "unexpected end"},
		{"a description without a language is refused", `{"build": "one"}`, "names no build or no language"},
		{"a language that is none is refused", `{"build": "one", "languages": ["no language"]}`, `language "no language"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			if tt.site != "" {
				if err := os.WriteFile(filepath.Join(dir, siteFile), []byte(tt.site), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			_, err := New(Config{Public: dir, Theme: newTheme(t)})
			if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), dir) {
				t.Errorf("New says %v, want %q and the folder", err, tt.want)
			}
		})
	}
	t.Run("a folder that is not there is refused", func(t *testing.T) {
		_, err := New(Config{Public: filepath.Join(t.TempDir(), "nowhere"), Theme: newTheme(t)})
		if !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("New says %v", err)
		}
	})
}

func TestAClosedServerSaysToComeAgain(t *testing.T) {
	i := start(t, nil)
	i.Close()
	for _, target := range []string{"/zh/", "/api/v1/search?q=a", "/readyz"} {
		if w := i.do("GET", target, ""); w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") == "" {
			t.Errorf("GET %s after Close is %d %v", target, w.Code, w.Header())
		}
	}
	if i.index.closed != 1 {
		t.Errorf("the index was closed %d times", i.index.closed)
	}
	if err := i.Reload(); err == nil {
		t.Error("a closed server reloads")
	}
}

// A parent reads where the card stands, what it means, what to do and by when,
// before anything else.
func TestAnAnswerIsReadInThisOrder(t *testing.T) {
	i := start(t, nil)
	for _, lang := range []string{"en", "zh"} {
		words := i.theme.Words(lang)
		text := func(key string) string { return html.EscapeString(words.Text(key)) }
		rest := i.post(lang, knownID, lostCard).Body.String()
		for _, part := range []string{
			text("status.loss_reported_temporarily.label"), `datetime="2026-11-21`, text("status.loss_reported_temporarily.meaning"),
			text("status.answer.next"), `href="/` + lang + `/guides/report-loss/#formal"`, `datetime="2026-11-25"`,
			text("status.answer.timeline"), text("status.answer.fresh"), text("status.answer.again"),
		} {
			_, after, found := strings.Cut(rest, part)
			if !found {
				t.Fatalf("%s: %q is not there, or stands above what it should follow:\n%s", lang, part, rest)
			}
			rest = after
		}
	}
}

// What the parts behind the server answer decides about the status.
func TestWhatIsWrongBehindTheServerDecidesTheStatus(t *testing.T) {
	const form, api = "/en/status/", "/api/v1/card-status"
	jsonBody := `{"id_number":"` + knownID + `","card_number":"` + lostCard + `"}`
	formBody := "id_number=" + knownID + "&card_number=" + lostCard
	lookups := []struct {
		name       string
		err        error
		code       int
		kind       string
		page       string
		retryAfter string
	}{
		{"an unknown pair is 404", card.ErrNotFound, 404, "card-not-found", "We did not find this card", ""},
		{"too many tries are 429", &card.LimitError{RetryAfter: 61500 * time.Millisecond}, 429, "limited", `wait <span class="whole">62 seconds`, "62"},
		{"a store that is down is 503", card.Unavailable(errors.New("dial: refused")), 503, "unavailable", `try again in <span class="whole">30 seconds`, "30"},
		{"a store without data is 503", card.ErrNoData, 503, "no-data", "There is no card data yet", "3600"},
		{"anything else is 503, never 404", errors.New("disk I/O error"), 503, "unavailable", "not in your numbers", "30"},
	}
	for _, tt := range lookups {
		t.Run(tt.name, func(t *testing.T) {
			i := start(t, nil)
			i.cards.err = tt.err
			w := i.do("POST", api, jsonBody, "Content-Type: application/json")
			if w.Code != tt.code || w.Header().Get("Content-Type") != "application/problem+json" ||
				!strings.Contains(w.Body.String(), `"type":"/problems/`+tt.kind+`"`) || w.Header().Get("Retry-After") != tt.retryAfter {
				t.Errorf("the API answers %d %v\n%s", w.Code, w.Header(), w.Body)
			}
			p := i.do("POST", form, formBody, "Content-Type: application/x-www-form-urlencoded")
			if p.Code != tt.code || p.Header().Get("Retry-After") != tt.retryAfter || !strings.Contains(p.Body.String(), tt.page) {
				t.Errorf("the form answers %d %v\n%s", p.Code, p.Header(), p.Body)
			}
			zh := i.do("POST", api+"?lang=zh", jsonBody, "Content-Type: application/json")
			words, of := i.theme.Words("zh"), "problem."+strings.ReplaceAll(tt.kind, "-", "_")
			if want := `"title":"` + words.Text(of+".title") + `"`; zh.Code != tt.code || !strings.Contains(zh.Body.String(), want) {
				t.Errorf("the API's answer in Chinese is %d without %s\n%s", zh.Code, want, zh.Body)
			}
			if want := `"detail":"` + words.Text(of+".detail") + `"`; !strings.Contains(zh.Body.String(), want) {
				t.Errorf("the API's answer in Chinese is without %s\n%s", want, zh.Body)
			}
			// What was typed stays, but where the answer has to be the same for everybody.
			for _, typed := range []string{knownID, lostCard} {
				if got := strings.Contains(p.Body.String(), `value="`+typed+`"`); got != (tt.code != 404) {
					t.Errorf("the form has what was typed: %v\n%s", got, p.Body)
				}
			}
			for _, answer := range []string{w.Body.String(), p.Body.String(), zh.Body.String()} {
				if strings.Contains(answer, "refused") || strings.Contains(answer, "I/O") {
					t.Errorf("the cause is told:\n%s", answer)
				}
			}
			if tt.code == 503 && !errors.Is(tt.err, card.ErrNoData) && !strings.Contains(i.log.String(), `"error":`) {
				t.Errorf("the cause is not logged:\n%s", i.log)
			}
		})
	}
	t.Run("card status that is not set up is 503", func(t *testing.T) {
		i := start(t, func(c *Config) { c.Cards = nil })
		w := i.do("POST", api, jsonBody, "Content-Type: application/json")
		if w.Code != 503 || !strings.Contains(w.Body.String(), "/problems/no-data") {
			t.Errorf("%d\n%s", w.Code, w.Body)
		}
		// A malformed number is still said to be one.
		if w := i.do("POST", api, `{}`, "Content-Type: application/json"); w.Code != 422 {
			t.Errorf("%d\n%s", w.Code, w.Body)
		}
	})
	t.Run("an index that fails is 503 for search alone", func(t *testing.T) {
		i := start(t, nil)
		i.index.err = errors.New("segment 3 is cut off")
		for target, code := range map[string]int{"/api/v1/search?q=a": 503, "/api/v1/suggest?q=a": 503, "/zh/search/?q=a": 503, "/zh/search/": 200, "/zh/": 200, "/readyz": 200} {
			w := i.do("GET", target, "")
			if w.Code != code || (w.Header().Get("Retry-After") != "") != (code == 503) || strings.Contains(w.Body.String(), "segment") {
				t.Errorf("GET %s is %d %v", target, w.Code, w.Header())
			}
		}
		if !strings.Contains(i.log.String(), "segment 3 is cut off") {
			t.Errorf("the cause is not logged:\n%s", i.log)
		}
	})
	t.Run("so is one that panics over its damage", func(t *testing.T) {
		i := start(t, func(c *Config) {
			c.OpenIndex = func(string) (Searcher, error) { return panickyIndex{}, nil }
		})
		for _, target := range []string{"/api/v1/search?q=typed", "/api/v1/suggest?q=typed", "/zh/search/?q=typed"} {
			if w := i.do("GET", target, ""); w.Code != 503 {
				t.Errorf("GET %s is %d", target, w.Code)
			}
		}
		if log := i.log.String(); !strings.Contains(log, "damaged") || strings.Contains(log, "typed") {
			t.Errorf("logged\n%s", log)
		}
		if w := i.do("GET", "/readyz", ""); !strings.Contains(w.Body.String(), `"search":true`) {
			t.Errorf("the index is given up: %s", w.Body)
		}
	})
	t.Run("a store that is down is not ready, but alive", func(t *testing.T) {
		i := start(t, nil)
		i.cards.ready = errors.New("dial: refused")
		if w := i.do("GET", "/readyz?for=pages", ""); w.Code != 200 || !strings.Contains(w.Body.String(), `"cards":false`) {
			t.Errorf("for pages it is %d\n%s", w.Code, w.Body)
		}
		if w := i.do("GET", "/readyz", ""); w.Code != 503 || strings.Contains(w.Body.String(), "refused") {
			t.Errorf("/readyz is %d\n%s", w.Code, w.Body)
		}
		if w := i.do("GET", "/healthz", ""); w.Code != 200 {
			t.Errorf("/healthz is %d", w.Code)
		}
	})
}

// panickyIndex is damaged in a way that is found out late.
type panickyIndex struct{ Searcher }

func (panickyIndex) Search(_ context.Context, q search.Query) (search.Result, error) {
	panic("no such term: " + q.Text)
}

func (panickyIndex) Suggest(_ context.Context, text, _ string, _ int) ([]search.Suggestion, error) {
	var s []search.Suggestion
	return s[len(text):], nil
}

func (panickyIndex) Close() error { return nil }

// A build need not bring pages for errors, nor words for all its languages.
func TestABuildMayLackPagesForErrors(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, siteFile), []byte(`{"build": "bare", "languages": ["en", "fr"]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	s, err := New(Config{Public: dir, Theme: newTheme(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	i := &instance{Server: s}
	if w := i.do("GET", "/en/nothing", ""); w.Code != 404 || !strings.Contains(w.Body.String(), "Page not found") {
		t.Errorf("%d\n%s", w.Code, w.Body)
	}
	if w := i.do("GET", "/fr/nothing", ""); w.Code != 404 || w.Body.String() != "Not Found\n" {
		t.Errorf("%d\n%s", w.Code, w.Body)
	}
}

func TestSearchesOverTheLimitAreRefusedAndToldUntilWhen(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	i := start(t, func(c *Config) {
		c.SearchLimit = 1
		c.Now = func() time.Time { return now }
	})
	for n := range 5 {
		w := i.do("GET", "/api/v1/search?q=a", "")
		if w.Code != 200 {
			t.Fatalf("search %d is %d", n, w.Code)
		}
		if got, want := w.Header().Get("RateLimit"), fmt.Sprintf(`"search";r=%d;t=%d`, 4-n, n+1); got != want || w.Header().Get("RateLimit-Policy") != `"search";q=5;w=5` {
			t.Errorf("search %d is told %s under %s, want %s", n, got, w.Header().Get("RateLimit-Policy"), want)
		}
	}
	for target, want := range map[string]string{"/api/v1/search?q=a": "/problems/limited", "/api/v1/suggest?q=a": "/problems/limited", "/en/search/?q=a": "too fast"} {
		w := i.do("GET", target, "")
		if w.Code != 429 || w.Header().Get("Retry-After") != "1" || !strings.Contains(w.Body.String(), want) {
			t.Errorf("GET %s is %d %v\n%s", target, w.Code, w.Header(), w.Body)
		}
	}
	if w := i.do("GET", "/en/search/", ""); w.Code != 200 {
		t.Errorf("the bare form is %d", w.Code)
	}
	if w := i.do("GET", "/api/v1/search?q=a", "", "X-Forwarded-For: 203.0.113.9"); w.Code != 429 {
		t.Errorf("a header that anybody may send lifts the limit: %d", w.Code)
	}
	now = now.Add(time.Second)
	if w := i.do("GET", "/api/v1/search?q=a", ""); w.Code != 200 {
		t.Errorf("a second later it is %d", w.Code)
	}
}
