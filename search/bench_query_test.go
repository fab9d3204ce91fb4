package search_test

import (
	"context"
	"maps"
	"slices"
	"sync"
	"testing"
)

// BenchmarkQuery asks both indexes queries with highlighted snippets: words as
// common as they are in the pages, then every other way of asking, then all of
// them in turn, then those of them for which plain Bleve finds a page. It finds
// nothing for pinyin and for half an English word, which takes it no time.
func BenchmarkQuery(b *testing.B) {
	for _, lang := range []string{"en", "zh"} {
		b.Run(lang, func(b *testing.B) {
			c := benchCorpus(b, lang)
			ix := openIndexOf(b, c)
			plain, _ := openPlain(b, c)
			kinds := c.kinds(100)
			var mixed, found []string
			for n := range 50 {
				for _, kind := range slices.Sorted(maps.Keys(kinds)) {
					q := kinds[kind][n]
					mixed = append(mixed, q)
					r, err := plain.Search(plainRequest(q))
					if err != nil {
						b.Fatal(err)
					}
					if r.Total > 0 {
						found = append(found, q)
					}
				}
			}
			kinds["all"], kinds["all-found"] = mixed, found
			for _, kind := range slices.Sorted(maps.Keys(kinds)) {
				b.Run(kind, func(b *testing.B) {
					race(b, kinds[kind], askOurs(ix, lang), askPlain(plain))
				})
			}
		})
	}
}

// BenchmarkClients has eight clients ask all kinds of queries at once, first one index,
// then the other.
func BenchmarkClients(b *testing.B) {
	const clients = 8
	for _, lang := range []string{"en", "zh"} {
		b.Run(lang, func(b *testing.B) {
			c := benchCorpus(b, lang)
			ix := openIndexOf(b, c)
			plain, _ := openPlain(b, c)
			var queries []string
			for _, all := range c.kinds(100) {
				queries = append(queries, all...)
			}
			at := func(ask func(string) error) durations {
				took := make([]durations, clients)
				var group sync.WaitGroup
				for n := range clients {
					group.Go(func() {
						for i := range queries {
							took[n] = append(took[n], timed(b, queries[(i+n*len(queries)/clients)%len(queries)], ask))
						}
					})
				}
				group.Wait()
				all := slices.Concat(took...)
				slices.Sort(all)
				return all
			}
			at(askOurs(ix, lang)) // to warm up
			at(askPlain(plain))
			var a, z durations
			for b.Loop() {
				a, z = at(askOurs(ix, lang)), at(askPlain(plain))
			}
			a.report(b, "")
			z.report(b, "plain-")
			b.ReportMetric(ratio(a.at(50), z.at(50)), "p50/plain")
			b.ReportMetric(ratio(a.at(99), z.at(99)), "p99/plain")
		})
	}
}

// BenchmarkSuggest completes what is being typed and compares that with asking
// the whole query.
func BenchmarkSuggest(b *testing.B) {
	for _, lang := range []string{"en", "zh"} {
		c := benchCorpus(b, lang)
		ix := openIndexOf(b, c)
		b.Run(lang, func(b *testing.B) {
			queries := c.kinds(100)["words"]
			suggest := measure(b, typed(queries), func(q string) error {
				_, err := ix.Suggest(context.Background(), q, lang, 8)
				return err
			})
			var asked durations
			for _, q := range slices.Repeat(queries, 10) {
				asked = append(asked, timed(b, q, askOurs(ix, lang)))
			}
			slices.Sort(asked)
			suggest.report(b, "")
			b.ReportMetric(ratio(suggest.at(50), asked.at(50)), "p50/query")
			b.ReportMetric(ratio(suggest.at(99), asked.at(99)), "p99/query")
		})
	}
}
