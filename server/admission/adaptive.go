package admission

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// AdaptiveOptions of a limit of concurrency. The zero value suits work that
// takes milliseconds of the processor.
type AdaptiveOptions struct {
	Goal    time.Duration // the median may always take so long; 0 is 10 milliseconds
	Min     int           // never fewer at once; 0 is 8
	Max     int           // never more at once; 0 is 10,000
	Window  time.Duration // how often the limit is judged; 0 is 100 milliseconds
	Work    time.Duration // as many may always be at once as each worker does in so long (Worked); 0 = Min alone counts
	Burst   time.Duration // the same as long as nobody was refused of late; 0 = no more than Work
	Workers int           // how many work at once: processors; 0 is 1
	Yield   bool          // where even Min take too long, the work is taken to be slower; without it, to hang
	Now     func() time.Time
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

	mu    sync.Mutex
	limit float64
	peak  int           // most at once in this window
	quiet time.Duration // the median without congestion; 0 = not known yet
	began time.Time     // of this window
	took  []time.Duration
	seen  int // how many ended in this window

	inside  atomic.Int64 // changed under mu
	work    atomic.Int64 // what one does, on average, in nanoseconds; 0 = not known
	start   time.Time
	refused atomic.Int64 // when a Line refused somebody last, in nanoseconds since start; 0 = never
}

// pressedFor is how long after a refusal somebody counts as refused of late.
const pressedFor = 100 * time.Millisecond

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
	o.Workers = max(o.Workers, 1)
	now := o.Now()
	return &Adaptive{o: o, limit: float64(min(max(o.Min, atFirst), o.Max)), start: now, began: now, took: make([]time.Duration, 0, maxSamples)}
}

// Enter asks to begin. Where it is false, nothing was begun; otherwise Leave
// must follow, once.
func (a *Adaptive) Enter() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	inside := int(a.inside.Load())
	if float64(inside) >= a.limit && !a.takesBurst(inside) {
		a.peak = max(a.peak, inside)
		return false
	}
	a.inside.Add(1)
	a.peak = max(a.peak, inside+1)
	return true
}

// takesBurst tells whether one more than the limit may begin: many who come at
// once, or while the machine did something else for a moment, are served later
// rather than not, unless they go on coming.
func (a *Adaptive) takesBurst(inside int) bool {
	return a.o.Burst > 0 && float64(inside) < min(a.atOnce(a.o.Burst), float64(a.o.Max)) && !a.HasRefused(pressedFor)
}

// HasRefused tells whether the line before the limit refused somebody within so
// long a time.
func (a *Adaptive) HasRefused(within time.Duration) bool {
	last := a.refused.Load()
	return last > 0 && int64(a.o.Now().Sub(a.start))-last < int64(within)
}

// refuse notes that somebody was refused.
func (a *Adaptive) refuse() { a.refused.Store(max(int64(a.o.Now().Sub(a.start)), 1)) }

// Leave ends what Enter began. took is how long it was under way.
func (a *Adaptive) Leave(took time.Duration) {
	a.free(1)
	a.ended(took)
}

// free makes places free.
func (a *Adaptive) free(n int) {
	a.mu.Lock()
	a.inside.Add(-int64(n))
	a.mu.Unlock()
}

// ended notes how long something was under way.
func (a *Adaptive) ended(took time.Duration) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.seen++
	if len(a.took) < maxSamples {
		a.took = append(a.took, took)
	} else {
		a.took[a.seen%maxSamples] = took
	}
	if now := a.o.Now(); now.Sub(a.began) >= a.o.Window && len(a.took) >= minSamples {
		a.judge()
		a.began, a.took, a.seen, a.peak = now, a.took[:0], 0, int(a.inside.Load())
	}
}

// Worked notes what somebody has done in so long a time, without what the turn to
// do it was waited for. Where work is short, much of the time between Enter and
// Leave may be the processor's for others, who are refused; fewer at once would
// not make it shorter.
func (a *Adaptive) Worked(d time.Duration) {
	mean := a.work.Load()
	if mean == 0 {
		mean = int64(d)
	}
	a.work.Store(max(mean+(int64(d)-mean)/16, 1))
}

// atOnce is how many the workers do within so long; 0 = not known.
func (a *Adaptive) atOnce(d time.Duration) float64 {
	mean := a.work.Load()
	if mean == 0 {
		return 0
	}
	return float64(a.o.Workers) * float64(d) / float64(mean)
}

// least is how many may be at once whatever the median.
func (a *Adaptive) least() float64 { return max(float64(a.o.Min), a.atOnce(a.o.Work)) }

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
