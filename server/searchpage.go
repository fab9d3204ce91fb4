package server

import (
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"github.com/labstack/echo/v4"

	"shebao/generator/theme"
	"shebao/search"
)

// completeSearch answers GET /<lang>/search: the slash was forgotten.
func (s *Server) completeSearch(c echo.Context, b *build) error {
	lang := c.Param("lang")
	if !b.hasLanguage(lang) {
		return errNotFound
	}
	p := readParameters(c.Request())
	q := p.text("q")
	if p.failure() != nil || q == "" || search.LooksLikeNumber(q) {
		return redirect(c, http.StatusMovedPermanently, "/"+lang+"/search/")
	}
	return redirect(c, http.StatusMovedPermanently, searchURL(lang, q, 0))
}

// searchPage answers GET /<lang>/search/?q=&offset=: the form, and what was
// found.
func (s *Server) searchPage(c echo.Context, b *build) error {
	lang := c.Param("lang")
	if !b.hasLanguage(lang) {
		return errNotFound
	}
	p := readParameters(c.Request())
	q := search.Query{Text: p.text("q"), Lang: lang, Limit: hitsPerPage, Offset: p.number("offset", 0, 0, maxOffset)}
	if err := p.failure(); err != nil {
		return err
	}
	page := theme.SearchPage{Page: s.frame(b, lang, "/"+lang+"/search/"), Asked: q.Text != ""}
	page.Alternates = b.alternates("/search/")
	c.Response().Header().Set("Cache-Control", perhapsAnother)
	if !page.Asked {
		page.NoIndex = false
		page.Offer = b.offer(lang)
		return s.sendPage(c, b, http.StatusOK, page)
	}

	found, err := s.search(c, b, q)
	page.Query = found.query.Text
	status := http.StatusOK
	var f *failure
	switch {
	case errors.Is(err, errTooLong):
		status, page.Problem = http.StatusBadRequest, "too_long"
		if manyDigits(page.Query) {
			page.Query = "" // perhaps a person's number within something else
		}
	case errors.As(err, &f):
		status, page.Problem, page.RetryAfter = f.status, f.kind, seconds(f.retryAfter)
		setRetryAfter(c, f.retryAfter)
	case found.number:
		page.Number = true
	default:
		b.fillResult(&page, found)
		// What finds something may be listed, as the search page itself: that is
		// the page's canonical address. Whatever else somebody types may not.
		page.NoIndex = len(page.Hits) == 0
	}
	if status != http.StatusOK || page.Number {
		c.Response().Header()["Cache-Control"] = s.headers.noStore
	}
	if len(page.Hits) == 0 {
		page.Offer = b.offer(lang)
	}
	if failed := s.sendPage(c, b, status, page); failed != nil {
		return failed
	}
	return err // answered already; for the request record
}

// manyDigits tells whether a text has more digits than a telephone number and a
// date: what is too long to be searched is not judged any closer.
func manyDigits(text string) bool {
	n := 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n > 12
}

// fillResult puts what was found on the page.
func (b *build) fillResult(page *theme.SearchPage, found searched) {
	q, r := found.query, found.result
	page.Total = r.Total
	for _, h := range r.Hits {
		hit := b.hit(h)
		for _, more := range h.More {
			hit.More = append(hit.More, b.hit(more))
		}
		page.Hits = append(page.Hits, hit)
	}
	if r.Suggestion != "" {
		page.Suggestion = &theme.Link{URL: searchURL(q.Lang, r.Suggestion, 0), Text: r.Suggestion}
	}
	for _, word := range r.Nearest {
		page.Nearest = append(page.Nearest, theme.Link{URL: searchURL(q.Lang, word, 0), Text: word})
	}
	if q.Offset > 0 {
		page.Previous = &theme.Link{URL: searchURL(q.Lang, q.Text, max(q.Offset-hitsPerPage, 0))}
	}
	if next := q.Offset + hitsPerPage; next < r.Total && next <= maxOffset && len(r.Hits) > 0 {
		page.Next = &theme.Link{URL: searchURL(q.Lang, q.Text, next)}
	}
}

// hit is a result with what the site knows about its guide.
func (b *build) hit(h search.Hit) theme.Hit {
	address, _, _ := strings.Cut(h.URL, "#")
	guide := b.guides[address]
	hit := theme.Hit{URL: h.URL, Title: h.Title, Heading: h.Heading, Lang: h.Lang, Reviewed: guide.Reviewed}
	hit.Snippet = template.HTML(h.Snippet) // escaped by the index, with <mark>
	for _, section := range b.site.Sections[guide.Lang] {
		if section.URL == "/"+guide.Lang+"/"+guide.Section+"/" {
			hit.Section = section.Text
		}
	}
	return hit
}

// searchURL is the address of the search page for a query.
func searchURL(lang, text string, offset int) string {
	values := url.Values{"q": {text}}
	if offset > 0 {
		values.Set("offset", strconv.Itoa(offset))
	}
	return "/" + lang + "/search/?" + values.Encode()
}
