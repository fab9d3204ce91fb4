package admission

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Line is an Adaptive before which those who find no place wait for a moment, in
// the order in which they came: a place that gets free is taken at once.
//
// As soon as work takes of late, it is only as long as can enter within half of
// what is allowed; others are refused at once, which costs much less than to stand
// in line in vain.
//
// It is safe for concurrent use.
type Line struct {
	*Adaptive
	patience time.Duration
	most     int
	unused   sync.Pool             // of *waiter
	relay    atomic.Pointer[relay] // nil: places are given on at once
	resting  resting

	left    atomic.Int32 // places that are not given back yet
	length  atomic.Int32 // of waiting
	mu      sync.Mutex
	waiting []*waiter // in the order in which they came
}

type waiter struct {
	place chan struct{} // has room for the one place that is given
	timer *time.Timer
}

func newWaiter() any {
	w := &waiter{place: make(chan struct{}, 1), timer: time.NewTimer(time.Hour)}
	w.timer.Stop()
	return w
}

// NewLine lets up to most wait at once before a limit, each no longer than
// patience.
func NewLine(a *Adaptive, patience time.Duration, most int) *Line {
	return &Line{Adaptive: a, patience: patience, most: most, unused: sync.Pool{New: newWaiter}}
}

// Enter asks to begin, and waits for its turn. Where it is false, nothing was
// begun; otherwise Leave must follow, once.
func (l *Line) Enter() bool {
	if l.length.Load() == 0 && l.Adaptive.Enter() || !l.isLong() && l.await() {
		return true
	}
	l.refuse()
	return false
}

// isLong tells whether somebody is in line and who comes now would probably wait
// for more than half of what is allowed.
func (l *Line) isLong() bool {
	n := float64(l.length.Load())
	soon := l.atOnce(l.patience / 2)
	return n > 0 && soon > 0 && float64(l.inside.Load())+n > soon
}

// await waits in line.
func (l *Line) await() bool {
	w := l.stand()
	if w == nil {
		return false
	}
	defer l.unused.Put(w)
	select {
	case <-w.place:
		w.timer.Stop()
		return true
	case <-w.timer.C:
		if l.goAway(w) {
			return false
		}
		<-w.place // it was given at that very moment
		return true
	}
}

// stand puts a waiter at the end of the line, unless it is full.
func (l *Line) stand() *waiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) >= l.most {
		return nil
	}
	w := l.unused.Get().(*waiter)
	w.timer.Reset(l.patience)
	l.waiting = append(l.waiting, w)
	l.length.Store(int32(len(l.waiting)))
	l.admit() // whoever left before length was seen to be more than 0 gave no place on
	return w
}

// goAway takes a waiter out of the line. It is false where it stands there no
// longer.
func (l *Line) goAway(w *waiter) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.Index(l.waiting, w) // nearly always the first
	if i < 0 {
		return false
	}
	l.remove(i)
	return true
}

// Leave ends what Enter began, and gives the place to the next one: with a relay,
// while somebody waits or is refused, by way of that. Otherwise whoever is read next
// would take it, so that some goroutine could always run. took is how long it was
// under way.
func (l *Line) Leave(took time.Duration) {
	l.ended(took)
	l.left.Add(1)
	if l.length.Load() > 0 || l.HasRefused(pressedFor) {
		if r := l.relay.Load(); r != nil && r.tell() {
			return
		}
	}
	l.giveOn()
}

// giveOn frees the places of those who have left, and gives them to those in line.
func (l *Line) giveOn() {
	l.free(int(l.left.Swap(0)))
	if l.length.Load() == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.admit()
}

// admit gives free places to those in line.
func (l *Line) admit() {
	for len(l.waiting) > 0 && l.Adaptive.Enter() {
		l.waiting[0].place <- struct{}{}
		l.remove(0)
	}
}

func (l *Line) remove(i int) {
	l.waiting = slices.Delete(l.waiting, i, i+1)
	l.length.Store(int32(len(l.waiting)))
}
