package server

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/testutil/promlint"

	"shebao/server/card"
)

// scrape is what Prometheus would be told, a line for each sample.
func scrape(t *testing.T, from prometheus.Gatherer) map[string]float64 {
	t.Helper()
	families, err := from.Gather()
	if err != nil {
		t.Fatal(err)
	}
	samples := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			var labels []string
			for _, l := range m.GetLabel() {
				labels = append(labels, l.GetName()+"="+l.GetValue())
			}
			name := f.GetName() + "{" + strings.Join(labels, ",") + "}"
			switch {
			case m.GetCounter() != nil:
				samples[name] = m.GetCounter().GetValue()
			case m.GetGauge() != nil:
				samples[name] = m.GetGauge().GetValue()
			case m.GetHistogram() != nil:
				samples[name] = float64(m.GetHistogram().GetSampleCount())
			}
		}
	}
	return samples
}

func TestMetricsTellOfRequestsAndDependencies(t *testing.T) {
	registry := prometheus.NewRegistry()
	redisDown := errors.New("down")
	i := start(t, func(c *Config) {
		c.Metrics, c.SearchLimit = registry, 1
		c.Now = func() time.Time { return time.Date(2027, 1, 1, 12, 0, 0, 0, time.UTC) }
		c.Dependencies = map[string]func(context.Context) error{"redis": func(context.Context) error { return redisDown }}
		c.Certificates = func() map[string]time.Time {
			return map[string]time.Time{"cards.example.org": time.Unix(1_800_000_000, 0)}
		}
	})
	site := siteOf(i.theme, "dated")
	site.Guides[0].ReviewBy, site.Guides[1].ReviewBy = "2026-12-31", "2027-01-01"
	text, err := json.Marshal(site)
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, i.dir, siteFile, string(text))
	published := time.Unix(1_790_000_000, 0)
	if err := os.Chtimes(filepath.Join(i.dir, siteFile), published, published); err != nil {
		t.Fatal(err)
	}
	if err := i.Reload(); err != nil {
		t.Fatal(err)
	}
	const typed = "what-a-visitor-types"
	i.do("GET", "/zh/", "")
	i.do("GET", "/zh/"+typed, "")
	i.do("GET", "/zh/search/?q=card", "")
	i.do("GET", "/api/v1/search?q=nothing", "")
	i.do("GET", "/api/v1/search?q="+knownID, "")
	i.do("GET", "/api/v1/suggest?q=card", "")
	i.do("GET", "/api/v1/search", "") // no search at all
	i.index.err = errors.New("damaged")
	i.do("GET", "/api/v1/search?q=card", "")
	i.index.err = nil
	i.do("GET", "/api/v1/suggest?q=nothing", "")
	i.do("GET", "/api/v1/search?q=card", "") // the limit is five
	i.do("BREW", "/zh/", "")
	i.post("api", knownID, lostCard)
	i.post("en", knownID, anotherCard)
	i.post("zh", "1", "")
	i.cards.err = &card.LimitError{RetryAfter: time.Minute}
	i.post("api", knownID, lostCard)
	i.cards.err = errors.New("disk I/O error")
	i.post("api", knownID, lostCard)
	if w := i.do("GET", "/zh/", ""); w.Header().Get("X-Build") != "dated" {
		t.Errorf("an answer is from build %q", w.Header().Get("X-Build"))
	}

	got := scrape(t, registry)
	for name, want := range map[string]float64{
		"shebao_http_requests_total{method=GET,route=/*,status=2xx}":             2,
		"shebao_http_requests_total{method=GET,route=/*,status=4xx}":             1,
		"shebao_http_requests_total{method=other,route=/*,status=4xx}":           1,
		"shebao_http_requests_total{method=GET,route=/api/v1/search,status=5xx}": 1,
		"shebao_http_request_duration_seconds{route=/*}":                         4,
		"shebao_http_requests_in_flight{}":                                       0,
		"shebao_searches_total{kind=search,outcome=found}":                       1,
		"shebao_searches_total{kind=search,outcome=empty}":                       1,
		"shebao_searches_total{kind=search,outcome=number}":                      1,
		"shebao_searches_total{kind=search,outcome=failed}":                      1,
		"shebao_searches_total{kind=search,outcome=limited}":                     1,
		"shebao_searches_total{kind=suggest,outcome=found}":                      1,
		"shebao_searches_total{kind=suggest,outcome=empty}":                      1,
		"shebao_search_results{}":                                                2,
		"shebao_limited_total{limit=search}":                                     1,
		"shebao_limited_total{limit=card}":                                       1,
		"shebao_card_lookups_total{outcome=found}":                               1,
		"shebao_card_lookups_total{outcome=not_found}":                           1,
		"shebao_card_lookups_total{outcome=malformed}":                           1,
		"shebao_card_lookups_total{outcome=limited}":                             1,
		"shebao_card_lookups_total{outcome=unavailable}":                         1,
		"shebao_build_info{build=dated}":                                         1,
		"shebao_build_published_timestamp_seconds{}":                             1_790_000_000,
		"shebao_build_reloads_total{outcome=served}":                             2,
		"shebao_search_index_up{}":                                               1,
		"shebao_guides{lang=zh}":                                                 1,
		"shebao_guides_past_review{lang=zh}":                                     1,
		"shebao_guides_past_review{lang=en}":                                     0,
		"shebao_dependency_up{name=cards}":                                       1,
		"shebao_dependency_up{name=redis}":                                       0,
		"shebao_draining{}":                                                      0,
		"shebao_certificate_expiry_timestamp_seconds{name=cards.example.org}":    1_800_000_000,
	} {
		if v, there := got[name]; !there || v != want {
			t.Errorf("%s is %v (%t), want %v", name, v, there, want)
		}
	}
	for name := range got {
		for _, secret := range []string{"visitor", knownID, lostCard, "BREW", anotherCard} {
			if strings.Contains(name, secret) {
				t.Errorf("%s holds what a visitor sent", name)
			}
		}
	}
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	if problems, err := promlint.NewWithMetricFamilies(families).Lint(); err != nil || len(problems) > 0 {
		t.Errorf("the metrics are not as Prometheus has them: %v %v", problems, err)
	}
	if len(got) > 120 {
		t.Errorf("%d samples after a few requests", len(got))
	}
}

// The dashboard and the alert rules name metrics that exist, and no metric of
// ours is in neither.
func TestDashboardAndAlertsNameMetricsThatExist(t *testing.T) {
	registry := prometheus.NewRegistry()
	i := start(t, func(c *Config) {
		c.Metrics, c.Certificates = registry, func() map[string]time.Time { return map[string]time.Time{"cards.example.org": time.Now()} }
	})
	i.do("GET", "/zh/", "")
	known := map[string]bool{}
	for name := range scrape(t, registry) {
		name, _, _ = strings.Cut(name, "{")
		known[name] = true
	}
	mentioned := map[string]bool{}
	for _, file := range []string{"../.ops/dashboard.json", "../.ops/alerts.yml"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, ".json") && !json.Valid(text) {
			t.Errorf("%s is no JSON", file)
		}
		for _, name := range regexp.MustCompile(`shebao_[a-z_]+`).FindAllString(string(text), -1) {
			base := name
			for _, suffix := range []string{"_bucket", "_sum", "_count"} {
				if short, ok := strings.CutSuffix(name, suffix); ok && known[short] {
					base = short
				}
			}
			if !known[base] {
				t.Errorf("%s asks for %s, which does not exist", file, name)
			}
			mentioned[base] = true
		}
	}
	for name := range known {
		if !mentioned[name] {
			t.Errorf("%s is on no dashboard and in no alert", name)
		}
	}
}

// selector is a metric in a query, with what it is selected by.
var selector = regexp.MustCompile(`\b([a-z_]+)\{([^}]*)\}`)

// Every metric in a query of the dashboard and of the alert rules exists, those
// of the process and of the Go runtime too, and has the labels and the values
// that it is selected by.
func TestQueriesSelectWhatThereIs(t *testing.T) {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	i := start(t, func(c *Config) {
		c.Metrics, c.Certificates = registry, func() map[string]time.Time { return map[string]time.Time{"cards.example.org": time.Now()} }
		c.Dependencies = map[string]func(context.Context) error{"redis": func(context.Context) error { return nil }}
	})
	i.do("GET", "/zh/", "")
	i.do("GET", "/api/v1/search?q=card", "")
	i.do("GET", "/api/v1/search?q=nothing", "")
	i.index.err = errors.New("damaged")
	i.do("GET", "/api/v1/search?q=card", "") // 5xx
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]map[string][]string{} // metric, label, values
	for _, f := range families {
		labels := map[string][]string{}
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				labels[l.GetName()] = append(labels[l.GetName()], l.GetValue())
			}
		}
		for _, suffix := range []string{"", "_bucket", "_sum", "_count"} {
			there[f.GetName()+suffix] = labels
		}
	}
	for _, file := range []string{"../.ops/dashboard.json", "../.ops/alerts.yml"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found := selector.FindAllStringSubmatch(strings.ReplaceAll(string(text), `\"`, `"`), -1)
		if len(found) < 10 {
			t.Fatalf("%s selects %d times", file, len(found))
		}
		for _, m := range found {
			labels, exists := there[m[1]]
			if !exists {
				t.Errorf("%s asks for %s, which does not exist", file, m[1])
			}
			for _, by := range regexp.MustCompile(`([a-z_]+)\s*=~?\s*"([^"]*)"`).FindAllStringSubmatch(m[2], -1) {
				if by[1] == "job" { // Prometheus adds it
					continue
				}
				for value := range strings.SplitSeq(by[2], "|") {
					if !slices.Contains(labels[by[1]], value) {
						t.Errorf("%s selects %s by %s=%q, which it never has: %q", file, m[1], by[1], value, labels[by[1]])
					}
				}
			}
		}
	}
}
