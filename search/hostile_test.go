package search_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"shebao/search"
)

// What nobody means well is answered or refused like everything else. How long
// that takes is told by BenchmarkHostile.
func TestHostileQueriesAreAnsweredOrRefused(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		c := corpus{lang: lang, pages: 60, words: 100}
		dir := buildIndex(t, c)
		ix, err := search.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer ix.Close()
		for name, text := range c.hostileQueries() {
			for _, from := range []string{"en", "zh", "", "xx\x00"} {
				checkAnswer(t, ix, name, search.Query{Text: text, Lang: from})
				checkAnswer(t, ix, name, search.Query{Text: text, Lang: from, Limit: 1 << 40, Offset: -7})
				checkAnswer(t, ix, name, search.Query{Text: text, Lang: from, Limit: 3, Offset: 1 << 40})
				suggestions, err := ix.Suggest(context.Background(), text, from, 8)
				if err != nil && !errors.Is(err, search.ErrTooLong) {
					t.Errorf("%s: suggest: %v", name, err)
				}
				if len(suggestions) > 8 {
					t.Errorf("%s: %d suggestions", name, len(suggestions))
				}
			}
		}
	}
}

func checkAnswer(t *testing.T, ix *search.Index, name string, q search.Query) {
	t.Helper()
	r, err := ix.Search(context.Background(), q)
	if long := utf8.RuneCountInString(q.Text) > search.MaxQuery; long != errors.Is(err, search.ErrTooLong) || err != nil && !long {
		t.Errorf("%s: %v", name, err)
		return
	}
	if work, most, err := ix.Work(q); err != nil || work > most {
		t.Errorf("%s: costs %d, %d being the most on so small a site, %v", name, work, most, err)
	}
	if r.Total < len(r.Hits) || q.Limit > 0 && len(r.Hits) > q.Limit {
		t.Errorf("%s: %d hits of %d", name, len(r.Hits), r.Total)
	}
	for _, h := range r.Hits {
		checkSnippet(t, h.Snippet)
	}
	if !utf8.ValidString(r.Suggestion) || strings.ContainsAny(r.Suggestion, "\x00\x1b\n") {
		t.Errorf("%s: suggests %q", name, r.Suggestion)
	}
}

func TestASearchEndsWithItsContext(t *testing.T) {
	c := corpus{lang: "en", pages: 20, words: 100}
	ix, err := search.Open(buildIndex(t, c))
	if err != nil {
		t.Fatal(err)
	}
	defer ix.Close()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := ix.Search(ctx, search.Query{Text: c.vocabulary(1)[0], Lang: "en"}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
