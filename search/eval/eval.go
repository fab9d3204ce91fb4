// Package eval judges how well an index ranks. A change of the ranking helps some
// queries and harms others, and nobody sees which by trying a few; so queries are
// written down with the guides that answer them, and every change is held against
// all of them:
//
//	queries, err := eval.ReadQueries(file)
//	report, err := eval.Run(ctx, index, queries)
//	err = report.Write(os.Stdout)
//
// A file has a line for each query: who asks, what kind of query it is, and how well
// each guide answers it.
//
//	qid	lang	kind	text	expected
//	17	en	en-typo	lsot card	report-loss:3;reissue:2
//	18	en	none	pizza	none
//
// Judged is what a reader meets: the queries and answers of package search, as any
// caller has them. The measures are those of the field: nDCG@10, MRR@10 and the share
// of queries whose first hit is an answer.
package eval

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"shebao/search"
)

// JudgedQuery is a query with the guides that answer it.
type JudgedQuery struct {
	ID     string
	Lang   string // of the reader's interface
	Kind   string // what is special about it: "en-typo", "pinyin-full"
	Text   string
	Grades map[string]int // by slug: 3 answers the query, 2 among other things, 1 is useful beside it; empty when nothing does
}

// ReadQueries reads judged queries: tab-separated columns named qid, lang,
// kind, text and expected in the first line, expected being "slug:3;slug:2" or
// "none". An error names the line.
func ReadQueries(r io.Reader) ([]JudgedQuery, error) {
	in := bufio.NewScanner(r)
	columns := map[string]int{}
	var out []JudgedQuery
	for line := 1; in.Scan(); line++ {
		cells := strings.Split(strings.TrimSuffix(strings.TrimPrefix(in.Text(), "\ufeff"), "\r"), "\t")
		if line == 1 {
			for i, name := range cells {
				columns[name] = i
			}
			for _, name := range []string{"qid", "lang", "kind", "text", "expected"} {
				if _, ok := columns[name]; !ok {
					return nil, fmt.Errorf("line 1: no column %q", name)
				}
			}
			continue
		}
		if len(cells) == 1 && cells[0] == "" {
			continue
		}
		if len(cells) < len(columns) {
			return nil, fmt.Errorf("line %d: %d columns, not %d", line, len(cells), len(columns))
		}
		q := JudgedQuery{
			ID:   cells[columns["qid"]],
			Lang: cells[columns["lang"]],
			Kind: cells[columns["kind"]],
			Text: cells[columns["text"]],
		}
		var err error
		if q.Grades, err = readGrades(cells[columns["expected"]]); err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		out = append(out, q)
	}
	return out, in.Err()
}

func readGrades(s string) (map[string]int, error) {
	if s == "none" {
		return nil, nil
	}
	grades := map[string]int{}
	for _, part := range strings.Split(s, ";") {
		slug, grade, ok := strings.Cut(part, ":")
		n, err := strconv.Atoi(grade)
		if !ok || slug == "" || err != nil || n < 1 || n > 3 {
			return nil, fmt.Errorf("expected %q is not slug:1, slug:2 or slug:3", part)
		}
		grades[slug] = n
	}
	return grades, nil
}

// Report tells how well an index answers judged queries.
type Report struct {
	All     Score   // of the queries that have an answer
	Kinds   []Score // the same by kind, in alphabetical order
	None    NoneScore
	Latency Latency
	Misses  []Miss // queries whose first hit is not an expected one, or that should have found nothing
}

// Score is the mean of some queries.
type Score struct {
	Kind    string
	Queries int
	NDCG    float64 // nDCG@10
	MRR     float64 // MRR@10
	Success float64 // share of queries whose first hit is expected
	Median  time.Duration
	latency []time.Duration
}

// NoneScore is about the queries that nothing answers.
type NoneScore struct {
	Queries int
	Empty   float64 // share of them that find nothing
	Total   float64 // guides found, on average
}

// Latency is about all queries.
type Latency struct{ Median, P99, Max time.Duration }

// Miss is a query that was answered wrongly.
type Miss struct {
	Query JudgedQuery
	Found []string // slugs, in order
}

// Searcher is what is judged: a *search.Index, or another way of ranking.
type Searcher interface {
	Search(context.Context, search.Query) (search.Result, error)
}

// Run asks ix every query and compares the first ten hits with what is
// expected: gain is the grade, discount log2(1+place). A hit counts for the
// guide that the last part of its address names, whatever the language, once.
func Run(ctx context.Context, ix Searcher, queries []JudgedQuery) (Report, error) {
	var e Report
	kinds := map[string]*Score{}
	var latency []time.Duration
	for _, q := range queries {
		r, err := ix.Search(ctx, search.Query{Text: q.Text, Lang: q.Lang, Limit: 10})
		if err != nil {
			return e, fmt.Errorf("query %s: %w", q.ID, err)
		}
		latency = append(latency, r.Took)
		slugs := hitSlugs(r.Hits)
		if len(q.Grades) == 0 {
			e.None.Queries++
			e.None.Total += float64(r.Total)
			if r.Total == 0 {
				e.None.Empty++
			} else {
				e.Misses = append(e.Misses, Miss{q, slugs})
			}
			continue
		}
		k := kinds[q.Kind]
		if k == nil {
			k = &Score{Kind: q.Kind}
			kinds[q.Kind] = k
		}
		for _, s := range []*Score{k, &e.All} {
			s.add(q.Grades, slugs, r.Took)
		}
		if len(slugs) == 0 || q.Grades[slugs[0]] == 0 {
			e.Misses = append(e.Misses, Miss{q, slugs})
		}
	}
	for _, k := range kinds {
		k.finish()
		e.Kinds = append(e.Kinds, *k)
	}
	slices.SortFunc(e.Kinds, func(a, b Score) int { return cmp.Compare(a.Kind, b.Kind) })
	e.All.Kind = "all"
	e.All.finish()
	if n := float64(e.None.Queries); n > 0 {
		e.None.Empty /= n
		e.None.Total /= n
	}
	if slices.Sort(latency); len(latency) > 0 {
		e.Latency = Latency{latency[len(latency)/2], latency[len(latency)*99/100], latency[len(latency)-1]}
	}
	return e, nil
}

// hitSlugs returns the guides of hits by the last part of their addresses.
func hitSlugs(hits []search.Hit) []string {
	var slugs []string
	for _, h := range hits {
		path, _, _ := strings.Cut(h.URL, "#")
		path = strings.TrimSuffix(path, "/")
		if slug := path[strings.LastIndexByte(path, '/')+1:]; !slices.Contains(slugs, slug) {
			slugs = append(slugs, slug)
		}
	}
	return slugs
}

func (s *Score) add(grades map[string]int, slugs []string, took time.Duration) {
	s.Queries++
	s.latency = append(s.latency, took)
	var gain, ideal, first float64
	for i, slug := range slugs[:min(len(slugs), 10)] {
		if g := grades[slug]; g > 0 {
			gain += float64(g) / math.Log2(float64(i)+2)
			if first == 0 {
				first = 1 / float64(i+1)
			}
		}
	}
	best := make([]int, 0, len(grades))
	for _, g := range grades {
		best = append(best, g)
	}
	slices.Sort(best)
	slices.Reverse(best)
	for i, g := range best[:min(len(best), 10)] {
		ideal += float64(g) / math.Log2(float64(i)+2)
	}
	s.NDCG += gain / ideal
	s.MRR += first
	if first == 1 {
		s.Success++
	}
}

func (s *Score) finish() {
	if s.Queries == 0 {
		return
	}
	n := float64(s.Queries)
	s.NDCG, s.MRR, s.Success = s.NDCG/n, s.MRR/n, s.Success/n
	slices.Sort(s.latency)
	s.Median = s.latency[len(s.latency)/2]
}

// Write prints the evaluation as a table.
func (e Report) Write(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "kind\tqueries\tnDCG@10\tMRR@10\tsuccess@1\tmedian\t")
	for _, s := range append(slices.Clone(e.Kinds), e.All) {
		fmt.Fprintf(t, "%s\t%d\t%.3f\t%.3f\t%.3f\t%s\t\n", s.Kind, s.Queries, s.NDCG, s.MRR, s.Success, s.Median.Round(time.Microsecond))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "none: %d queries, %.3f empty, %.1f guides found on average\nlatency: median %s, p99 %s, worst %s\n",
		e.None.Queries, e.None.Empty, e.None.Total,
		e.Latency.Median.Round(time.Microsecond), e.Latency.P99.Round(time.Microsecond), e.Latency.Max.Round(time.Microsecond))
	return err
}
