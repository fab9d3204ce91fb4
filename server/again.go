package server

import (
	"hash/maphash"
	"sync"
	"sync/atomic"
	"time"

	"shebao/search"
)

// again keeps what searches have found, for those who ask the same while more is
// asked than can be done: a news item makes thousands search for one thing, and
// the index of a build answers each of them alike.
//
// What was typed is not kept, but a hash of it under a key that this process
// made up; and nothing is kept once requests find their places again.
type again struct {
	keys [2]maphash.Seed

	any   atomic.Bool // found is not empty
	mu    sync.Mutex
	found map[askedBefore]search.Result
}

// askedBefore is a query, as 128 bits: no two of them are taken for each other.
type askedBefore [2]uint64

const (
	// againFor is how long after the last refusal results are kept.
	againFor = 2 * time.Second
	// maxAgain and maxAgainHits bound them, to some megabytes.
	maxAgain     = 1000
	maxAgainHits = 20
)

func newAgain() *again { return &again{keys: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}} }

func (a *again) keyOf(q search.Query) askedBefore {
	return askedBefore{maphash.Comparable(a.keys[0], q), maphash.Comparable(a.keys[1], q)}
}

// find returns what was found before.
func (a *again) find(q search.Query) (r search.Result, ok bool) {
	if !a.any.Load() {
		return r, false
	}
	key := a.keyOf(q)
	a.mu.Lock()
	defer a.mu.Unlock()
	r, ok = a.found[key]
	return r, ok
}

// keep keeps a result. Of too many all are forgotten; the next second brings
// those back that are asked for often.
func (a *again) keep(q search.Query, r search.Result) {
	if len(r.Hits) > maxAgainHits {
		return
	}
	key := a.keyOf(q)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.found == nil || len(a.found) >= maxAgain {
		a.found = map[askedBefore]search.Result{}
	}
	a.found[key] = r
	a.any.Store(true)
}

// forget drops everything.
func (a *again) forget() {
	if !a.any.Load() {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.found = nil
	a.any.Store(false)
}
