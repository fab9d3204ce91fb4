package limit

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// AdaptiveOptions of a limit of concurrency. The zero value suits work that
// takes milliseconds of the processor.
type AdaptiveOptions struct {
	Goal   time.Duration // the median may always take so long; 0 is 10 milliseconds
	Min    int           // never fewer at once; 0 is 8
	Max    int           // never more at once; 0 is 10,000
	Window time.Duration // how often the limit is judged; 0 is 100 milliseconds
	Work   time.Duration // as many may always be at once as do so much together (Worked); 0 = Min alone counts
	Yield  bool          // where even Min take too long, the work is taken to be slower; without it, to hang
	Now    func() time.Time
}

// Adaptive limits how many do something at once by how long it takes them. As
// long as the median stays near what it is in quiet times, more are let in;
// when it grows, because all wait for the same processor or the same store,
// fewer are. It is the additive increase and multiplicative decrease of TCP,
// with latency for the sign of congestion.
//
// It is safe for concurrent use.
type Adaptive struct {
	o AdaptiveOptions

	mu     sync.Mutex
	limit  float64
	inside int
	peak   int           // most at once in this window
	quiet  time.Duration // the median without congestion; 0 = not known yet
	began  time.Time     // of this window
	took   []time.Duration
	seen   int // how many ended in this window

	work atomic.Int64 // what one does, on average, in nanoseconds; 0 = not known
}

// atFirst is the limit before anything is known, and in quiet times.
const atFirst = 64

// maxSamples bounds what is remembered of a window.
const maxSamples = 256

// minSamples is how many a window needs to be judged by.
const minSamples = 8

// NewAdaptive makes an Adaptive.
func NewAdaptive(o AdaptiveOptions) *Adaptive {
	if o.Goal == 0 {
		o.Goal = 10 * time.Millisecond
	}
	if o.Min == 0 {
		o.Min = 8
	}
	if o.Max == 0 {
		o.Max = 10_000
	}
	if o.Window == 0 {
		o.Window = 100 * time.Millisecond
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Adaptive{o: o, limit: float64(min(max(o.Min, atFirst), o.Max)), began: o.Now(), took: make([]time.Duration, 0, maxSamples)}
}

// Enter asks to begin. Where it is false, nothing was begun; otherwise Leave
// must follow, once.
func (a *Adaptive) Enter() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if float64(a.inside) >= a.limit {
		a.peak = max(a.peak, a.inside)
		return false
	}
	a.inside++
	a.peak = max(a.peak, a.inside)
	return true
}

// Leave ends what Enter began. took is how long it was under way.
func (a *Adaptive) Leave(took time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.inside--
	a.seen++
	if len(a.took) < maxSamples {
		a.took = append(a.took, took)
	} else {
		a.took[a.seen%maxSamples] = took
	}
	if now := a.o.Now(); now.Sub(a.began) >= a.o.Window && len(a.took) >= minSamples {
		a.judge()
		a.began, a.took, a.seen, a.peak = now, a.took[:0], 0, a.inside
	}
}

// Worked notes what somebody has done in so long a time, without what the turn to
// do it was waited for. Where work is short, much of the time between Enter and
// Leave may be the processor's for others, who are refused; fewer at once would
// not make it shorter.
func (a *Adaptive) Worked(d time.Duration) {
	mean := a.work.Load()
	a.work.Store(max(mean+(int64(d)-mean)/16, 1))
}

// least is how many may be at once whatever the median.
func (a *Adaptive) least() float64 {
	mean := a.work.Load()
	if mean == 0 {
		return float64(a.o.Min)
	}
	return max(float64(a.o.Min), float64(a.o.Work)/float64(mean))
}

// judge sets the limit by what a window has shown.
func (a *Adaptive) judge() {
	slices.Sort(a.took)
	least := a.least()
	median := a.took[len(a.took)/2]
	switch work := time.Duration(a.work.Load()); {
	case work > 0: // that is it
		a.quiet = work
	case a.quiet == 0 && a.o.Yield: // perhaps nothing was ever quiet: they have shared what Min could have alone
		a.quiet = median * time.Duration(a.o.Min) / time.Duration(max(a.peak, a.o.Min))
	case a.quiet == 0 || median < a.quiet:
		a.quiet = median
	case 4*float64(a.peak) <= a.limit: // nobody waits: the work itself takes longer now
		a.quiet += (median - a.quiet) / 20
	case a.o.Yield && median > max(a.o.Goal, 3*a.quiet) && a.limit <= least:
		a.quiet += (median - a.quiet) / 20
	}
	goal := max(a.o.Goal, 3*a.quiet)
	switch {
	case median > goal:
		a.limit *= max(0.7, float64(goal)/float64(median))
	case float64(a.peak) >= 0.8*a.limit:
		a.limit += max(1, a.limit/20)
	case 2*median <= goal && a.limit < atFirst: // it was lowered and nobody waits now
		a.limit += max(1, a.limit/4)
	}
	a.limit = min(max(a.limit, least), float64(a.o.Max))
}

// Limit is how many may be under way now.
func (a *Adaptive) Limit() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return int(a.limit)
}
