package server

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"shebao/generator/theme"
	"shebao/server/card"
)

const (
	lookupRetry = 30 * time.Second // Retry-After where the store cannot answer
	noDataRetry = time.Hour        // Retry-After before the first import
)

// Answers about cards carry no request id: one answer is the same for everybody,
// header and all.
const requestIDHeader = "X-Request-Id"

// lookUp finds out where a card stands, for form and API alike. Every error is
// a *failure.
func (s *Server) lookUp(c echo.Context, b *build, lang string, n numbers) (v theme.StatusView, err error) {
	defer func() { s.metrics.lookup(err) }()
	pair, malformed := card.ParsePair(n.id, n.card)
	if len(malformed) > 0 {
		return theme.StatusView{}, &failure{status: http.StatusUnprocessableEntity, kind: "bad_number", fields: s.numberErrors(lang, malformed)}
	}
	if s.config.Cards == nil {
		return theme.StatusView{}, lookupFailure(card.ErrNoData)
	}
	if !s.overload.lookups.Enter() {
		s.metrics.limited.WithLabelValues("load").Inc()
		return theme.StatusView{}, busyFailure()
	}
	began := time.Now()
	defer func() { s.overload.lookups.Leave(time.Since(began)) }()
	answer, err := s.config.Cards.Status(c.Request().Context(), pair, clientAddress(c))
	if err != nil {
		return theme.StatusView{}, lookupFailure(err)
	}
	return s.view(b, lang, answer), nil
}

// lookupFailure is what an error of a lookup means. Only "not found" is ever
// said to be not found: whatever else went wrong, the store did not answer.
func lookupFailure(err error) error {
	var limit *card.LimitError
	switch {
	case errors.Is(err, card.ErrNotFound):
		return &failure{status: http.StatusNotFound, kind: "card_not_found"}
	case errors.As(err, &limit):
		return &failure{status: http.StatusTooManyRequests, kind: "limited", retryAfter: max(limit.RetryAfter, time.Second)}
	case errors.Is(err, card.ErrNoData):
		return &failure{status: http.StatusServiceUnavailable, kind: "no_data", retryAfter: noDataRetry}
	}
	return &failure{status: http.StatusServiceUnavailable, kind: "unavailable", retryAfter: lookupRetry, err: err}
}

// numberErrors puts what is wrong with the numbers into words.
func (s *Server) numberErrors(lang string, malformed []*card.NumberError) []fieldError {
	fields := make([]fieldError, len(malformed))
	for i, e := range malformed {
		fields[i] = s.numberError(lang, e.Field, string(e.Reason))
	}
	return fields
}

func (s *Server) numberError(lang, field, reason string) fieldError {
	return fieldError{field, reason, s.theme.Words(lang).Text("status.error." + field + "." + reason)}
}

// everyNumberFault adds to the numbers that are no strings what is wrong with
// those that are, so that a client learns of both at once, in one language.
func (s *Server) everyNumberFault(lang string, n numbers, err error) error {
	f, ok := errors.AsType[*failure](err)
	if !ok || f.kind != "bad_number" {
		return err
	}
	for i, told := range f.fields {
		f.fields[i] = s.numberError(lang, told.Field, told.Reason)
	}
	_, malformed := card.ParsePair(n.id, n.card)
	for _, e := range s.numberErrors(lang, malformed) {
		if !slices.ContainsFunc(f.fields, func(told fieldError) bool { return told.Field == e.Field }) {
			f.fields = append(f.fields, e)
		}
	}
	slices.SortFunc(f.fields, func(a, b fieldError) int { return cmp.Compare(b.Field, a.Field) }) // id_number first
	return f
}

// view puts an answer into words. It is the only place that does.
func (s *Server) view(b *build, lang string, a card.Answer) theme.StatusView {
	words := s.theme.Words(lang)
	label := func(status card.Status) string { return words.Text("status." + string(status) + ".label") }
	key := "status." + string(a.Status)
	place := b.site.Statuses[lang][string(a.Status)]
	v := theme.StatusView{
		Status:    string(a.Status),
		Label:     label(a.Status),
		Meaning:   words.Text(key + ".meaning"),
		Tone:      words.Text(key + ".tone"),
		ChangedAt: a.ChangedAt.String(),
		NextText:  words.Text(key + ".next"),
		NextURL:   place.URL,
	}
	if v.NextURL == "" {
		v.NextURL = "/" + lang + "/"
	}
	if place.DeadlineDays > 0 {
		v.Deadline = a.ChangedAt.Time.In(card.China()).AddDate(0, 0, place.DeadlineDays).Format(time.DateOnly)
	}
	if !a.DataAsOf.IsZero() {
		v.DataAsOf = a.DataAsOf.In(card.China()).Format(time.RFC3339)
	}
	for _, e := range a.Timeline {
		v.Timeline = append(v.Timeline, theme.TimelineEntry{Status: string(e.Status), Label: label(e.Status), ChangedAt: e.ChangedAt.String()})
	}
	return v
}

// statusAPI answers POST /api/v1/card-status.
func (s *Server) statusAPI(c echo.Context, b *build) error {
	delete(c.Response().Header(), requestIDHeader)
	n, err := readNumbers(c, "application/json", parseJSON)
	p := readParameters(c.Request())
	lang := p.lang(c, b)
	if wrong := p.failure(); wrong != nil {
		if err == nil || asFailure(err).kind == "bad_number" {
			return wrong // there are no words about a number in a language that is none
		}
		return err
	}
	if err != nil {
		return inLanguage(lang, s.everyNumberFault(lang, n, err))
	}
	v, err := s.lookUp(c, b, lang, n)
	if err != nil {
		return inLanguage(lang, err)
	}
	answer := statusResult{
		Status:    v.Status,
		Label:     v.Label,
		Meaning:   v.Meaning,
		ChangedAt: v.ChangedAt,
		Timeline:  make([]timelineResult, len(v.Timeline)),
		NextStep:  nextStep{v.NextText, v.NextURL},
		Deadline:  v.Deadline,
		DataAsOf:  v.DataAsOf,
	}
	for i, e := range v.Timeline {
		answer.Timeline[i] = timelineResult{e.Status, e.Label, e.ChangedAt}
	}
	return s.sendJSON(c, http.StatusOK, "application/json", answer)
}

// statusResult is the API's answer to a lookup.
type statusResult struct {
	Status    string           `json:"status"`
	Label     string           `json:"label"`
	Meaning   string           `json:"meaning"`
	ChangedAt string           `json:"changed_at"` // RFC 3339 or YYYY-MM-DD
	Timeline  []timelineResult `json:"timeline"`   // oldest first
	NextStep  nextStep         `json:"next_step"`
	Deadline  string           `json:"deadline,omitempty"` // YYYY-MM-DD
	DataAsOf  string           `json:"data_as_of"`         // RFC 3339
}

type timelineResult struct {
	Status    string `json:"status"`
	Label     string `json:"label"`
	ChangedAt string `json:"changed_at"`
}

type nextStep struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

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
		if v, err = s.lookUp(c, b, page.Lang, n); err == nil {
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

// readNumbers reads what is posted for a lookup.
func readNumbers(c echo.Context, mediaType string, parse func([]byte) (numbers, error)) (numbers, error) {
	r := c.Request()
	switch {
	case hasNumbers(r.URL):
		return numbers{}, &failure{status: http.StatusBadRequest, kind: "number_in_url"}
	case crossSite(r, true): // the status page is one without referrers
		// Another site must not let its visitors use up a family's tries.
		return numbers{}, &failure{status: http.StatusForbidden, kind: "cross_site"}
	}
	body, err := readBody(c, mediaType)
	if err != nil {
		return numbers{}, err
	}
	return parse(body)
}

// hasNumbers tells whether an address has the parameters of a lookup.
func hasNumbers(u *url.URL) bool {
	if u.RawQuery == "" {
		return false
	}
	values, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return strings.Contains(u.RawQuery, "_number")
	}
	for name := range values {
		if name = strings.ToLower(strings.TrimSpace(name)); name == fieldID || name == fieldCard {
			return true
		}
	}
	return false
}
