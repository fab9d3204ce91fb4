package limit

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Line is an Adaptive before which those who find no place wait for a moment: a
// burst that is soon over costs nobody an answer.
//
// They enter in the order in which they came. As soon as places have got free of
// late, a line is only as long as can enter within half of what is allowed; others
// are refused at once, which costs much less than to stand in line in vain. Where
// places get free later than that, the latest enter first, who can still be served
// soon, and the others are refused in time (adaptive LIFO).
//
// It is safe for concurrent use.
type Line struct {
	*Adaptive
	patience time.Duration
	most     int
	unused   sync.Pool             // of *waiter
	relay    atomic.Pointer[relay] // nil: places are given on at once

	length  atomic.Int32 // of waiting
	every   atomic.Int64 // how often a place gets free while somebody waits, in nanoseconds; 0 = not known yet
	mu      sync.Mutex
	waiting []*waiter // in the order in which they came
	given   time.Time // when the last place was given, or somebody came to an empty line
}

type waiter struct {
	came  time.Time
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

// TryEnter is Enter for those who do not want to wait: where others do, it is
// false.
func (l *Line) TryEnter() bool { return l.length.Load() == 0 && l.Adaptive.Enter() }

// Enter asks to begin, and waits for its turn. Where it is false, nothing was
// begun; otherwise Leave must follow, once.
func (l *Line) Enter() bool { return l.TryEnter() || !l.isLong() && l.await(l.patience) }

// EnterSoon is Enter for those who have waited already: no longer than half of
// what is allowed.
func (l *Line) EnterSoon() bool { return l.TryEnter() || !l.isLong() && l.await(l.patience/2) }

// await waits in line.
func (l *Line) await(most time.Duration) bool {
	w := l.stand(most)
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

// isLong tells whether somebody is in line and who comes now would wait for more
// than half of what is allowed, as places get free now.
func (l *Line) isLong() bool {
	n := l.length.Load()
	return n > 0 && time.Duration(n+1)*time.Duration(l.every.Load()) > l.patience/2
}

// learn notes that a place was given.
func (l *Line) learn(now time.Time) {
	every := time.Duration(l.every.Load())
	took := min(now.Sub(l.given), l.patience)
	l.given = now
	l.every.Store(int64(every + (took-every)/16))
}

// stand puts a waiter at the end of the line, unless it is full.
func (l *Line) stand(most time.Duration) *waiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.waiting) >= l.most {
		return nil
	}
	w := l.unused.Get().(*waiter)
	w.came = time.Now()
	if len(l.waiting) == 0 {
		l.given = w.came
	}
	w.timer.Reset(most)
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

// Leave ends what Enter began, and gives the place to the next one. took is how
// long it was under way.
func (l *Line) Leave(took time.Duration) {
	l.Adaptive.Leave(took)
	if l.length.Load() == 0 {
		return
	}
	if r := l.relay.Load(); r == nil || !r.tell() {
		l.giveOn()
	}
}

func (l *Line) giveOn() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.admit()
}

// admit gives free places to those in line.
func (l *Line) admit() {
	for len(l.waiting) > 0 && l.Adaptive.Enter() {
		next, now := 0, time.Now()
		l.learn(now)
		if now.Sub(l.waiting[0].came) > l.patience/2 {
			next = len(l.waiting) - 1
		}
		l.waiting[next].place <- struct{}{}
		l.remove(next)
	}
}

func (l *Line) remove(i int) {
	l.waiting = slices.Delete(l.waiting, i, i+1)
	l.length.Store(int32(len(l.waiting)))
}
