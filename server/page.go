package server

import (
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
	"golang.org/x/text/language"

	"shebao/generator/theme"
)

// drawn are the kinds of page that the server draws itself.
func drawn() []any {
	return []any{theme.SearchPage{}, theme.StatusForm{}, theme.StatusAnswer{}, theme.Reference{}, theme.ProblemPage{}, theme.NotFound{}, theme.ErrorPage{}}
}

// chooseLanguage answers GET /: it leads to the home page in the language that
// the reader prefers. Nowhere else does a language preference redirect.
func (s *Server) chooseLanguage(c echo.Context, b *build) error {
	return redirect(c, http.StatusFound, "/"+preferredLanguage(c, b)+"/")
}

// languageOfPath is the language that a path begins with, or the one that the
// reader prefers, which h then says.
func languageOfPath(r *http.Request, h http.Header, b *build) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if b.hasLanguage(first) {
		return first
	}
	addVary(h, "Accept-Language")
	return b.language(r.Header.Get("Accept-Language"))
}

// preferredLanguage is the language that the reader prefers.
func preferredLanguage(c echo.Context, b *build) string {
	addVary(c.Response().Header(), "Accept-Language")
	return b.language(c.Request().Header.Get("Accept-Language"))
}

// maxAcceptLanguage bounds the header that is looked at; browsers send under 100 bytes.
const maxAcceptLanguage = 512

// language is the site's language that suits an Accept-Language header best,
// or the site's first.
func (b *build) language(header string) string {
	if header == "" || len(header) > maxAcceptLanguage {
		return b.site.Languages[0]
	}
	wanted, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return b.site.Languages[0]
	}
	// The matcher gives a reader of traditional Chinese the English pages where
	// English comes second. The language itself weighs more than its script.
	for _, tag := range wanted {
		base, _ := tag.Base()
		if i := slices.Index(b.bases, base); i >= 0 {
			return b.site.Languages[i]
		}
	}
	_, i, _ := b.languages.Match(wanted...)
	return b.site.Languages[i]
}

// hasLanguage tells whether the site is written in lang.
func (b *build) hasLanguage(lang string) bool {
	return slices.Contains(b.site.Languages, lang)
}

// frame is what every page drawn here begins with.
func (s *Server) frame(b *build, lang, path string) theme.Page {
	return theme.Page{Site: b.site, Lang: lang, Path: path, NoIndex: true, Demo: len(s.config.Demo) > 0}
}

// alternates are the addresses of a page in every language.
func (b *build) alternates(below string) []theme.Alternate {
	all := make([]theme.Alternate, len(b.site.Languages))
	for i, lang := range b.site.Languages {
		all[i] = theme.Alternate{Lang: lang, URL: "/" + lang + below}
	}
	return all
}

// offer lists the guides of a language's first section, for readers who have
// found nothing.
func (b *build) offer(lang string) []theme.Card {
	var cards []theme.Card
	first := ""
	for _, g := range b.site.Guides {
		if g.Lang != lang || g.Section == "" {
			continue
		}
		if first == "" {
			first = g.Section
		}
		if g.Section == first {
			cards = append(cards, theme.Card{URL: g.URL, Title: g.Title, Summary: g.Summary})
		}
	}
	return cards
}
