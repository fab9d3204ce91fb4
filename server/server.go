package server

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"net/http"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"

	"shebao/generator/theme"
	"shebao/search"
	"shebao/server/card"
	"shebao/server/limit"
)

// Searcher is the search index of one build. It is used by many requests at
// once. Its errors never hold the text that was searched for.
type Searcher interface {
	Search(ctx context.Context, q search.Query) (search.Result, error)
	Suggest(ctx context.Context, text, lang string, limit int) ([]search.Suggestion, error)
	Close() error
}

// CardLookup answers where a card stands, within a second whatever happens. Its
// errors are those of package card and never hold a number. One that also has
// Ready(context.Context) error is asked by /readyz whether it can answer.
type CardLookup interface {
	Status(ctx context.Context, pair card.Pair, from netip.Addr) (card.Answer, error)
}

// Config sets up a Server. Everything but Public may be left out.
type Config struct {
	// Public is the folder of the built site; it must hold a finished build.
	Public string
	// Files lists the files of a build that the program has just made itself, by
	// their names below Public and with their sizes in bytes, so that the folder
	// need not be looked through. Where it is nil or gives nil, it is.
	Files func(build string) iter.Seq2[string, int64]
	// OpenIndex opens the index of a build. Where it is nil or fails, search
	// answers 503 while pages are served.
	OpenIndex func(build string) (Searcher, error)
	// Theme draws search, status and error pages. nil is the theme in the binary.
	Theme *theme.Theme
	// Cards answers lookups. nil means that card status is not set up: 503.
	Cards CardLookup
	// Demo are fictitious cards that the status page offers to try.
	Demo []theme.DemoCard
	// SearchLimit is how many searches a second one address may make; 0 = any.
	SearchLimit float64
	// Limits makes a limit that replicas share, under a name. nil = each server
	// limits searches by itself.
	Limits func(name string, o limit.RateOptions) limit.Quota
	// Shelf holds the style sheets and scripts of the builds that other replicas
	// serve. nil = there are none.
	Shelf Shelf
	// Votes counts answers to "was this useful?". nil means that nobody is asked:
	// 404.
	Votes Votes
	// Unanswered takes the searches that found nothing. nil = nobody does.
	Unanswered Questions
	// TrustedProxies are the only peers whose X-Forwarded-For,
	// X-Forwarded-Proto and X-Request-Id are believed.
	TrustedProxies []netip.Prefix
	// CacheSize bounds the bytes of pages kept ready in memory; 0 = 64 MiB.
	CacheSize int64
	// Repack is how long, at most, the files of a build are packed again, smaller,
	// after it was picked up; 0 = 20 seconds, less than 0 = not at all.
	Repack time.Duration
	// Poll is how often the folder is looked at for a new build; 0 = one second.
	Poll time.Duration
	// Drain is how long Serve goes on accepting connections after it was told
	// to stop, while /readyz already answers 503; 0 = not at all.
	Drain time.Duration
	// Metrics registers what the server counts. nil = nowhere.
	Metrics prometheus.Registerer
	// Tracer begins spans: of requests, searches and lookups. nil = none.
	Tracer trace.Tracer
	// Dependencies are asked, beside Cards, whether they answer, for the metrics:
	// "redis", for example. The server goes on without them.
	Dependencies map[string]func(context.Context) error
	// Certificates tells, for the metrics, when those expire that are served, by
	// name. nil = there are none.
	Certificates func() map[string]time.Time
	// Log takes the request record and everything that went wrong. nil = none.
	Log *slog.Logger
	// Now is the clock. nil = time.Now.
	Now func() time.Time
}

// Server answers HTTP requests. It is safe for concurrent use.
type Server struct {
	config   Config
	theme    *theme.Theme
	log      *slog.Logger
	now      func() time.Time
	echo     *echo.Echo
	peers    peers
	api      *description
	metrics  *metrics
	overload overload

	searches        limit.Quota // nil: searches are not limited
	searchPolicy    []string    // as a header says it
	feedback        *limit.Rate
	headers         headers
	busyProblem     *refusal
	busyOpenProblem *refusal
	packer          *packer
	draining        atomic.Bool
	begun           atomic.Uint64 // requests, to see whether many ask

	current atomic.Pointer[build]
	loading sync.Mutex // held by Reload, poll and Close
	closed  bool       // guarded by loading
}

// New opens the build in Config.Public and returns a Server for it. It fails
// where there is no finished build.
func New(c Config) (*Server, error) {
	s := &Server{config: c, theme: c.Theme, log: c.Log, now: c.Now, headers: newHeaders(), overload: newOverload()}
	if s.config.CacheSize <= 0 {
		s.config.CacheSize = 64 << 20
	}
	if s.config.Poll <= 0 {
		s.config.Poll = time.Second
	}
	if s.config.Repack == 0 {
		s.config.Repack = 20 * time.Second
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	var err error
	if s.theme == nil {
		if s.theme, err = theme.New(theme.Options{Only: drawn()}); err != nil {
			return nil, err
		}
	}
	if s.packer, err = newPacker(); err != nil {
		return nil, err
	}
	if s.api, err = newDescription(); err != nil {
		return nil, err
	}
	if err = s.makeBusyProblems(); err != nil {
		return nil, err
	}
	if s.metrics, err = newMetrics(c.Metrics, s); err != nil {
		return nil, fmt.Errorf("register the metrics: %w", err)
	}
	if c.SearchLimit > 0 {
		s.limitSearches(c.SearchLimit)
	}
	s.feedback = newFeedbackLimit(s)
	s.peers = newPeers(c.TrustedProxies)
	if err := s.Reload(); err != nil {
		return nil, fmt.Errorf("open the built site: %w", err)
	}

	s.echo = echo.New()
	s.echo.HTTPErrorHandler = s.answerError
	s.echo.IPExtractor = s.peers.address
	s.echo.SchemeExtractor = s.peers.scheme
	s.echo.Logger.SetOutput(logWriter{s.log})
	s.echo.Use(s.observe)
	for _, r := range s.routes() {
		// Echo takes a route per path and method and answers the rest itself.
		// Registered this way a path gets every method, so that dispatch knows
		// 404 from 405 and Allow even where a wider pattern also fits.
		s.echo.RouteNotFound(r.path, s.dispatch(r))
	}
	return s, nil
}

// Close lets go of the current build. Requests under way finish; later ones
// are answered 503.
func (s *Server) Close() error {
	s.loading.Lock()
	defer s.loading.Unlock()
	s.closed = true
	if b := s.current.Swap(nil); b != nil {
		b.leave()
	}
	return nil
}

var errClosed = &failure{status: http.StatusServiceUnavailable, kind: "unavailable", retryAfter: time.Second,
	err: errors.New("the server is closed")}
