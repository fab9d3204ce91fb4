package server

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"shebao/generator/theme"
)

// failure is an error that knows what it means to a client. Only its kind, its
// fields and its waiting time are ever sent; err is for the log.
type failure struct {
	status     int
	kind       string // one of problems
	fields     []fieldError
	retryAfter time.Duration // 0 = none
	lang       string        // of a problem document's words; "" = English
	err        error
}

// fieldError is what is wrong with one field or parameter, never its value.
type fieldError struct {
	Field  string `json:"field"`
	Reason string `json:"reason"`
	Detail string `json:"detail"`
}

func (f *failure) Error() string {
	if f.err != nil {
		return f.kind + ": " + f.err.Error()
	}
	return f.kind
}

func (f *failure) Unwrap() error { return f.err }

var (
	errNotFound = &failure{status: http.StatusNotFound, kind: "not_found"}
	errMethod   = &failure{status: http.StatusMethodNotAllowed, kind: "method"}
)

// problems are the kinds of failure in the words of the API. page is the kind
// of page that a reader sees.
var problems = map[string]struct{ page, title, detail string }{
	"not_found":      {"not_found", "Not found", "There is nothing at this address."},
	"card_not_found": {"not_found", "Card not found", "No card has this pair of numbers."},
	"bad_request":    {"bad_request", "Bad request", "The request cannot be understood."},
	"bad_parameter":  {"bad_request", "Bad parameter", "A parameter is missing or has a value that is not allowed."},
	"bad_number":     {"bad_request", "Malformed number", "A number is missing or cannot be right."},
	"bad_body":       {"bad_request", "Bad body", "The body cannot be read as what it is said to be."},
	"number_in_url":  {"bad_request", "Number in the address", "Numbers are taken from the body of a POST only, never from an address."},
	"cross_site":     {"bad_request", "Request from another site", "A browser says by Sec-Fetch-Site or Origin that a page of another site sent this."},
	"timeout":        {"bad_request", "The request took too long", "The body did not arrive in time."},
	"precondition":   {"bad_request", "Precondition failed", "What is here is not what If-Match names."},
	"range":          {"bad_request", "Range not satisfiable", "The range is outside the file."},
	"method":         {"method", "Method not allowed", "This address does not take this method; see Allow."},
	"too_large":      {"too_large", "Body too large", "A body may have up to 4096 bytes."},
	"media_type":     {"media_type", "Unsupported media type", "This address takes another type of body."},
	"limited":        {"limited", "Too many requests", "Wait for as many seconds as Retry-After says."},
	"unavailable":    {"unavailable", "Not available now", "Try again after as many seconds as Retry-After says."},
	"no_data":        {"unavailable", "No card data", "The issuer's data has not reached this server yet."},
	"internal":       {"internal", "Internal error", "Something went wrong on the server."},
}

// inLanguage is an error that is told to a program in the language it asked for.
func inLanguage(lang string, err error) error {
	f := *asFailure(err)
	f.lang = lang
	return &f
}

// asFailure finds out what an error means to a client.
func asFailure(err error) *failure {
	if f, ok := err.(*failure); ok { // as nearly always
		return f
	}
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	h, ok := errors.AsType[*echo.HTTPError](err)
	switch {
	case !ok:
	case h.Code == http.StatusNotFound:
		return errNotFound
	case h.Code == http.StatusMethodNotAllowed:
		return errMethod
	case h.Code < 500:
		return &failure{status: h.Code, kind: "bad_request", err: err}
	}
	return &failure{status: http.StatusInternalServerError, kind: "internal", err: err}
}

// causeOf is what the log should say about an error: nil where the client
// alone was wrong.
func causeOf(err error) error {
	if err == nil {
		return nil
	}
	return asFailure(err).err
}

// answerError is the one place where an error becomes an answer: a problem
// document (RFC 9457) below /api/, a page in the reader's language elsewhere.
func (s *Server) answerError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	f := asFailure(err)
	h := c.Response().Header()
	for _, name := range []string{"Content-Type", "Content-Encoding", "Content-Length", "Etag", "Vary"} {
		delete(h, name) // of the answer that failed
	}
	h["Cache-Control"] = s.headers.noStore
	setRetryAfter(c, f.retryAfter)

	if isForPrograms(c.Request().URL.Path) {
		err = s.sendProblem(c, f)
	} else {
		err = s.sendErrorPage(c, f)
	}
	if err != nil && !c.Response().Committed {
		s.log.Error("an error could not be shown", "error", err)
		_ = c.String(f.status, http.StatusText(f.status)+"\n")
	}
}

// isForPrograms tells whether programs ask at an address, rather than readers.
func isForPrograms(path string) bool {
	return path == "/api" || strings.HasPrefix(path, "/api/") || isHealth(path)
}

// problem is a problem document.
type problem struct {
	Type   string       `json:"type"`
	Title  string       `json:"title"`
	Status int          `json:"status"`
	Detail string       `json:"detail"`
	Errors []fieldError `json:"errors,omitempty"`
}

func (s *Server) sendProblem(c echo.Context, f *failure) error {
	words := problems[f.kind]
	answer := problem{
		Type:   problemType(f.kind),
		Title:  words.title,
		Status: f.status,
		Detail: words.detail,
		Errors: f.fields,
	}
	if f.lang != "" && f.lang != "en" { // otherwise as the page about this kind has it
		words := s.theme.Words(f.lang)
		answer.Title, answer.Detail = words.Text("problem."+f.kind+".title"), words.Text("problem."+f.kind+".detail")
	}
	return s.sendJSON(c, f.status, "application/problem+json", answer)
}

func (s *Server) sendErrorPage(c echo.Context, f *failure) error {
	b := s.acquire()
	if b == nil {
		return errClosed
	}
	defer b.leave()
	lang := languageOfPath(c.Request(), c.Response().Header(), b)
	kind := problems[f.kind].page
	if kind == "not_found" {
		return s.sendNotFound(c, b, lang)
	}
	return s.sendPage(c, b, f.status, theme.ErrorPage{
		Page:       s.frame(b, lang, "/"+lang+"/"),
		Kind:       kind,
		RetryAfter: seconds(f.retryAfter),
	})
}

// sendNotFound answers with the build's own 404 page in a language.
func (s *Server) sendNotFound(c echo.Context, b *build, lang string) error {
	if f := b.notFound[lang]; f != nil {
		if err := s.sendFile(c, b, f, http.StatusNotFound); err == nil || c.Response().Committed {
			return err
		}
	}
	return s.sendPage(c, b, http.StatusNotFound, theme.NotFound{Page: s.frame(b, lang, "/"+lang+"/404.html"), Offer: b.offer(lang)})
}

// isTimeout tells whether an error means that something took too long.
func isTimeout(err error) bool {
	var t interface{ Timeout() bool }
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &t) && t.Timeout()
}
