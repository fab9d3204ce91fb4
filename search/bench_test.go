package search_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
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
// pages. They run over 300 pages; to measure a large site:
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

func BenchmarkQuery(b *testing.B) {
	for _, lang := range []string{"en", "zh"} {
		c := benchCorpus(b, lang)
		queries := c.queries(500)
		b.Run(lang+"/shebao", func(b *testing.B) {
			ix := openIndex(b, slices.Collect(c.documents()))
			measure(b, queries, func(q string) error {
				_, err := ix.Search(context.Background(), search.Query{Text: q, Lang: lang})
				return err
			})
		})
		b.Run(lang+"/plain", func(b *testing.B) {
			ix, _ := openPlain(b, c)
			measure(b, queries, func(q string) error {
				title, text := bleve.NewMatchQuery(q), bleve.NewMatchQuery(q)
				title.SetField("Title")
				text.SetField("Text")
				r := bleve.NewSearchRequest(bleve.NewDisjunctionQuery(title, text))
				r.Highlight = bleve.NewHighlightWithStyle("html")
				r.Fields = []string{"Title"}
				_, err := ix.Search(r)
				return err
			})
		})
	}
}

func BenchmarkSuggest(b *testing.B) {
	for _, lang := range []string{"en", "zh"} {
		b.Run(lang, func(b *testing.B) {
			c := benchCorpus(b, lang)
			ix := openIndex(b, slices.Collect(c.documents()))
			var typed []string
			for _, q := range c.queries(200) {
				for n := 1; n <= min(len([]rune(q)), 8); n++ {
					typed = append(typed, string([]rune(q)[:n]))
				}
			}
			measure(b, typed, func(q string) error {
				_, err := ix.Suggest(context.Background(), q, lang, 8)
				return err
			})
		})
	}
}

// BenchmarkOpen opens an index that is on the disk, checksums and all, and
// reports its size beside a plain one's and the memory that it holds.
func BenchmarkOpen(b *testing.B) {
	for _, lang := range []string{"en", "zh"} {
		b.Run(lang, func(b *testing.B) {
			c := benchCorpus(b, lang)
			dir := filepath.Join(b.TempDir(), "index")
			if err := search.Build(context.Background(), dir, c.documents()); err != nil {
				b.Fatal(err)
			}
			_, plain := openPlain(b, c)
			before := heap()
			held, err := search.Open(dir)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(heap()-before)/1e6, "heap-MB")
			held.Close()
			b.ReportMetric(float64(size(b, dir))/1e6, "disk-MB")
			b.ReportMetric(float64(size(b, plain))/1e6, "plain-disk-MB")
			for b.Loop() {
				ix, err := search.Open(dir)
				if err != nil {
					b.Fatal(err)
				}
				ix.Close()
			}
		})
	}
}

func BenchmarkBuild(b *testing.B) {
	c := benchCorpus(b, "en")
	dir := b.TempDir()
	n := 0
	for b.Loop() {
		n++
		if err := search.Build(context.Background(), filepath.Join(dir, strconv.Itoa(n)), c.documents()); err != nil {
			b.Fatal(err)
		}
	}
}

// measure asks every query once to warm up, then in turn, and reports the
// median and the 99th percentile.
func measure(b *testing.B, queries []string, ask func(string) error) {
	for _, q := range queries {
		if err := ask(q); err != nil {
			b.Fatal(err)
		}
	}
	var took []time.Duration
	n := 0
	for b.Loop() {
		started := time.Now()
		if err := ask(queries[n%len(queries)]); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(started))
		n++
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
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

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
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
