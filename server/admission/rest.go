package admission

import (
	"slices"
	"sync"
	"time"
)

// wakeAtOnce is how many of those who rest are woken before the network is looked
// at again: what it takes to refuse them is what somebody new waits for.
const wakeAtOnce = 200

// resting are those who leave others alone for a moment, in the order in which
// they came. Whoever is to rest for longer than those behind makes them wait for
// it, which is no longer than they would have rested at most.
type resting struct {
	mu     sync.Mutex
	all    []rester
	unused sync.Pool // of chan struct{}
}

type rester struct {
	until time.Time
	woken chan struct{} // has room for one value
}

// Rest returns after a time. With a relay that is by way of the network poller,
// behind those who have come meanwhile, and later where many rest.
func (l *Line) Rest(d time.Duration) {
	if l.relay.Load() == nil || !l.resting.rest(l, d) {
		time.Sleep(d)
	}
}

// rest is false where the relay has stopped.
func (r *resting) rest(l *Line, d time.Duration) bool {
	woken, _ := r.unused.Get().(chan struct{})
	if woken == nil {
		woken = make(chan struct{}, 1)
	}
	r.mu.Lock()
	relay := l.relay.Load()
	if relay == nil { // nobody would be woken
		r.mu.Unlock()
		return false
	}
	if r.all = append(r.all, rester{time.Now().Add(d), woken}); len(r.all) == 1 {
		r.wakeAfter(relay, d)
	}
	r.mu.Unlock()
	<-woken
	r.unused.Put(woken)
	return true
}

// wakeAfter has the relay be told after a time. One that cannot be told has ended,
// or is about to, and wakes all then.
func (r *resting) wakeAfter(relay *relay, d time.Duration) {
	if d <= 0 {
		relay.tell()
		return
	}
	time.AfterFunc(d, func() { relay.tell() })
}

// wake wakes those who have rested.
func (r *resting) wake(relay *relay) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.all) == 0 {
		return
	}
	now, n := time.Now(), 0
	for n < min(len(r.all), wakeAtOnce) && !r.all[n].until.After(now) {
		n++
	}
	if r.wakeFirst(n); n > 0 && len(r.all) > 0 {
		r.wakeAfter(relay, r.all[0].until.Sub(now))
	}
}

func (r *resting) wakeAll() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wakeFirst(len(r.all))
}

func (r *resting) wakeFirst(n int) {
	for _, rester := range r.all[:n] {
		rester.woken <- struct{}{}
	}
	r.all = slices.Delete(r.all, 0, n)
}
