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

// index is what OpenIndex gave for a build. Damage that shows while searching
// costs that search, not the request's page.
type index struct{ Searcher }

func (x *index) Search(ctx context.Context, q search.Query) (r search.Result, err error) {
	defer recovered(&err)
	return x.Searcher.Search(ctx, q)
}

func (x *index) Suggest(ctx context.Context, text, lang string, limit int) (list []search.Suggestion, err error) {
	defer recovered(&err)
	return x.Searcher.Suggest(ctx, text, lang, limit)
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
	b.index.Store(&index{searcher})
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
		*err = fmt.Errorf("the search index is damaged: %w", p)
	default:
		*err = fmt.Errorf("the search index is damaged: panic of type %T", p)
	}
}
