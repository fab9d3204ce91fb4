package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync/atomic"
)

// roomyHeap is how far the heap of a build grows before it is first looked
// through for garbage, in bytes. A build makes some hundred kilobytes of garbage
// for every page; with Go's own rule, twice what is in use, it spent a fifth of
// its time collecting 20 MB.
const roomyHeap = 104 << 20

// collectSeldom lets the heap grow to roomyHeap, or to twice what is in use
// where that is more, until undo is called. Whoever sets GOGC decides alone.
func collectSeldom() (undo func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before := debug.SetGCPercent(100)
	var done atomic.Bool
	var follow func()
	follow = func() {
		if done.Load() {
			return
		}
		debug.SetGCPercent(percentFor(liveHeap()))
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
