package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
)

// policy is the Content-Security-Policy of every answer: nothing inline,
// nothing from elsewhere, and the site in nobody's frame.
const policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// headers are the values of the header fields that every answer has, made once.
type headers struct {
	documents, parts                                 common // of pages, and of what browsers fetch for them
	noReferrer, transport, noStore                   []string
	policy, noSniff, anyOrigin, exposed, crossOrigin []string
}

// common are header fields that an answer has where its handler has set nothing
// else.
type common struct{ fields []field }

type field struct {
	name  string
	value []string
	line  string // as it is sent
}

func newCommon(fields ...field) common {
	for i, f := range fields {
		fields[i].line = fmt.Sprintf("%s: %s\r\n", f.name, f.value[0])
	}
	return common{fields}
}

func newHeaders() headers {
	v := headers{
		policy:      []string{policy},
		noSniff:     []string{"nosniff"},
		noReferrer:  []string{"no-referrer"},
		transport:   []string{"max-age=31536000"},
		noStore:     []string{"no-store"},
		anyOrigin:   []string{"*"},
		exposed:     []string{"ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id"},
		crossOrigin: []string{"cross-origin"},
	}
	sameOrigin := []string{"same-origin"}
	v.documents = newCommon(
		field{name: "Content-Security-Policy", value: v.policy},
		field{name: "Cross-Origin-Opener-Policy", value: sameOrigin},
		field{name: "Cross-Origin-Resource-Policy", value: sameOrigin},
		field{name: "Permissions-Policy", value: []string{"camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"}},
		field{name: "Referrer-Policy", value: []string{"strict-origin-when-cross-origin"}},
		field{name: "X-Content-Type-Options", value: v.noSniff},
	)
	// What browsers heed in documents and workers alone would be 400 bytes more,
	// three times in a first visit.
	v.parts = newCommon(
		field{name: "Content-Security-Policy", value: []string{"default-src 'none'"}},
		field{name: "Cross-Origin-Resource-Policy", value: sameOrigin},
		field{name: "X-Content-Type-Options", value: v.noSniff},
	)
	return v
}

// fill sets those that a handler has not set.
func (v *common) fill(h http.Header) {
	for _, f := range v.fields {
		if h[f.name] == nil {
			h[f.name] = f.value
		}
	}
}

// append appends the lines of those that a handler has not set.
func (v *common) append(lines []byte, h http.Header) []byte {
	for _, f := range v.fields {
		if h[f.name] == nil {
			lines = append(lines, f.line...)
		}
	}
	return lines
}

// observe is around every request: it sets the common header fields, turns a
// panic and every error into an answer, and writes the request record.
func (s *Server) observe(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := s.now()
		r, h := c.Request(), c.Response().Header()
		id := s.peers.requestID(r)
		h[requestIDHeader] = []string{id}
		h["Cache-Control"] = s.headers.noStore // unless the answer may be kept
		if s.peers.isSecure(r) {               // RFC 6797, 7.2: never over plain HTTP
			h["Strict-Transport-Security"] = s.headers.transport
		}
		// A chunked request may also have had a Content-Length, which net/http
		// drops (RFC 9112, 6.3: close after that). And a server that is going
		// away asks its clients to come back on another connection.
		if len(r.TransferEncoding) > 0 || s.draining.Load() {
			h["Connection"] = []string{"close"}
		}
		s.metrics.inFlight.Inc()
		defer s.metrics.inFlight.Dec()
		defer s.beginTrace(c)()
		err := s.guard(next, c)
		if err != nil {
			c.Error(err)
		}
		end := s.now()
		took := end.Sub(start).Seconds()
		s.metrics.request(c, took)
		s.record(c, end, id, took, err)
		return nil
	}
}

// guard runs a handler. A panic becomes an error that holds the place and, as
// it may hold what a visitor typed, the value of a run-time error only.
func (s *Server) guard(next echo.HandlerFunc, c echo.Context) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case runtime.Error:
			err = fmt.Errorf("panic: %w\n%s", p, debug.Stack())
		default:
			if p == http.ErrAbortHandler {
				panic(p) // net/http's way to cut a connection
			}
			err = fmt.Errorf("panic: %T\n%s", p, debug.Stack())
		}
	}()
	if !validHost(c.Request().Host) {
		return &failure{status: http.StatusBadRequest, kind: "bad_request"}
	}
	return next(c)
}

// record writes one line about a request: nothing of it that a visitor chose. It
// is handed to the handler as it is: slog.Logger would look up, for each of them,
// which line of this program it comes from.
func (s *Server) record(c echo.Context, end time.Time, id string, seconds float64, err error) {
	ctx, level := c.Request().Context(), slog.LevelInfo
	status := c.Response().Status
	cause := causeOf(err)
	switch {
	case cause != nil && errors.Is(cause, context.Canceled):
		level = slog.LevelInfo // the client did not wait
	case status >= 500:
		level = slog.LevelError
	case c.Path() == "/healthz" || c.Path() == "/readyz":
		level = slog.LevelDebug
	}
	if !s.log.Enabled(ctx, level) {
		return
	}
	line := slog.NewRecord(end, level, "request", 0)
	line.AddAttrs(
		slog.String("id", id),
		slog.String("method", methodName(c.Request().Method)),
		slog.String("route", c.Path()),
		slog.Int("status", status),
		slog.Float64("seconds", seconds),
		slog.Int64("bytes", c.Response().Size),
	)
	if cause != nil {
		line.AddAttrs(slog.String("error", cause.Error()))
	}
	_ = s.log.Handler().Handle(ctx, line) // there is nowhere left to say that it failed
}

// methodNames are the methods that HTTP knows, and what stands for all others.
var methodNames = [...]string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete,
	http.MethodConnect, http.MethodOptions, http.MethodTrace, "other"}

func methodIndex(method string) int {
	for i, name := range methodNames {
		if name == method {
			return i
		}
	}
	return len(methodNames) - 1
}

// methodName keeps a method that a visitor made up out of the log.
func methodName(method string) string { return methodNames[methodIndex(method)] }

// validHost tells whether a Host is a name or an address, perhaps with a port.
// Nothing is made from it; what is no host at all is not answered.
func validHost(host string) bool {
	if len(host) > 255 {
		return false
	}
	if strings.Contains(host, ":") { // SplitHostPort makes an error of a name alone
		if name, port, err := net.SplitHostPort(host); err == nil {
			if strings.Trim(port, "0123456789") != "" {
				return false
			}
			host = name
		}
	}
	for _, r := range host {
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
		case r == '.', r == '-', r == '_', r == ':', r == '[', r == ']':
		default:
			return false
		}
	}
	return true
}

// logWriter takes the lines that net/http and Echo write on their own. They
// may name a client's address, always behind "from" or "serving".
type logWriter struct{ log *slog.Logger }

func (w logWriter) Write(line []byte) (int, error) {
	text, _, _ := strings.Cut(string(line), "\n")
	text, _, _ = strings.Cut(text, " from ")
	text, _, _ = strings.Cut(text, " serving ")
	w.log.Warn("http server", "message", text)
	return len(line), nil
}
