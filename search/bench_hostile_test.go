package search_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"shebao/search"
)

// BenchmarkHostile asks what nobody means well and reports the slowest: alone, then
// beside four clients who ask what people do.
func BenchmarkHostile(b *testing.B) {
	for _, lang := range []string{"en", "zh"} {
		c := benchCorpus(b, lang)
		ix := openIndexOf(b, c)
		b.Run(lang, func(b *testing.B) {
			queries := c.hostileQueries()
			slowest := func() (worst time.Duration, name string) {
				for what, q := range queries {
					for _, from := range []string{"en", "zh"} {
						if took := timed(b, q, askOurs(ix, from)); took > worst {
							worst, name = took, from+", "+what
						}
					}
				}
				return worst, name
			}
			var worst, worstBeside, worstSuggest time.Duration
			var name, nameBeside string
			for b.Loop() {
				if took, what := slowest(); took > worst {
					worst, name = took, what
				}
				stop := busy(b, ix, c, 4)
				if took, what := slowest(); took > worstBeside {
					worstBeside, nameBeside = took, what
				}
				stop()
				for _, q := range queries {
					for _, from := range []string{"en", "zh"} {
						worstSuggest = max(worstSuggest, timed(b, q, func(q string) error {
							_, err := ix.Suggest(context.Background(), q, from, 8)
							return err
						}))
					}
				}
			}
			b.Logf("slowest: %s; beside others: %s", name, nameBeside)
			b.ReportMetric(milliseconds(worst), "worst-ms")
			b.ReportMetric(milliseconds(worstBeside), "worst-beside-ms")
			b.ReportMetric(milliseconds(worstSuggest), "worst-suggest-ms")
		})
	}
}

// busy has clients ask all kinds of queries until stop is called.
func busy(b *testing.B, ix *search.Index, c corpus, clients int) (stop func()) {
	done := make(chan struct{})
	var group sync.WaitGroup
	for range clients {
		group.Go(func() {
			for {
				for _, queries := range c.kinds(20) {
					for _, q := range queries {
						select {
						case <-done:
							return
						default:
						}
						timed(b, q, askOurs(ix, c.lang))
					}
				}
			}
		})
	}
	return func() { close(done); group.Wait() }
}
