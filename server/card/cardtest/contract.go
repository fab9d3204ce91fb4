package cardtest

import (
	"context"
	"io"
	"testing"

	"shebao/server/card"
)

// Store is all that a store does.
type Store interface {
	card.Store
	card.Importer
	card.Keeper
}

// Open opens the store under test with those keys. Every call opens the same
// one; what it opens is closed by the test's own cleanup, if it has to be.
type Open func(ctx context.Context, keys card.Keys) (Store, error)

// Closing is an Open whose stores are closed when the test ends.
func Closing[S interface {
	Store
	io.Closer
}](t *testing.T, open func(context.Context, card.Keys) (S, error)) Open {
	return func(ctx context.Context, keys card.Keys) (Store, error) {
		store, err := open(ctx, keys)
		if err != nil {
			return nil, err
		}
		t.Cleanup(func() { _ = store.Close() })
		return store, nil
	}
}

// Run runs what every store must do, each time on a new one.
func Run(t *testing.T, fresh func(t *testing.T) Open) {
	for name, test := range map[string]func(*testing.T, *bench){
		"before the first import there is no data":                     testNoData,
		"a card is found by its pair, with its history":                testFound,
		"unknown identity, unknown card and wrong pair are one answer": testNotFound,
		"the same file again adds nothing":                             testIdempotent,
		"rows in any order make the same history":                      testOrder,
		"a moment is kept to the microsecond and no zone matters":      testMoments,
		"replacing keeps what the file holds and nothing else":         testReplace,
		"a dry run counts and writes nothing":                          testDryRun,
		"an import that fails midway leaves what was there":            testFailure,
		"purging removes what is older":                                testPurge,
		"statistics count what is there":                               testStats,
		"a new key writes and the old one still reads":                 testTwoKeys,
		"a card may have a very long history":                          testLongHistory,
		"any imports one after the other end as they should":           testModel,
		"a lookup during an import sees all of it or nothing":          testConcurrent,
		"a lookup whose time is up is no missing card":                 testTimeout,
	} {
		t.Run(name, func(t *testing.T) {
			test(t, newBench(t, fresh(t)))
		})
	}
}
