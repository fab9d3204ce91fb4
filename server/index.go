package server

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"time"

	"shebao/search"
)

// indexRetry is how long a search index that did not open is left alone.
const indexRetry = 5 * time.Second

// index is what OpenIndex gave for a build. Damage that shows while searching, as
// when a file of it is cut, costs that search, not the request's page, and the index
// is given up. A panic costs the search alone: nobody is to take search from others
// by a query that meets a mistake in it.
type index struct {
	Searcher
	giveUp func(x *index, cause error)
	again  *again
}

func (x *index) Search(ctx context.Context, q search.Query) (r search.Result, err error) {
	defer x.look(&err)
	defer recovered(&err)
	return x.Searcher.Search(ctx, q)
}

func (x *index) Suggest(ctx context.Context, text, lang string, limit int) (list []search.Suggestion, err error) {
	defer x.look(&err)
	defer recovered(&err)
	return x.Searcher.Suggest(ctx, text, lang, limit)
}

// look gives the index up where an answer tells that it is damaged.
func (x *index) look(err *error) {
	if errors.Is(*err, search.ErrDamaged) {
		x.giveUp(x, *err)
	}
}

// dropIndex takes a damaged index from a build, which is served without it until it
// opens again: whoever opens it notices what is wrong, and can make it anew.
func (s *Server) dropIndex(b *build, x *index, cause error) {
	if !b.index.CompareAndSwap(x, nil) {
		return // another search was first
	}
	s.log.Error("the search index is damaged", "build", b.site.Build, "error", cause)
	if err := x.Close(); err != nil { // after the searches that are under way
		s.log.Error("the search index was not closed cleanly", "error", err)
	}
}

// openIndex opens the index of a build that has none. The build is served
// without it where that fails.
func (s *Server) openIndex(b *build) {
	if s.config.OpenIndex == nil || b.index.Load() != nil {
		return
	}
	searcher, err := openSafely(s.config.OpenIndex, b.site.Build)
	if err != nil {
		b.retryAt = s.now().Add(indexRetry)
		if b.indexFault != err.Error() { // said once, not at every try
			b.indexFault = err.Error()
			s.log.Error("the search index cannot be opened", "build", b.site.Build, "error", err)
		}
		return
	}
	b.index.Store(&index{searcher, func(x *index, cause error) { s.dropIndex(b, x, cause) }, newAgain()})
}

// openSafely turns a panic over a damaged index into an error.
func openSafely(open func(string) (Searcher, error), build string) (x Searcher, err error) {
	defer recovered(&err)
	x, err = open(build)
	if err == nil && x == nil {
		err = errors.New("there is none")
	}
	return x, err
}

// recovered makes an error of a panic. A value that is no run-time error may
// hold what was searched for and is left out.
func recovered(err *error) {
	switch p := recover().(type) {
	case nil:
	case runtime.Error:
		*err = fmt.Errorf("the search index may be damaged: %w", p)
	default:
		*err = fmt.Errorf("the search index may be damaged: panic of type %T", p)
	}
}
