package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
	"time"
)

// roomyHeap is how far a heap grows before it is looked through for garbage
// where that is done seldom, in bytes. A build makes some hundred kilobytes of
// garbage for every page; with Go's own rule, twice what is in use, it spent a
// fifth of its time collecting 20 MB.
const roomyHeap = 104 << 20

// hurry is how soon after one collection another one shows that a server is
// busy. Each slows for some 50 ms what is asked meanwhile: at six thousand
// lookups a second Go's own rule has six in a second, which is a third of the
// time, and who asks then is the hundredth who waits longest.
const hurry = 5 * time.Second

// collectSeldom lets the heap grow to roomyHeap, or to twice what is in use
// where that is more, until undo is called. Whoever sets GOGC decides alone.
func collectSeldom() (undo func()) {
	return collect(func(time.Duration) bool { return true })
}

// collectSeldomWhenBusy does so while there is much to do, and otherwise leaves
// the heap as small as it is by Go's own rule.
func collectSeldomWhenBusy() (undo func()) {
	return collect(func(since time.Duration) bool { return since < hurry })
}

// collect has roomy decide after each collection, by the time since the one
// before, whether the heap may grow.
func collect(roomy func(since time.Duration) bool) (undo func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(100)
	var done atomic.Bool
	var last time.Time
	var follow func()
	follow = func() {
		if done.Load() {
			return
		}
		percent, now := 100, time.Now()
		if roomy(now.Sub(last)) {
			percent = percentFor(liveHeap())
		}
		last = now
		debug.SetGCPercent(percent)
		watch := new(*int) // found to be garbage by the next collection
		runtime.AddCleanup(watch, func(struct{}) { follow() }, struct{}{})
	}
	follow()
	return func() {
		done.Store(true)
		debug.SetGCPercent(before)
	}
}

// percentFor is the setting with which a heap with so many bytes in use is
// collected at roomyHeap.
func percentFor(live uint64) int {
	return max(100, int(100*roomyHeap/max(live, 1<<20))-100)
}

// liveHeap is what the last collection found in use, in bytes.
func liveHeap() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
