package search

import (
	"cmp"
	"context"
	"fmt"
	"time"
	"unicode/utf8"
)

// MaxQuery is the longest query that is answered, in characters.
const MaxQuery = 200

const (
	defaultLimit = 10
	window       = 50 // families that are compared with the query as a whole
)

// Search answers q. It returns ErrTooLong, or the context's error. A query that
// looks like a person's number finds nothing: it is not run (see
// LooksLikeNumber).
func (ix *Index) Search(ctx context.Context, q Query) (Result, error) {
	started := time.Now()
	if utf8.RuneCountInString(q.Text) > MaxQuery {
		return Result{}, ErrTooLong
	}
	if q.Limit <= 0 {
		q.Limit = defaultLimit
	}
	q.Offset = max(q.Offset, 0)
	var r Result
	err := ix.use(func() (err error) {
		r, err = ix.search(ctx, q)
		return err
	})
	if err != nil {
		return Result{}, fmt.Errorf("search: %w", err)
	}
	r.Took = time.Since(started)
	return r, nil
}

func (ix *Index) search(ctx context.Context, q Query) (Result, error) {
	if ix.documents == 0 || LooksLikeNumber(q.Text) {
		return Result{}, nil
	}
	s, err := ix.borrow()
	if err != nil {
		return Result{}, err
	}
	defer ix.giveBack(s)
	p, err := ix.plan(s, q.Text, q.Lang)
	if err != nil {
		return Result{}, err
	}
	found, total, lines, err := ix.find(ctx, s, p, q)
	if err != nil {
		return Result{}, err
	}
	if lines == nil || total == 0 {
		r := Result{}
		if s.work <= maxReading && p.heard <= maxHeard {
			r.Nearest, err = ix.nearest(ctx, q.Text, q.Lang)
		}
		return r, err
	}
	r := Result{Total: total}
	if s.work <= maxWork/2 && p.heard <= maxHeard { // it costs as much again
		if r.Suggestion, err = ix.suggestion(ctx, s, p, q); err != nil {
			return Result{}, err
		}
	}
	if q.Offset >= len(found) {
		return r, nil
	}
	v := view{ix, s, lines, newMarker(ix.analyzer, s.stemmer, p), []byte(lineKey(ix.analyzer, s.stemmer, cmp.Or(p.corrected, q.Text)))}
	shown := found[q.Offset:]
	shown = shown[:min(q.Limit, len(shown))]
	r.Hits = make([]Hit, 0, len(shown))
	for _, c := range shown {
		h, err := v.hit(c, q.Lang)
		if err != nil {
			return Result{}, err
		}
		r.Hits = append(r.Hits, h)
	}
	return r, nil
}

// find returns the families that a plan finds, the best first, how many there
// are, and what compares lines with the query: nil if the query is about
// something else.
func (ix *Index) find(ctx context.Context, s *scratch, p *plan, q Query) (found []candidate, total int, lines *lineMatcher, err error) {
	if p.bare() {
		return nil, 0, nil, nil
	}
	if err := s.run(ctx, p); err != nil {
		return nil, 0, nil, err
	}
	found, total = s.candidates(max(window, min(q.Offset, len(s.families))+min(q.Limit, len(s.families))))
	lines = newLineMatcher(s, p)
	if !ix.rank(s, lines, lineKey(ix.analyzer, s.stemmer, cmp.Or(p.corrected, q.Text)), q.Lang, found[:min(len(found), window)]) {
		return nil, 0, nil, nil
	}
	return found, total, lines, nil
}
