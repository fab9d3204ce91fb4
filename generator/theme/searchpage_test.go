package theme_test

import (
	"strings"
	"testing"

	"shebao/generator/theme"
	"shebao/generator/theme/sample"
)

// A search page says what it has found, and where that is nothing, what else
// there is: guides, telephone numbers, a better spelling.
func TestSearchPage(t *testing.T) {
	th := newTheme(t)
	pages := map[string]any{}
	for _, lang := range []string{"en", "zh"} {
		for _, s := range sample.Pages(th.Words(lang)) {
			pages[s.Name] = s.Page
		}
	}
	for _, tt := range []struct {
		name, page string
		want       []string
		not        []string
	}{
		{"nothing found", "en/search-nothing", []string{
			"Nothing found for", `role="status"`, `class="guides__link" href="/en/guides/report-loss/"`, `href="tel:12333"`, `href="tel:12345"`,
		}, []string{`class="hit"`}},
		{"nothing found, in Chinese", "zh/search-nothing", []string{`class="guides__link" href="/zh/guides/report-loss/"`, `href="tel:12333"`}, []string{`class="hit"`}},
		{"a person's number leads to the card check", "en/search-number", []string{
			`class="button" href="/en/status/"`, `class="guides__link" href="/en/guides/report-loss/"`, `href="tel:12333"`,
		}, []string{"Nothing found", `class="hit"`}},
		{"a hit in the other language says so, and is read out in it", "en/search-found", []string{
			`<li class="hit" lang="zh">`, `hreflang="zh"`, `<span class="hit__lang">`, `<p class="hit__meta" lang="en">`,
		}, nil},
		{"the beginning of a guide that is found by another part is called so, not by its title again", "en/search-found", []string{
			`<li><a href="/en/guides/lost-card-overview/">From the beginning</a></li>`,
		}, nil},
		{"in Chinese, too", "zh/search-found", []string{`">从头看</a></li>`}, nil},
		{"and the reverse", "zh/search-found", []string{`<li class="hit" lang="en">`, `hreflang="en"`, `<span class="hit__lang">`}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			html := render(t, th, pages[tt.page])
			_, main, _ := strings.Cut(html, "<main")
			for _, want := range tt.want {
				if !strings.Contains(main, want) {
					t.Errorf("there is no %s", want)
				}
			}
			for _, not := range tt.not {
				if strings.Contains(main, not) {
					t.Errorf("there is %s", not)
				}
			}
		})
	}
	t.Run("words near to those typed where nothing was found", func(t *testing.T) {
		html := render(t, th, pages["en/search-nothing"])
		for _, want := range []string{"Words near to yours", `<a href="?q=z">reissue</a> ·`} {
			if !strings.Contains(html, want) {
				t.Errorf("there is no %s", want)
			}
		}
		page := pages["en/search-nothing"].(theme.SearchPage)
		page.Nearest = nil
		if strings.Contains(render(t, th, page), "Words near to yours") {
			t.Error("words are announced where there are none")
		}
	})
	t.Run("a better spelling where nothing was found", func(t *testing.T) {
		page := pages["en/search-nothing"].(theme.SearchPage)
		page.Suggestion = &theme.Link{URL: "/en/search/?q=card", Text: "card"}
		if html := render(t, th, page); !strings.Contains(html, `<a href="/en/search/?q=card">card</a>`) {
			t.Error("is not offered")
		}
	})
}

func TestTheWindowSaysWhatCameOfASearch(t *testing.T) {
	th := newTheme(t)
	hits := []theme.Hit{{Lang: "en", URL: "/a/", Title: "A"}}
	for _, test := range []struct {
		name, lang string
		page       any
		want       string
	}{
		{"how many were found", "en", theme.SearchPage{Asked: true, Total: 1234, Hits: hits, Page: theme.Page{Query: "card"}}, "1,234 guides found for “card” · Search"},
		{"in Chinese", "zh", theme.SearchPage{Asked: true, Total: 1234, Hits: hits, Page: theme.Page{Query: "卡"}}, "“卡”找到 1234 篇 · 搜索"},
		{"nothing", "en", theme.SearchPage{Asked: true, Page: theme.Page{Query: strings.Repeat("x", 41)}}, "Nothing found for “" + strings.Repeat("x", 40) + "…” · Search"},
		{"a number, without it", "en", theme.SearchPage{Number: true, Page: theme.Page{Query: "310101209901010014"}}, th.Words("en").Text("search.number.title") + " · Search"},
		{"nothing asked", "en", theme.SearchPage{}, "Search"},
		{"a card that was not found", "en", theme.StatusForm{Outcome: "not_found"}, "We did not find this card · Check a card"},
		{"nothing checked", "zh", theme.StatusForm{}, "查卡片状态"},
	} {
		t.Run(test.name, func(t *testing.T) {
			switch page := test.page.(type) {
			case theme.SearchPage:
				page.Lang, page.Path = test.lang, "/"+test.lang+"/search/"
				test.page = page
			case theme.StatusForm:
				page.Lang, page.Path = test.lang, "/"+test.lang+"/status/"
				test.page = page
			}
			if html := render(t, th, test.page); !strings.Contains(html, "<title>"+test.want+"</title>") {
				_, title, _ := strings.Cut(html, "<title>")
				title, _, _ = strings.Cut(title, "</title>")
				t.Errorf("got %q, want %q", title, test.want)
			}
		})
	}
}
