package server

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"strconv"
	"sync/atomic"
	"time"

	"shebao/generator/theme"
	"shebao/server/admission"
)

// overload keeps the server answering when more is asked than it can do: what
// it cannot do soon it refuses, with 503 and Retry-After.
//
// How many may be under way follows from how long they take (admission.Adaptive);
// others wait in line for a moment (admission.Line). Lookups have a limit of their
// own, since they wait for a store and not for this machine: a store that hangs
// takes no page with it.
type overload struct {
	requests *admission.Line
	lookups  *admission.Adaptive
	told     atomic.Int64 // when the log last heard of it, in nanoseconds since start
	resting  atomic.Int32 // connections on which a request was refused just now

	busyUntil atomic.Int64 // in nanoseconds since start
	start     time.Time
}

const (
	// busyRetry is the most that a refused client is asked to wait. Each is told
	// another time, so that they do not all come back at once.
	busyRetry = 5
	// inLine is how long a request waits for its place before it is refused, mostly
	// half as long, and maxInLine how many do at once. With more, of a thousand
	// clients that do not wait, refusals come later than 20 ms.
	inLine    = 6 * time.Millisecond
	maxInLine = 1024

	// A connection is left alone for a moment after a refusal: for restEach times
	// how many are then, since so little is to go into the refusals of those who ask
	// again at once, and within these bounds. Of 640 such clients, 2 to 7 ms for each
	// left a tenth of what 64 get, and 13 half of it; where few are refused at a time,
	// it is only what they wait for. With 30 µs for each, of 29,000 requests a second
	// that come at fixed times, as many as rest came meanwhile, until all rested for
	// mostRest: that took a tenth of what was served, and made refusals as late.
	restEach  = 20 * time.Microsecond
	leastRest = 4 * time.Millisecond
	mostRest  = 12 * time.Millisecond
)

// tellEvery is how often the log hears of refusals.
const tellEvery = 10 * time.Second

// restOf is how long a connection rests while so many do.
func restOf(resting int) time.Duration {
	return min(max(time.Duration(resting)*restEach, leastRest), mostRest)
}

// atLeast is how many may be under way at once for each processor, however long
// they take. With one, a second processor had nothing to do while the next place
// was given.
const atLeast = 2

const (
	// workAtOnce is how much work may always be under way for each processor: many
	// pages, or a few searches.
	workAtOnce = 2 * time.Millisecond
	// burst is the same until somebody has to be refused. A system that does
	// something else for 20 ms, or hundreds who come at one moment, are no reason.
	burst = 50 * time.Millisecond
)

func newOverload() overload {
	return overload{
		requests: admission.NewLine(admission.NewAdaptive(admission.AdaptiveOptions{
			Goal: 2 * time.Millisecond, Work: workAtOnce, Burst: burst, Workers: runtime.GOMAXPROCS(0), Min: atLeast * runtime.GOMAXPROCS(0), Yield: true,
		}), inLine, maxInLine),
		lookups: admission.NewAdaptive(admission.AdaptiveOptions{Goal: 50 * time.Millisecond, Max: 1000}),
		start:   time.Now(),
	}
}

func (o *overload) enter() bool              { return o.requests.Enter() }
func (o *overload) leave(took time.Duration) { o.requests.Leave(took) }

const (
	busyFrom = time.Millisecond       // to be let go on, from which many wait for each other
	busyFor  = 100 * time.Millisecond // how long that holds
)

// giveWay lets those who came later take their place, or hear that there is
// none, before the work begins. Otherwise the queue would stand in Go's
// scheduler, where nobody counts it.
func (o *overload) giveWay(began time.Time) (waited time.Duration) {
	runtime.Gosched()
	if waited = time.Since(began); waited > busyFrom {
		o.busyUntil.Store(int64(began.Add(waited).Sub(o.start) + busyFor))
	}
	return waited
}

// isShedding tells whether requests were refused a moment ago: then what the
// processor does counts for more than what the network carries.
func (o *overload) isShedding() bool { return o.requests.HasRefused(busyFor) }

// isBusy tells whether requests have waited for each other a moment ago.
func (o *overload) isBusy() bool { return int64(time.Since(o.start)) < o.busyUntil.Load() }

func isHealth(path string) bool { return path == "/healthz" || path == "/readyz" }

// busyFailure refuses a lookup.
func busyFailure() error {
	return &failure{status: http.StatusServiceUnavailable, kind: "unavailable", retryAfter: busyWait()}
}

func busyWait() time.Duration { return time.Duration(1+rand.IntN(busyRetry)) * time.Second } // #nosec G404 -- it only spreads who comes back when

// countRefusal tells metrics and, now and then, the log.
func (s *Server) countRefusal(method string) {
	s.metrics.shed.Inc()
	s.metrics.count(anyRoute, method, http.StatusServiceUnavailable)
	o, now := &s.overload, int64(time.Since(s.overload.start)+tellEvery) // so that 0 is long ago
	if told := o.told.Load(); now-told >= int64(tellEvery) && o.told.CompareAndSwap(told, now) {
		s.log.Warn("more is asked than can be done; requests are refused", "under way at once", s.overload.requests.Limit())
	}
}

// shed refuses a request, with as little work as can be: nothing is drawn and
// nothing logged for it, and its header has only what a refusal needs.
func (s *Server) shed(w http.ResponseWriter, r *http.Request) {
	s.countRefusal(r.Method)
	refusal := s.busyProblemAt(r.URL.Path)
	if !isForPrograms(r.URL.Path) {
		if b := s.acquire(); b != nil {
			if page := s.busyPage(b, languageOfPath(r, w.Header(), b)); page != nil {
				refusal = page
			}
			b.leave()
		}
	}
	h := w.Header()
	for _, f := range refusal.fields {
		h[f.name] = f.value
	}
	h["Retry-After"] = busyWaits[rand.IntN(busyRetry)] // #nosec G404 -- it only spreads who comes back when
	w.WriteHeader(http.StatusServiceUnavailable)
	if r.Method != http.MethodHead {
		_, _ = w.Write(refusal.body) // an error means that the client has gone
	}
}

// refusalOf is what refuses a request before its header is read as a whole; nil
// where that has to decide, and for health.
func (s *Server) refusalOf(path []byte) *refusal {
	switch {
	case isHealth(string(path)):
		return nil
	case isForPrograms(string(path)):
		return s.busyProblemAt(string(path))
	}
	b := s.acquire()
	if b == nil {
		return nil
	}
	defer b.leave()
	if len(path) < 2 {
		return nil
	}
	first, _, _ := bytes.Cut(path[1:], []byte("/"))
	for _, lang := range b.site.Languages {
		if string(first) == lang {
			return s.busyPage(b, lang)
		}
	}
	return nil
}

// refusal is an answer that is made once.
type refusal struct {
	body    []byte
	fields  []field           // of its header, but Retry-After
	answers [busyRetry][]byte // as they are sent, for each Retry-After
}

func (s *Server) newRefusal(body []byte, contentType string, more ...field) *refusal {
	r := &refusal{body: body, fields: append([]field{
		{name: "Cache-Control", value: s.headers.noStore},
		{name: "Content-Length", value: []string{strconv.Itoa(len(body))}},
		{name: "Content-Security-Policy", value: s.headers.policy},
		{name: "Content-Type", value: []string{contentType}},
		{name: "X-Content-Type-Options", value: s.headers.noSniff},
	}, more...)}
	for i := range r.answers {
		text := []byte("HTTP/1.1 503 Service Unavailable\r\n")
		for _, f := range append(r.fields, field{name: "Retry-After", value: busyWaits[i]}) {
			text = fmt.Appendf(text, "%s: %s\r\n", f.name, f.value[0])
		}
		r.answers[i] = append(append(text, "\r\n"...), body...)
	}
	return r
}

// busyWaits are the values of Retry-After.
var busyWaits = func() (all [busyRetry][]string) {
	for i := range all {
		all[i] = []string{strconv.Itoa(i + 1)}
	}
	return all
}()

// makeBusyProblems draws the refusals for programs.
func (s *Server) makeBusyProblems() error {
	words := problems["unavailable"]
	text, err := json.Marshal(problem{Type: problemType("unavailable"), Title: words.title, Status: http.StatusServiceUnavailable, Detail: words.detail})
	text = append(text, '\n')
	s.busyProblem = s.newRefusal(text, "application/problem+json")
	open := s.openFields()
	s.busyOpenProblem = s.newRefusal(text, "application/problem+json", open[:]...)
	return err
}

// busyProblemAt is the refusal for a program: one on a page of another site may
// read it where it may read what it asked for.
func (s *Server) busyProblemAt(path string) *refusal {
	if isOpen(path) {
		return s.busyOpenProblem
	}
	return s.busyProblem
}

// busyPage is the refusal for readers, drawn once for each build and language.
func (s *Server) busyPage(b *build, lang string) *refusal {
	if page, ok := b.busy.Load(lang); ok {
		return page.(*refusal)
	}
	var out bytes.Buffer
	if err := s.theme.Render(&out, theme.ErrorPage{Page: s.frame(b, lang, "/"+lang+"/"), Kind: "unavailable", RetryAfter: busyRetry}); err != nil {
		return nil
	}
	page := s.newRefusal(out.Bytes(), "text/html; charset=utf-8")
	b.busy.Store(lang, page)
	return page
}
