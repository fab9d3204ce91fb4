package search_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/search/highlight/highlighter/html"

	"shebao/search"
)

// The benchmarks compare this package with a plain Bleve index (title and body
// by the analyzer of their language, highlighted) over the same generated
// pages, in the same run, and report ratios: 0.25 is a quarter of Bleve's time.
// They run over 300 pages; to measure a large site:
//
//	SEARCH_BENCH_PAGES=10000 go test -run '^$' -bench . ./search
//
// The indexes of so many pages take minutes to make. With a folder to keep them in
// they are made once; empty it when the analysis of text has changed:
//
//	SEARCH_BENCH_KEEP=/var/tmp/bench SEARCH_BENCH_PAGES=10000 go test -run '^$' -bench Query ./search
//
// What queries and suggestions take is in bench_query_test.go, what nobody means well
// in bench_hostile_test.go, making and opening in bench_build_test.go, and what memory
// an open index holds in memory_test.go.
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
