package server

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
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
	answer, err := s.config.Cards.Status(untilAnswered(c), pair, clientAddress(c))
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
		BankURL:   place.BankURL,
		Ahead:     place.Ahead,
		Told:      told(a),
	}
	if v.BankURL != "" {
		v.BankText = words.Text("status.bank.next")
	}
	if v.NextURL == "" {
		v.NextURL = "/" + lang + "/"
	}
	if place.DeadlineDays > 0 {
		// Whether the day of the change counts, no source says: counted, the day is
		// one on which there is still time, either way.
		v.Deadline = a.ChangedAt.Time.In(card.China()).AddDate(0, 0, place.DeadlineDays-1).Format(time.DateOnly)
	}
	if !a.DataAsOf.IsZero() {
		v.DataAsOf = a.DataAsOf.In(card.China()).Format(time.RFC3339)
	}
	for _, e := range a.Timeline {
		v.Timeline = append(v.Timeline, theme.TimelineEntry{Status: string(e.Status), Label: label(e.Status), ChangedAt: e.ChangedAt.String()})
	}
	return v
}
