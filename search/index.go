package search

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"
)

// MaxQuery is the longest query that is answered, in characters.
const MaxQuery = 200

// Errors that callers tell apart with errors.Is.
var (
	// ErrTooLong: the query has more than MaxQuery characters.
	ErrTooLong = errors.New("the query is too long")
	// ErrDamaged: the directory holds no whole index. Build it again.
	ErrDamaged = errors.New("the search index is damaged")
	// ErrVersion: the index was written by another version of this package.
	// Build it again.
	ErrVersion = errors.New("the search index has another format")
)

// Index answers queries. It is safe for concurrent use.
type Index struct {
	bleve bleve.Index
}

// Open opens the index in dir for reading. Several processes may have it open.
// A directory that holds no whole index gives ErrDamaged or ErrVersion.
func Open(dir string) (ix *Index, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("open %s: %w: %v", dir, ErrDamaged, r)
		}
	}()
	b, err := bleve.OpenUsing(filepath.Join(dir, "bleve"), map[string]any{"read_only": true, "bolt_timeout": "2s"})
	if err != nil {
		return nil, fmt.Errorf("open %s: %w: %w", dir, ErrDamaged, err)
	}
	return &Index{bleve: b}, nil
}

// Close releases the index.
func (ix *Index) Close() error { return ix.bleve.Close() }

// Search answers q. It returns ErrTooLong, or the context's error.
func (ix *Index) Search(ctx context.Context, q Query) (Result, error) {
	started := time.Now()
	if utf8.RuneCountInString(q.Text) > MaxQuery {
		return Result{}, ErrTooLong
	}
	if q.Limit <= 0 {
		q.Limit = 10
	}
	text := strings.ToValidUTF8(q.Text, " ")
	var fields []query.Query
	for name, boost := range map[string]float64{"Title": 4, "Questions": 3, "Heading": 2, "Summary": 2, "Text": 1} {
		f := bleve.NewMatchQuery(text)
		f.SetField(name)
		f.SetBoost(boost)
		fields = append(fields, f)
	}
	req := bleve.NewSearchRequestOptions(bleve.NewDisjunctionQuery(fields...), 1000, 0, false)
	req.Fields = []string{"URL", "GuideURL", "Lang", "Title", "Heading", "Text"}
	req.Highlight = bleve.NewHighlightWithStyle("html")
	req.Highlight.AddField("Text")
	found, err := ix.bleve.SearchInContext(ctx, req)
	if err != nil {
		return Result{}, fmt.Errorf("search: %w", err)
	}
	var guides []*Hit
	byGuide := map[string]*Hit{}
	for _, lang := range []bool{true, false} {
		for _, m := range found.Hits {
			field := func(name string) string { s, _ := m.Fields[name].(string); return s }
			h := Hit{URL: field("URL"), Title: field("Title"), Heading: field("Heading"), Lang: field("Lang"), Score: m.Score,
				Snippet: strings.Join(m.Fragments["Text"], "…")}
			if (h.Lang == q.Lang) != lang {
				continue
			}
			if g := byGuide[field("GuideURL")]; g == nil {
				g = &h
				byGuide[field("GuideURL")] = g
				guides = append(guides, g)
			} else if len(g.More) < 2 {
				g.More = append(g.More, h)
			}
		}
	}
	r := Result{Total: len(guides)}
	for i := q.Offset; i >= 0 && i < len(guides) && i < q.Offset+q.Limit; i++ {
		r.Hits = append(r.Hits, *guides[i])
	}
	r.Took = time.Since(started)
	return r, nil
}

// Suggest completes text with titles, questions and headings, those in lang
// first, at most limit of them.
func (ix *Index) Suggest(ctx context.Context, text, lang string, limit int) ([]Suggestion, error) {
	if utf8.RuneCountInString(text) > MaxQuery {
		return nil, ErrTooLong
	}
	r, err := ix.Search(ctx, Query{Text: text, Lang: lang, Limit: limit})
	if err != nil {
		return nil, err
	}
	var s []Suggestion
	for _, h := range r.Hits {
		s = append(s, Suggestion{Text: h.Title, URL: h.URL})
	}
	return s, nil
}
