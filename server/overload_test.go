package server

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"shebao/search"
	"shebao/server/admission"
	"shebao/server/card"
)

// slowIndex answers when it is told to.
type slowIndex struct {
	Searcher
	began  chan struct{}
	finish chan struct{}
}

func (s *slowIndex) Search(context.Context, search.Query) (search.Result, error) {
	s.began <- struct{}{}
	<-s.finish
	return search.Result{}, nil
}

func (s *slowIndex) Close() error { return nil }

func TestOverload(t *testing.T) {
	x := &slowIndex{began: make(chan struct{}), finish: make(chan struct{})}
	registry := prometheus.NewRegistry()
	i := start(t, func(c *Config) {
		c.OpenIndex = func(string) (Searcher, error) { return x, nil }
		c.Metrics = registry
	})
	i.overload.requests = admission.NewLine(admission.NewAdaptive(admission.AdaptiveOptions{Min: 3, Max: 3}), time.Millisecond, 1)
	var under sync.WaitGroup
	for range 3 {
		under.Go(func() { i.do("GET", "/zh/search/?q=card", "") })
		<-x.began
	}

	for target, want := range map[string]string{
		"/zh/":                    "现在打不开",
		"/en/guides/reissue/":     `<html lang="en"`,
		"/api/v1/search?q=nobody": `"type":"/problems/unavailable"`,
	} {
		w := i.do("GET", target, "")
		wait := w.Header().Get("Retry-After")
		if w.Code != 503 || len(wait) != 1 || wait < "1" || wait > "5" || !strings.Contains(w.Body.String(), want) {
			t.Errorf("GET %s is %d, to be tried after %q\n%s", target, w.Code, wait, w.Body)
		}
		if w.Header().Get("Content-Security-Policy") != policy || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("GET %s: %v", target, w.Header())
		}
	}
	if w := i.do("HEAD", "/zh/", ""); w.Code != 503 || w.Body.Len() > 0 {
		t.Errorf("HEAD is %d with %d bytes", w.Code, w.Body.Len())
	}
	for _, target := range []string{"/healthz", "/readyz"} {
		if w := i.do("GET", target, ""); w.Code != 200 {
			t.Errorf("%s is %d", target, w.Code)
		}
	}
	if w := i.post("api", knownID, lostCard); w.Code != 200 { // waits for the store, not for this machine
		t.Errorf("a lookup is %d", w.Code)
	}
	if n := strings.Count(i.log.String(), "more is asked than can be done"); n != 1 {
		t.Errorf("the log says it %d times", n)
	}
	if got := scrape(t, registry); got["shebao_limited_total{limit=load}"] != 4 || got["shebao_concurrency_limit{kind=requests}"] != 3 {
		t.Errorf("counted %v", got)
	}
	close(x.finish)
	under.Wait()
	if w := i.do("GET", "/zh/", ""); w.Code != 200 {
		t.Errorf("afterwards it is %d", w.Code)
	}
}

// The more are refused at a time, the longer each is left alone: never so long
// that the next refusal is late.
func TestTheMoreAreRefusedTheLongerTheyRest(t *testing.T) {
	for resting, want := range map[int]time.Duration{1: leastRest, 100: leastRest, 200: leastRest, 300: 6 * time.Millisecond, 640: mostRest, 100_000: mostRest} {
		if got := restOf(resting); got != want {
			t.Errorf("of %d, each rests for %s, want %s", resting, got, want)
		}
	}
	// Who come at a rate that can be refused do not make each other rest for longer.
	const perSecond = 40_000
	if resting := int(perSecond * leastRest / time.Second); restOf(resting) > leastRest {
		t.Errorf("where %d a second are refused, %d rest, and each for longer than %s", perSecond, resting, leastRest)
	}
	if mostRest+inLine > 20*time.Millisecond {
		t.Error("who asks again at once is refused too late")
	}
}

// refuseOne has a request be refused, after which one may be under way at once.
func (i *instance) refuseOne(t *testing.T) {
	t.Helper()
	requests := admission.NewLine(admission.NewAdaptive(admission.AdaptiveOptions{Min: 1, Max: 1}), time.Millisecond, 0)
	if !requests.Enter() || requests.Enter() {
		t.Fatal("nobody was refused")
	}
	requests.Leave(0)
	i.overload.requests = requests
}

// While requests are refused, the processor has better to do than to compress.
func TestNothingIsCompressedWhileRequestsAreRefused(t *testing.T) {
	i := start(t, nil)
	encoding := func() string {
		r := httptest.NewRequest("GET", "/zh/search/?q=card", nil)
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		i.Handler().ServeHTTP(w, r)
		if w.Code != 200 || w.Header().Get("Vary") != "Accept-Encoding" {
			t.Errorf("it is %d, %v", w.Code, w.Header())
		}
		return w.Header().Get("Content-Encoding")
	}
	if got := encoding(); got != "gzip" {
		t.Errorf("before, it is sent as %q", got)
	}
	i.refuseOne(t)
	if got := encoding(); got != "" {
		t.Errorf("then it is sent as %q", got)
	}
}

// A client that reads slowly holds no place: it is given back with the header.
func TestSlowReadersHoldNoPlace(t *testing.T) {
	i := start(t, nil)
	i.overload.requests = admission.NewLine(admission.NewAdaptive(admission.AdaptiveOptions{Min: 1}), time.Millisecond, 1)
	stuck := &stuckWriter{ResponseRecorder: httptest.NewRecorder(), writing: make(chan struct{}), free: make(chan struct{})}
	var done sync.WaitGroup
	done.Go(func() { i.Handler().ServeHTTP(stuck, httptest.NewRequest("GET", "/zh/", nil)) })
	<-stuck.writing
	for range 64 { // as many as the limit begins with
		if !i.overload.requests.Enter() {
			t.Fatal("its place is taken while it reads")
		}
	}
	if i.overload.requests.Enter() {
		t.Error("there is no limit")
	}
	close(stuck.free)
	done.Wait()
	for range 64 {
		i.overload.requests.Leave(0)
	}
}

type stuckWriter struct {
	*httptest.ResponseRecorder
	writing, free chan struct{}
}

func (w *stuckWriter) Write(p []byte) (int, error) {
	close(w.writing)
	<-w.free
	return len(p), nil
}

// A store that hangs costs lookups, and soon only few of them their time.
func TestLookupsOverALimitOfTheirOwn(t *testing.T) {
	i := start(t, func(c *Config) { c.Cards = nil })
	hang := &hangingCards{}
	i.config.Cards = hang
	i.overload.lookups = admission.NewAdaptive(admission.AdaptiveOptions{Min: 1, Max: 64})
	var done sync.WaitGroup
	for range 64 {
		done.Go(func() { i.post("api", knownID, lostCard) })
	}
	for hang.inside.Load() < 64 {
		time.Sleep(time.Millisecond)
	}
	w := i.post("api", knownID, lostCard)
	if w.Code != 503 || w.Header().Get("Retry-After") == "" || !strings.Contains(w.Body.String(), "/problems/unavailable") {
		t.Errorf("the 65th is %d\n%s", w.Code, w.Body)
	}
	if w := i.do("GET", "/zh/", ""); w.Code != 200 {
		t.Errorf("a page is %d meanwhile", w.Code)
	}
	done.Wait()
}

// hangingCards answers nothing within the time that a lookup has.
type hangingCards struct {
	CardLookup
	inside atomic.Int64
}

func (h *hangingCards) Status(ctx context.Context, _ card.Pair, _ netip.Addr) (card.Answer, error) {
	h.inside.Add(1)
	select {
	case <-ctx.Done():
	case <-time.After(time.Second):
	}
	return card.Answer{}, errors.New("no answer")
}

// BenchmarkOverload asks ten times as much as the server can do and reports
// what becomes of it: goodput in percent of the peak, how long those took that
// were served, how long a refusal and a look at /healthz.
//
//	go test ./server -run '^$' -bench Overload -benchtime 1x
func BenchmarkOverload(b *testing.B) {
	for range b.N {
		i := start(b, func(c *Config) {
			c.OpenIndex = func(string) (Searcher, error) { return &busyIndex{work: 2 * time.Millisecond}, nil }
			c.Log = nil
		})
		peak := measure(i, 0, 3*time.Second) // as fast as sixteen clients can
		capacity := float64(len(peak.served)) / 3
		quiet := measure(i, 0.7*capacity, 3*time.Second)
		measure(i, 10*capacity, 2*time.Second)
		over := measure(i, 10*capacity, 5*time.Second)
		measure(i, 0.7*capacity, 2*time.Second)
		after := measure(i, 0.7*capacity, 3*time.Second)
		b.ReportMetric(capacity, "peak/s")
		b.ReportMetric(100*float64(len(over.served))/5/capacity, "goodput-%")
		b.ReportMetric(quantile(quiet.served, 0.99), "quiet-p99-ms")
		b.ReportMetric(quantile(over.served, 0.99), "served-p99-ms")
		b.ReportMetric(quantile(over.refused, 0.99), "refused-p99-ms")
		b.ReportMetric(quantile(over.health, 1), "healthz-max-ms")
		b.ReportMetric(float64(len(after.refused)), "refused-after")
	}
}

// busyIndex takes the processor for each search.
type busyIndex struct {
	Searcher
	work time.Duration
}

func (x *busyIndex) Search(context.Context, search.Query) (search.Result, error) {
	var n uint64
	for end := time.Now().Add(x.work); time.Now().Before(end); {
		for k := range uint64(1000) {
			n = n*31 + k
		}
	}
	return search.Result{Total: int(n % 2)}, nil
}

func (x *busyIndex) Close() error { return nil }

type load struct{ served, refused, health []time.Duration }

// measure sends searches at a rate, whether or not earlier ones are answered;
// 0 is sixteen clients that wait for their answers. /healthz is asked meanwhile.
func measure(i *instance, perSecond float64, long time.Duration) load {
	var mu sync.Mutex
	var l load
	var under sync.WaitGroup
	ask := func(target string) {
		began := time.Now()
		w := &nowhere{header: http.Header{}}
		i.Handler().ServeHTTP(w, httptest.NewRequest("GET", target, nil))
		took := time.Since(began)
		mu.Lock()
		defer mu.Unlock()
		switch {
		case target == "/healthz":
			l.health = append(l.health, took)
		case w.status == http.StatusOK:
			l.served = append(l.served, took)
		default:
			l.refused = append(l.refused, took)
		}
	}
	end := time.Now().Add(long)
	if perSecond == 0 {
		for range 16 {
			under.Go(func() {
				for time.Now().Before(end) {
					ask("/api/v1/search?q=card")
				}
			})
		}
		under.Wait()
		return l
	}
	begin, sent := time.Now(), 0
	for now := begin; now.Before(end); now = time.Now() {
		for ; float64(sent) < perSecond*now.Sub(begin).Seconds(); sent++ {
			if sent%200 == 0 {
				under.Go(func() { ask("/healthz") })
			}
			under.Go(func() { ask("/api/v1/search?q=card") })
		}
		time.Sleep(time.Millisecond)
	}
	under.Wait()
	return l
}

type nowhere struct {
	header http.Header
	status int
}

func (n *nowhere) Header() http.Header         { return n.header }
func (n *nowhere) WriteHeader(status int)      { n.status = status }
func (n *nowhere) Write(p []byte) (int, error) { return len(p), nil }

// quantile is in milliseconds.
func quantile(all []time.Duration, q float64) float64 {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return float64(all[min(int(q*float64(len(all))), len(all)-1)].Microseconds()) / 1000
}
