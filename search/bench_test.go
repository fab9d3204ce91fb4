package search_test

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	_ "github.com/blevesearch/bleve/v2/search/highlight/highlighter/html"

	"shebao/search"
)

// The benchmarks compare this package with a plain Bleve index (title and body
// by the analyzer of their language, highlighted) over the same generated
// pages, in the same run, and report ratios: 0.25 is a quarter of Bleve's time.
// They run over 300 pages; to measure a large site:
//
//	SEARCH_BENCH_PAGES=10000 go test -run '^$' -bench . ./search
func benchCorpus(b *testing.B, lang string) corpus {
	c := corpus{lang: lang, pages: 300, words: 600}
	if s := os.Getenv("SEARCH_BENCH_PAGES"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil {
			b.Fatalf("SEARCH_BENCH_PAGES: %v", err)
		}
		c.pages = n
	}
	return c
}

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

// BenchmarkHostile asks what nobody means well and reports the slowest.
func BenchmarkHostile(b *testing.B) {
	for _, lang := range []string{"en", "zh"} {
		c := benchCorpus(b, lang)
		ix := openIndexOf(b, c)
		b.Run(lang, func(b *testing.B) {
			queries := c.hostileQueries()
			var worst, worstSuggest time.Duration
			var name string
			for b.Loop() {
				for what, q := range queries {
					for _, from := range []string{"en", "zh"} {
						if took := timed(b, q, askOurs(ix, from)); took > worst {
							worst, name = took, from+", "+what
						}
						worstSuggest = max(worstSuggest, timed(b, q, func(q string) error {
							_, err := ix.Suggest(context.Background(), q, from, 8)
							return err
						}))
					}
				}
			}
			b.Logf("slowest: %s", name)
			b.ReportMetric(milliseconds(worst), "worst-ms")
			b.ReportMetric(milliseconds(worstSuggest), "worst-suggest-ms")
		})
	}
}

// BenchmarkOpen opens an index that is on the disk, checksums and all, and
// reports its size beside a plain one's.
func BenchmarkOpen(b *testing.B) {
	for _, lang := range []string{"en", "zh"} {
		c := benchCorpus(b, lang)
		dir := filepath.Join(b.TempDir(), "index")
		if err := search.BuildDocuments(context.Background(), dir, c.documents()); err != nil {
			b.Fatal(err)
		}
		_, plain := openPlain(b, c)
		b.Run(lang, func(b *testing.B) {
			for b.Loop() {
				ix, err := search.Open(dir)
				if err != nil {
					b.Fatal(err)
				}
				ix.Close()
			}
			b.ReportMetric(float64(size(b, dir))/1e6, "disk-MB")
			b.ReportMetric(float64(size(b, dir))/float64(size(b, plain)), "disk/plain")
		})
	}
}

func BenchmarkBuild(b *testing.B) {
	for _, lang := range []string{"en", "zh"} {
		b.Run(lang, func(b *testing.B) {
			c := benchCorpus(b, lang)
			dir := b.TempDir()
			n := 0
			for b.Loop() {
				n++
				if err := search.BuildDocuments(context.Background(), filepath.Join(dir, strconv.Itoa(n)), c.documents()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func askOurs(ix *search.Index, lang string) func(string) error {
	return func(q string) error {
		_, err := ix.Search(context.Background(), search.Query{Text: q, Lang: lang})
		return err
	}
}

func askPlain(ix bleve.Index) func(string) error {
	return func(q string) error {
		_, err := ix.Search(plainRequest(q))
		return err
	}
}

func plainRequest(q string) *bleve.SearchRequest {
	title, text := bleve.NewMatchQuery(q), bleve.NewMatchQuery(q)
	title.SetField("Title")
	text.SetField("Text")
	r := bleve.NewSearchRequest(bleve.NewDisjunctionQuery(title, text))
	r.Highlight = bleve.NewHighlightWithStyle("html")
	r.Fields = []string{"Title"}
	return r
}

// race asks every query of both, in turn and equally often, and reports ours and
// the ratios. Each time round is all the queries: what is slow must not keep the
// others from being asked.
func race(b *testing.B, queries []string, ours, plain func(string) error) {
	for _, q := range queries {
		timed(b, q, ours)
		timed(b, q, plain)
	}
	var a, z durations
	for b.Loop() {
		for _, q := range queries {
			a = append(a, timed(b, q, ours))
			z = append(z, timed(b, q, plain))
		}
	}
	slices.Sort(a)
	slices.Sort(z)
	a.report(b, "")
	z.report(b, "plain-")
	b.ReportMetric(ratio(a.at(50), z.at(50)), "p50/plain")
	b.ReportMetric(ratio(a.at(99), z.at(99)), "p99/plain")
}

// measure asks every query once to warm up, then in turn.
func measure(b *testing.B, queries []string, ask func(string) error) durations {
	for _, q := range queries {
		timed(b, q, ask)
	}
	var took durations
	n := 0
	for b.Loop() {
		took = append(took, timed(b, queries[n%len(queries)], ask))
		n++
	}
	slices.Sort(took)
	return took
}

// timed asks one query; one that is too long is refused, which is an answer.
func timed(b *testing.B, q string, ask func(string) error) time.Duration {
	started := time.Now()
	err := ask(q)
	took := time.Since(started)
	if err != nil && !errors.Is(err, search.ErrTooLong) {
		b.Error(err)
	}
	return took
}

// durations are sorted.
type durations []time.Duration

func (d durations) at(percent int) time.Duration { return d[min(len(d)*percent/100, len(d)-1)] }

func (d durations) report(b *testing.B, prefix string) {
	for _, percent := range []int{50, 99} {
		b.ReportMetric(float64(d.at(percent).Nanoseconds())/1e3, fmt.Sprintf("%sp%d-µs", prefix, percent))
	}
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1e3 }

func openIndexOf(b *testing.B, c corpus) *search.Index {
	b.Helper()
	dir := filepath.Join(b.TempDir(), "index")
	if err := search.BuildDocuments(context.Background(), dir, c.documents()); err != nil {
		b.Fatal(err)
	}
	ix, err := search.Open(dir)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { ix.Close() })
	return ix
}

// openPlain builds a plain index of the same pages, a document for each page.
func openPlain(b *testing.B, c corpus) (bleve.Index, string) {
	m := bleve.NewIndexMapping()
	m.DefaultAnalyzer = map[string]string{"en": en.AnalyzerName, "zh": cjk.AnalyzerName}[c.lang]
	dir := filepath.Join(b.TempDir(), "plain")
	w, err := bleve.NewBuilder(dir, m, nil)
	if err != nil {
		b.Fatal(err)
	}
	type page struct{ Title, Text string }
	var p page
	var url string
	flush := func() {
		if url != "" {
			if err := w.Index(url, p); err != nil {
				b.Fatal(err)
			}
		}
	}
	for d := range c.documents() {
		if d.GuideURL != url {
			flush()
			url, p = d.GuideURL, page{Title: d.Title}
		}
		p.Text += d.Heading + "\n" + d.Text + "\n"
	}
	flush()
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	ix, err := bleve.OpenUsing(dir, map[string]any{"read_only": true})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { ix.Close() })
	return ix, dir
}

func size(b *testing.B, dir string) (total int64) {
	err := filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		total += info.Size()
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return total
}

// BenchmarkUpdate changes one page and makes an index that takes the others
// over from the earlier one, as often as asked; each goes on from the last.
func BenchmarkUpdate(b *testing.B) {
	for _, lang := range []string{"en", "zh"} {
		b.Run(lang, func(b *testing.B) {
			guides := benchCorpus(b, lang).guides()
			dir := b.TempDir()
			last, n := filepath.Join(dir, "0"), 0
			started := time.Now()
			if err := search.Build(context.Background(), last, slices.Values(guides), search.BuildOptions{}); err != nil {
				b.Fatal(err)
			}
			whole := time.Since(started)
			var took durations
			for b.Loop() {
				n++
				g := &guides[n%len(guides)]
				g.Sum = sha256.Sum256(fmt.Append(nil, n))
				g.Sections[0].Text += " " + strconv.Itoa(n)
				next := filepath.Join(dir, strconv.Itoa(n))
				started := time.Now()
				earlier, err := search.OpenEarlier(last)
				if err != nil {
					b.Fatal(err)
				}
				if err := search.Build(context.Background(), next, slices.Values(guides), search.BuildOptions{Earlier: earlier}); err != nil {
					b.Fatal(err)
				}
				if err := errors.Join(earlier.Close(), os.RemoveAll(last)); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(started))
				last = next
			}
			slices.Sort(took)
			b.ReportMetric(milliseconds(took.at(50)), "p50-ms")
			b.ReportMetric(ratio(took.at(50), whole), "p50/whole")
		})
	}
}
