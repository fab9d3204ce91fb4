package server

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"

	"shebao/generator/theme"
	"shebao/server/limit"
)

// overload keeps the server answering when more is asked than it can do: what
// it cannot do soon it refuses at once, with 503 and Retry-After.
//
// How many may be under way follows from how long they take (limit.Adaptive).
// Lookups have a limit of their own, since they wait for a store and not for
// this machine: a store that hangs takes no page with it.
type overload struct {
	requests *limit.Adaptive
	lookups  *limit.Adaptive
	told     atomic.Int64 // when the log last heard of it, in Unix seconds
}

// busyRetry is the most that a refused client is asked to wait. Each is told
// another time, so that they do not all come back at once.
const busyRetry = 5

func newOverload() overload {
	return overload{
		requests: limit.NewAdaptive(limit.AdaptiveOptions{Goal: 6 * time.Millisecond}),
		lookups:  limit.NewAdaptive(limit.AdaptiveOptions{Goal: 50 * time.Millisecond, Max: 1000}),
	}
}

// admit lets a request begin, or refuses it. leave must be called when the work
// is done, and may be called again; it is called by itself when the answer's
// header is written, so that a client that reads slowly holds no place.
//
// Health is always answered. What is posted is let in here, since its body may
// come slowly; a lookup is counted when it begins.
func (s *Server) admit(c echo.Context) (leave func(), ok bool) {
	r := c.Request()
	if r.Method == http.MethodPost || isHealth(r.URL.Path) {
		return func() {}, true
	}
	if !s.overload.requests.Enter() {
		return nil, false
	}
	began, left := time.Now(), false
	leave = func() {
		if !left {
			left = true
			s.overload.requests.Leave(time.Since(began))
		}
	}
	c.Response().Before(leave)
	// Those who came later take their place, or hear that there is none, before
	// the work begins. Otherwise the queue would stand in Go's scheduler, where
	// nobody counts it.
	runtime.Gosched()
	return leave, true
}

func isHealth(path string) bool { return path == "/healthz" || path == "/readyz" }

// busyFailure refuses a lookup.
func busyFailure() error {
	return &failure{status: http.StatusServiceUnavailable, kind: "unavailable", retryAfter: busyWait()}
}

func busyWait() time.Duration { return time.Duration(1+rand.IntN(busyRetry)) * time.Second } // #nosec G404 -- it only spreads who comes back when

// shed refuses a request, with as little work as can be: nothing is drawn and
// nothing logged for it.
func (s *Server) shed(c echo.Context) {
	s.metrics.limited.WithLabelValues("load").Inc()
	if now := s.now().Unix(); now-s.overload.told.Swap(now) > 10 {
		s.log.Warn("more is asked than can be done; requests are refused", "under way at once", s.overload.requests.Limit())
	}
	h := c.Response().Header()
	h["Retry-After"] = []string{strconv.Itoa(seconds(busyWait()))}
	body, contentType := busyProblem, "application/problem+json"
	if !isForPrograms(c.Request().URL.Path) {
		if page := s.busyPage(c); page != nil {
			body, contentType = page, "text/html; charset=utf-8"
		}
	}
	h["Content-Type"] = []string{contentType}
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	c.Response().WriteHeader(http.StatusServiceUnavailable)
	if c.Request().Method != http.MethodHead {
		c.Response().Write(body) // an error means that the client has gone
	}
}

// busyProblem is the refusal for programs.
var busyProblem = func() []byte {
	words := problems["unavailable"]
	text, err := json.Marshal(problem{Type: problemType("unavailable"), Title: words.title, Status: http.StatusServiceUnavailable, Detail: words.detail})
	if err != nil {
		panic(err) // unreachable: the type holds only texts and a number
	}
	return append(text, '\n')
}()

// busyPage is the refusal for readers, drawn once for each build and language.
func (s *Server) busyPage(c echo.Context) []byte {
	b := s.acquire()
	if b == nil {
		return nil
	}
	defer b.leave()
	lang := languageOfPath(c, b)
	if page, ok := b.busy.Load(lang); ok {
		return page.([]byte)
	}
	var out bytes.Buffer
	if err := s.theme.Render(&out, theme.ErrorPage{Page: s.frame(b, lang, "/"+lang+"/"), Kind: "unavailable", RetryAfter: busyRetry}); err != nil {
		return nil
	}
	b.busy.Store(lang, out.Bytes())
	return out.Bytes()
}
