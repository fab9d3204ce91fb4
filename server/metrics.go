package server

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"

	"shebao/server/card"
)

// metrics are what the server counts. No label ever holds what a visitor sent:
// a route is its pattern, a method that nobody knows is "other".
type metrics struct {
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	inFlight prometheus.Gauge
	searches *prometheus.CounterVec
	found    prometheus.Histogram
	lookups  *prometheus.CounterVec
	limited  *prometheus.CounterVec
	reloads  *prometheus.CounterVec

	shed   prometheus.Counter // of limited, for load
	routes map[string]*routeMetrics
}

// anyRoute stands for the route of a request that was refused before it was
// looked for.
const anyRoute = "*"

// routeMetrics are what is counted for a route, found without making a key of
// its labels for every request.
type routeMetrics struct {
	seconds atomic.Pointer[prometheus.Observer]
	counts  [len(methodNames)][5]atomic.Pointer[prometheus.Counter] // by method and class of status
}

// What a search can come to.
const (
	searchFound   = "found"
	searchEmpty   = "empty"
	searchNumber  = "number" // it looked like a number of a person and was not run
	searchLimited = "limited"
	searchFailed  = "failed"
)

// newMetrics makes the metrics and registers them. nil counts for nobody.
func newMetrics(into prometheus.Registerer, s *Server) (*metrics, error) {
	if into == nil {
		into = prometheus.NewRegistry()
	}
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "shebao_http_requests_total",
			Help: "Requests answered, by route pattern, method and class of status."}, []string{"route", "method", "status"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "shebao_http_request_duration_seconds",
			Help: "How long requests took, by route pattern.", Buckets: []float64{.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}}, []string{"route"}),
		inFlight: prometheus.NewGauge(prometheus.GaugeOpts{Name: "shebao_http_requests_in_flight", Help: "Requests that are being answered."}),
		searches: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "shebao_searches_total",
			Help: "Searches and suggestions, by what they came to; empty found nothing."}, []string{"kind", "outcome"}),
		found: prometheus.NewHistogram(prometheus.HistogramOpts{Name: "shebao_search_results",
			Help: "How many guides a search found.", Buckets: []float64{0, 1, 2, 5, 10, 20, 50, 100}}),
		lookups: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "shebao_card_lookups_total",
			Help: "Card lookups, by outcome."}, []string{"outcome"}),
		limited: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "shebao_limited_total",
			Help: "Requests refused, by the limit that refused them."}, []string{"limit"}),
		reloads: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "shebao_build_reloads_total",
			Help: "Builds picked up, and builds that could not be."}, []string{"outcome"}),
	}
	for _, c := range []prometheus.Collector{m.requests, m.seconds, m.inFlight, m.searches, m.found, m.lookups, m.limited, m.reloads, &stateCollector{server: s}} {
		if err := into.Register(c); err != nil {
			return nil, err
		}
	}
	// What has not happened yet is 0, not missing.
	for _, kind := range []string{"search", "suggest"} {
		for _, outcome := range []string{searchFound, searchEmpty, searchNumber, searchLimited, searchFailed} {
			m.searches.WithLabelValues(kind, outcome)
		}
	}
	for _, outcome := range []string{"found", "not_found", "malformed", "limited", "no_data", "unavailable"} {
		m.lookups.WithLabelValues(outcome)
	}
	for _, name := range []string{"search", "card", "load", "feedback"} {
		m.limited.WithLabelValues(name)
	}
	for _, outcome := range []string{"served", "refused"} {
		m.reloads.WithLabelValues(outcome)
	}
	m.shed = m.limited.WithLabelValues("load")
	m.routes = map[string]*routeMetrics{anyRoute: {}}
	for _, r := range s.routes() {
		m.routes[r.path] = &routeMetrics{}
	}
	return m, nil
}

// request counts an answered request.
func (m *metrics) request(c echo.Context, seconds float64) {
	m.count(c.Path(), c.Request().Method, c.Response().Status)
	r := m.routes[c.Path()]
	if r == nil {
		m.seconds.WithLabelValues(c.Path()).Observe(seconds)
		return
	}
	o := r.seconds.Load()
	if o == nil {
		made := m.seconds.WithLabelValues(c.Path())
		o = &made
		r.seconds.Store(o)
	}
	(*o).Observe(seconds)
}

// count counts a request that was answered with a status.
func (m *metrics) count(route, method string, status int) {
	class := min(max(status/100, 1), 5) - 1
	labels := func() prometheus.Counter {
		return m.requests.WithLabelValues(route, methodName(method), [...]string{"1xx", "2xx", "3xx", "4xx", "5xx"}[class])
	}
	r := m.routes[route]
	if r == nil {
		labels().Inc()
		return
	}
	place := &r.counts[methodIndex(method)][class]
	n := place.Load()
	if n == nil {
		made := labels()
		n = &made
		place.Store(n)
	}
	(*n).Inc()
}

// search counts a search; kind is "search" or "suggest".
func (m *metrics) search(kind string, number bool, found int, err error) {
	outcome := searchFound
	var f *failure
	switch {
	case errors.As(err, &f) && f.status == 429:
		outcome = searchLimited
		m.limited.WithLabelValues("search").Inc()
	case errors.As(err, &f) && f.status < 500:
		return // no search at all
	case err != nil:
		outcome = searchFailed
	case number:
		outcome = searchNumber
	case found == 0:
		outcome = searchEmpty
	}
	m.searches.WithLabelValues(kind, outcome).Inc()
	if kind == "search" && err == nil && !number {
		m.found.Observe(float64(found))
	}
}

// lookup counts a card lookup.
func (m *metrics) lookup(err error) {
	outcome := "found"
	var f *failure
	if errors.As(err, &f) {
		outcome = map[string]string{"card_not_found": "not_found", "bad_number": "malformed", "limited": "limited", "no_data": "no_data"}[f.kind]
		if outcome == "" {
			outcome = "unavailable"
		}
	}
	if outcome == "limited" {
		m.limited.WithLabelValues("card").Inc()
	}
	m.lookups.WithLabelValues(outcome).Inc()
}

// stateCollector tells what is true at the moment it is asked.
type stateCollector struct{ server *Server }

var (
	buildInfo   = prometheus.NewDesc("shebao_build_info", "1, for the build of the site that is served.", []string{"build"}, nil)
	buildTime   = prometheus.NewDesc("shebao_build_published_timestamp_seconds", "When the build that is served was published.", nil, nil)
	guides      = prometheus.NewDesc("shebao_guides", "Guides of the site.", []string{"lang"}, nil)
	guidesDue   = prometheus.NewDesc("shebao_guides_past_review", "Guides whose review date has passed.", []string{"lang"}, nil)
	searchReady = prometheus.NewDesc("shebao_search_index_up", "1 where the build has its search index.", nil, nil)
	dependency  = prometheus.NewDesc("shebao_dependency_up", "1 where what the server depends on answers.", []string{"name"}, nil)
	concurrency = prometheus.NewDesc("shebao_concurrency_limit", "How many may be under way at once, as latency has it.", []string{"kind"}, nil)
	certificate = prometheus.NewDesc("shebao_certificate_expiry_timestamp_seconds", "When a certificate that is served expires.", []string{"name"}, nil)
	stopping    = prometheus.NewDesc("shebao_draining", "1 once the server was told to stop.", nil, nil)
)

// Describe implements prometheus.Collector.
func (stateCollector) Describe(out chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{buildInfo, buildTime, guides, guidesDue, searchReady, dependency, concurrency, certificate, stopping} {
		out <- d
	}
}

// Collect implements prometheus.Collector.
func (k *stateCollector) Collect(out chan<- prometheus.Metric) {
	s := k.server
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	gauge(stopping, asNumber(s.draining.Load()))
	gauge(concurrency, float64(s.overload.requests.Limit()), "requests")
	gauge(concurrency, float64(s.overload.lookups.Limit()), "lookups")
	for name, up := range s.dependencies() {
		gauge(dependency, asNumber(up == nil), name)
	}
	if s.config.Certificates != nil {
		for name, expires := range s.config.Certificates() {
			gauge(certificate, float64(expires.Unix()), name)
		}
	}
	b := s.acquire()
	if b == nil {
		return
	}
	defer b.leave()
	gauge(buildInfo, 1, b.site.Build)
	gauge(buildTime, float64(b.stamp.ModTime().Unix()))
	gauge(searchReady, asNumber(b.index.Load() != nil))
	all, due := map[string]int{}, map[string]int{}
	today := s.now().In(card.China()).Format(time.DateOnly)
	for _, g := range b.site.Guides {
		all[g.Lang]++
		if g.ReviewBy != "" && g.ReviewBy < today {
			due[g.Lang]++
		}
	}
	for _, lang := range b.site.Languages {
		gauge(guides, float64(all[lang]), lang)
		gauge(guidesDue, float64(due[lang]), lang)
	}
}

// dependencies asks everything that the server depends on whether it answers.
func (s *Server) dependencies() map[string]error {
	ctx, cancel := context.WithTimeout(context.Background(), readyTimeout)
	defer cancel()
	all := map[string]error{}
	if store, ok := s.config.Cards.(readier); ok {
		all["cards"] = store.Ready(ctx)
	}
	for name, ask := range s.config.Dependencies {
		all[name] = ask(ctx)
	}
	return all
}

// readier is a CardLookup that knows whether it can answer.
type readier interface{ Ready(context.Context) error }

func asNumber(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
