package server

import (
	"net/http"

	"github.com/labstack/echo/v4"

	"shebao/generator/theme"
)

// statusForm answers GET /<lang>/status/. Numbers in the address are refused:
// by then they stand in a history and perhaps in a proxy's log, and the reader
// should learn that this is not the way.
func (s *Server) statusForm(c echo.Context, b *build) error {
	page, err := s.statusPage(c, b)
	if err != nil {
		return err
	}
	if hasNumbers(c.Request().URL) {
		page.Outcome, page.NoIndex = "bad_request", true
		return s.sendPage(c, b, http.StatusBadRequest, page)
	}
	return s.sendPage(c, b, http.StatusOK, page)
}

// statusAnswer answers POST /<lang>/status/.
func (s *Server) statusAnswer(c echo.Context, b *build) error {
	page, err := s.statusPage(c, b)
	if err != nil {
		return err
	}
	page.NoIndex = true
	n, err := readNumbers(c, "application/x-www-form-urlencoded", parseForm)
	if err == nil {
		var v theme.StatusView
		if v, err = s.answerTo(c, b, page.Lang, n); err == nil {
			return s.sendPage(c, b, http.StatusOK, theme.StatusAnswer{Page: page.Page, Answer: v})
		}
	}
	f := asFailure(err)
	switch f.kind {
	case "card_not_found":
		page.Outcome = "not_found" // without what was typed: the same bytes for everybody
	case "limited", "no_data", "unavailable": // of both numbers nothing but what was typed
		page.Outcome, page.IDNumber, page.CardNumber = f.kind, n.id, n.card
	case "bad_number":
		page.IDNumber, page.CardNumber = n.id, n.card
		for _, e := range f.fields {
			page.Errors = append(page.Errors, theme.FieldError{Field: e.Field, Reason: e.Reason})
		}
	case "bad_body", "number_in_url":
		page.Outcome = "bad_request"
	default:
		return err
	}
	page.RetryAfter = seconds(f.retryAfter)
	setRetryAfter(c, f.retryAfter)
	if failed := s.sendPage(c, b, f.status, page); failed != nil {
		return failed
	}
	return err // answered already; for the request record
}

// answerTo looks the numbers up, or tells an answer again.
func (s *Server) answerTo(c echo.Context, b *build, lang string, n numbers) (theme.StatusView, error) {
	if n.told == "" {
		return s.lookUp(c, b, lang, n)
	}
	answer, err := parseTold(n.told)
	if err != nil {
		return theme.StatusView{}, err
	}
	return s.view(b, lang, answer), nil
}

// statusPage is the form in the language of the address. Nothing of these pages
// is kept or told to the next site.
func (s *Server) statusPage(c echo.Context, b *build) (theme.StatusForm, error) {
	lang := c.Param("lang")
	if !b.hasLanguage(lang) {
		return theme.StatusForm{}, errNotFound
	}
	c.Response().Header()["Referrer-Policy"] = s.headers.noReferrer
	delete(c.Response().Header(), requestIDHeader)
	page := theme.StatusForm{Page: s.frame(b, lang, "/"+lang+"/status/"), Demo: s.config.Demo}
	page.NoIndex = false
	page.Alternates = b.alternates("/status/")
	return page, nil
}
