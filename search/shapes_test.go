package search_test

import (
	"context"
	"fmt"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shebao/search"
)

// An index is made of whatever a site is, and answers.
func TestASiteOfAnyShapeIsIndexedAndAsked(t *testing.T) {
	page := func(lang, slug, title, heading, text string) search.Document {
		url := "/" + lang + "/guides/" + slug + "/"
		return search.Document{URL: url + "#a", GuideURL: url, Lang: lang, Title: title, Heading: heading, Text: text}
	}
	tiny := func(n int, lang, title string) iter.Seq[search.Document] {
		return func(yield func(search.Document) bool) {
			for i := range n {
				if !yield(page(lang, fmt.Sprintf("p%d", i), title, "", "")) {
					return
				}
			}
		}
	}
	list := func(docs ...search.Document) iter.Seq[search.Document] { return slices.Values(docs) }
	write := corpus{lang: "en"}.writer(17)
	for name, site := range map[string]struct {
		docs  iter.Seq[search.Document]
		query string
		least int // guides found
	}{
		"one page of five megabytes":   {list(page("en", "long", "All there is", "", strings.Repeat(write(5_000)+" ", 120)+"lost card")), "lost card", 1},
		"one line of five megabytes":   {list(page("zh", "long", "全文", "", strings.Repeat("社保卡", 550_000)+"挂失")), "社保卡挂失", 1},
		"many tiny pages":              {tiny(20_000, "en", "Lost card"), "lost card", 20_000},
		"Chinese alone":                {tiny(50, "zh", "社保卡挂失"), "guashi", 50},
		"a language nobody reads here": {tiny(50, "xx", "Lost card"), "card", 50},
		"no words at all":              {tiny(50, "en", "…"), "…", 0},
		"headings alike on all pages": {func(yield func(search.Document) bool) {
			for i := range 500 {
				if !yield(page("en", fmt.Sprintf("p%d", i), fmt.Sprintf("Guide %d", i), "What to bring", "Bring the card.")) {
					return
				}
			}
		}, "what to bring", 500},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "index")
			if err := search.BuildDocuments(context.Background(), dir, site.docs); err != nil {
				t.Fatal(err)
			}
			ix, err := search.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			defer ix.Close()
			for _, lang := range []string{"en", "zh"} {
				r, err := ix.Search(context.Background(), search.Query{Text: site.query, Lang: lang})
				if err != nil || r.Total < site.least {
					t.Errorf("%s: %d guides, %v", lang, r.Total, err)
				}
				for _, h := range r.Hits {
					checkSnippet(t, h.Snippet)
				}
				if _, err := ix.Suggest(context.Background(), site.query, lang, 8); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

func TestAGuideThatIsThereAgainIsRefused(t *testing.T) {
	guide := func(slug string) search.Document {
		url := "/en/guides/" + slug + "/"
		return search.Document{URL: url, GuideURL: url, Lang: "en", Title: "Lost card", Text: "Call."}
	}
	docs := slices.Values([]search.Document{guide("a"), guide("b"), guide("a")})
	err := search.BuildDocuments(context.Background(), filepath.Join(t.TempDir(), "index"), docs)
	if err == nil || !strings.Contains(err.Error(), "/en/guides/a/") {
		t.Errorf("got %v", err)
	}
}
