package server

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"
	"unicode/utf8"

	"github.com/labstack/echo/v4"
	"go.opentelemetry.io/otel/attribute"

	"shebao/search"
	"shebao/server/limit"
)

// Bounds of the search parameters.
const (
	maxQuery       = 200 // characters
	maxLimit       = 100
	maxOffset      = 1000
	hitsPerPage    = 10
	suggestions    = 8
	searchTimeout  = time.Second
	searchRetry    = 10 * time.Second // Retry-After where there is no index
	perhapsAnother = "private, no-cache"
)

// searched is the answer to a query, for page and API alike.
type searched struct {
	query  search.Query
	number bool // the query looks like a person's number and was not run
	result search.Result
}

// search runs a query, unless it looks like a number of a person: that is not
// run and goes nowhere.
func (s *Server) search(c echo.Context, b *build, q search.Query) (found searched, err error) {
	defer func() { s.metrics.search("search", found.number, found.result.Total, err) }()
	if search.LooksLikeNumber(q.Text) {
		q.Text = ""
		return searched{query: q, number: true}, nil
	}
	if utf8.RuneCountInString(q.Text) > maxQuery {
		return searched{query: q}, errTooLong
	}
	if err := s.allowSearch(c); err != nil {
		return searched{query: q}, err
	}
	index := b.index.Load()
	if index == nil {
		return searched{query: q}, errNoIndex
	}
	ctx, cancel := context.WithTimeout(untilAnswered(c), searchTimeout)
	defer cancel()
	found = searched{query: q}
	ctx, end := s.beginSpan(ctx, "search", attribute.String("shebao.lang", q.Lang))
	found.result, err = s.searchOnce(ctx, index, q)
	end(err != nil, attribute.Int("shebao.results", found.result.Total))
	s.noteUnanswered(c, found, err)
	return found, searchFailure(err)
}

// searchOnce runs a query or, under load, takes what it found a moment ago.
func (s *Server) searchOnce(ctx context.Context, x *index, q search.Query) (search.Result, error) {
	if !s.overload.requests.HasRefused(againFor) {
		return x.Search(ctx, q)
	}
	began := time.Now()
	if r, ok := x.again.find(q); ok {
		r.Took = time.Since(began) // its own, not that of whoever asked first
		return r, nil
	}
	r, err := x.Search(ctx, q)
	if err == nil {
		x.again.keep(q, r)
	}
	return r, err
}

var (
	errTooLong = parameterFailure(fieldError{"q", "too_long", "q has up to 200 characters."})
	errNoIndex = &failure{status: http.StatusServiceUnavailable, kind: "unavailable", retryAfter: searchRetry,
		err: errors.New("there is no search index")}
)

// searchFailure is what an error of the index means.
func searchFailure(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, search.ErrTooLong):
		return errTooLong
	}
	return &failure{status: http.StatusServiceUnavailable, kind: "unavailable", retryAfter: searchRetry, err: err}
}

// allowSearch counts a search against its address.
func (s *Server) allowSearch(c echo.Context) error {
	if s.searches == nil {
		return nil
	}
	key := limit.Network(clientAddress(c))
	usage, err := s.searches.Take(untilAnswered(c), key)
	s.announceQuota(c, usage.Left, usage.Full)
	if err != nil {
		s.log.Error("the limit of searches cannot be asked", "error", err)
	}
	if usage.Wait > 0 {
		return &failure{status: http.StatusTooManyRequests, kind: "limited", retryAfter: usage.Wait}
	}
	return nil
}

// searchAPI answers GET /api/v1/search?q=&lang=&limit=&offset=.
func (s *Server) searchAPI(c echo.Context, b *build) error {
	p := readParameters(c.Request())
	q := search.Query{
		Text:   p.required("q"),
		Lang:   p.lang(c, b),
		Limit:  p.number("limit", 10, 1, maxLimit),
		Offset: p.number("offset", 0, 0, maxOffset),
	}
	if err := p.failure(); err != nil {
		return err
	}
	found, err := s.search(c, b, q)
	if err != nil {
		return err
	}
	answer := NewSearchAnswer(found.query, found.result)
	if found.number {
		answer.Notice = &SearchNotice{s.theme.Words(q.Lang).Text("search.number.text"), "/" + q.Lang + "/status/"}
	} else {
		c.Response().Header().Set("Cache-Control", perhapsAnother)
		linkPages(c, "/api/v1/search", url.Values{"q": {q.Text}, "lang": {q.Lang}}, q.Limit, q.Offset, min(answer.Total, maxOffset+1))
	}
	return s.sendJSON(c, http.StatusOK, "application/json", answer)
}

// suggestAPI answers GET /api/v1/suggest?q=&lang=.
func (s *Server) suggestAPI(c echo.Context, b *build) error {
	p := readParameters(c.Request())
	text, lang := p.required("q"), p.lang(c, b)
	if err := p.failure(); err != nil {
		return err
	}
	found, err := s.suggest(c, b, text, lang)
	if err != nil {
		return err
	}
	if found != nil {
		c.Response().Header().Set("Cache-Control", perhapsAnother)
	}
	return s.sendJSON(c, http.StatusOK, "application/json", suggestAnswer{append([]search.Suggestion{}, found...)})
}

// suggest completes a text, unless it looks like a number of a person.
func (s *Server) suggest(c echo.Context, b *build, text, lang string) (found []search.Suggestion, err error) {
	number := search.LooksLikeNumber(text)
	defer func() { s.metrics.search("suggest", number, len(found), err) }()
	if number {
		return nil, nil
	}
	if utf8.RuneCountInString(text) > maxQuery {
		return nil, errTooLong
	}
	if err := s.allowSearch(c); err != nil {
		return nil, err
	}
	index := b.index.Load()
	if index == nil {
		return nil, errNoIndex
	}
	ctx, cancel := context.WithTimeout(untilAnswered(c), searchTimeout)
	defer cancel()
	ctx, end := s.beginSpan(ctx, "suggest", attribute.String("shebao.lang", lang))
	found, err = index.Suggest(ctx, text, lang, suggestions)
	end(err != nil, attribute.Int("shebao.results", len(found)))
	return append([]search.Suggestion{}, found...), searchFailure(err)
}

type suggestAnswer struct {
	Suggestions []search.Suggestion `json:"suggestions"`
}
