package theme_test

import (
	"reflect"
	"testing"

	"shebao/generator/theme"
)

func TestLanguageLinks(t *testing.T) {
	site := &theme.Site{Languages: []string{"zh", "en"}}
	both := []theme.Alternate{{Lang: "zh", URL: "/zh/search/"}, {Lang: "en", URL: "/en/search/"}}
	tests := []struct {
		name string
		page theme.Page
		want []theme.LanguageLink
	}{
		{"the same page", theme.Page{Lang: "zh", Alternates: both},
			[]theme.LanguageLink{{Lang: "zh", URL: "/zh/search/", Current: true, Same: true}, {Lang: "en", URL: "/en/search/", Same: true}}},
		{"with what was searched for", theme.Page{Lang: "zh", Alternates: both, Query: "卡 丢"},
			[]theme.LanguageLink{{Lang: "zh", URL: "/zh/search/?q=%E5%8D%A1+%E4%B8%A2", Current: true, Same: true}, {Lang: "en", URL: "/en/search/?q=%E5%8D%A1+%E4%B8%A2", Same: true}}},
		{"the first page where there is no translation", theme.Page{Lang: "zh", Alternates: both[:1]},
			[]theme.LanguageLink{{Lang: "zh", URL: "/zh/search/", Current: true, Same: true}, {Lang: "en", URL: "/en/"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.page.Site = site
			if got := test.page.LanguageLinks(); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
}

func TestEveryLanguageOfAPageIsNamed(t *testing.T) {
	site := &theme.Site{BaseURL: "https://example.org", Languages: []string{"zh", "en"}}
	both := []theme.Alternate{{Lang: "en", URL: "/en/a/"}, {Lang: "zh", URL: "/zh/a/"}}
	tests := []struct {
		name string
		page theme.Page
		want []theme.Alternate
	}{
		{"every language, itself included, and the default language for all others", theme.Page{Alternates: both},
			[]theme.Alternate{{Lang: "en", URL: "https://example.org/en/a/"}, {Lang: "zh", URL: "https://example.org/zh/a/"}, {Lang: "x-default", URL: "https://example.org/zh/a/"}}},
		{"none for a page in one language", theme.Page{Alternates: both[:1]}, nil},
		{"none for a page that search engines leave out", theme.Page{Alternates: both, NoIndex: true}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			test.page.Site = site
			if got := test.page.Hreflang(); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
	t.Run("a site without a base names no address to search engines", func(t *testing.T) {
		page := theme.Page{Site: &theme.Site{Languages: []string{"zh", "en"}}, Lang: "en", Path: "/en/a/", Alternates: both, Canonical: "/zh/a/"}
		if list, url := page.Hreflang(), page.CanonicalURL(); list != nil || url != "" {
			t.Errorf("alternates %v, canonical %q", list, url)
		}
	})
}

func TestFullTitle(t *testing.T) {
	site := &theme.Site{Title: map[string]string{"en": "Cards"}}
	for title, want := range map[string]string{"Report the loss": "Report the loss · Cards", "Cards": "Cards", "": "Cards"} {
		if got := (theme.Page{Site: site, Lang: "en", Title: title}).FullTitle(); got != want {
			t.Errorf("%q: got %q, want %q", title, got, want)
		}
	}
}
