package process

import (
	"context"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"
)

// roomyHeap is how far a heap grows before it is looked through for garbage
// where that is done seldom, in bytes. A build makes some hundred kilobytes of
// garbage for every page; with Go's own rule, twice what is in use, it spent a
// fifth of its time collecting 20 MB.
const roomyHeap = 144 << 20

// busyHeap is the same for a server that has much to do. With half of it, lookups
// at half of what a machine can do waited twice as long at p99 (5.7 and 3.0 ms,
// BenchmarkLookupOverHTTP with 64 connections); a rush is over soon, and GiveBack
// then gives it back.
const busyHeap = 96 << 20

// hurry is how soon after one collection another one shows that a server is
// busy. Each slows for some 50 ms what is asked meanwhile: at six thousand
// lookups a second Go's own rule has six in a second, which is a third of the
// time, and who asks then is the hundredth who waits longest.
const hurry = 5 * time.Second

// leastGrowth is by how much of what is in use the heap of a build grows at least
// before it is looked through, in percent. With Go's own 100, indexes of 2 × 20,000 guides took
// 1.15 GB; with 60, 0.96 and with 50, 0.91 in the same time.
const leastGrowth = 50

// CollectSeldom lets the heap grow to roomyHeap, or by leastGrowth where that is
// more, until undo is called. Whoever sets GOGC decides alone.
func CollectSeldom() (undo func()) {
	return collect(roomyHeap, leastGrowth, limitFor, func(time.Duration) bool { return true })
}

// CollectSeldomWhenBusy does so while there is much to do, and otherwise leaves
// the heap as small as it is by Go's own rule.
func CollectSeldomWhenBusy() (undo func()) {
	return collect(busyHeap, 100, nil, func(since time.Duration) bool { return since < hurry })
}

// collect has roomy decide after each collection, by the time since the one
// before, whether the heap may grow up to size, or by least percent. bound, where
// there is one, limits it in any case, by the bytes in use.
func collect(size uint64, least int, bound func(live uint64) int64, roomy func(since time.Duration) bool) (undo func()) {
	if os.Getenv("GOGC") != "" {
		return func() {}
	}
	before, limit := debug.SetGCPercent(100), debug.SetMemoryLimit(-1)
	var mu sync.Mutex // held while it is set, so that nothing is after undo
	var done bool
	var last time.Time
	var follow func()
	follow = func() {
		mu.Lock()
		defer mu.Unlock()
		if done {
			return
		}
		percent, now := 100, time.Now()
		if roomy(now.Sub(last)) {
			live := liveHeap()
			percent = percentFor(size, live, least)
			if bound != nil {
				debug.SetMemoryLimit(min(limit, bound(live)))
			}
		}
		last = now
		debug.SetGCPercent(percent)
		watch := new(*int) // found to be garbage by the next collection
		runtime.AddCleanup(watch, func(struct{}) { follow() }, struct{}{})
	}
	follow()
	return func() {
		mu.Lock()
		defer mu.Unlock()
		done = true
		debug.SetGCPercent(before)
		debug.SetMemoryLimit(limit)
	}
}

// percentFor is the setting with which a heap with so many bytes in use is
// collected at size, but no sooner than it has grown by least percent. What
// applies to less than 4 MB in use, Go applies to 4 MB.
func percentFor(size, live uint64, least int) int {
	return max(least, int(100*size/max(live, 4<<20))-100)
}

const (
	calmEvery  = 5 * time.Second // how often a server looks whether it is calm
	worthwhile = 8 << 20         // bytes that are worth giving back
)

// GiveBack returns to the system, until ctx ends, what a start or a rush took and
// calm times do not need. Go by itself takes minutes for it. Where the program
// cannot let go of its own pages, it holds some 25 MB more.
func GiveBack(ctx context.Context) {
	sample := []metrics.Sample{{Name: "/gc/cycles/total:gc-cycles"}, {Name: "/memory/classes/heap/free:bytes"}, {Name: "/memory/classes/heap/objects:bytes"}}
	debug.FreeOSMemory()
	_ = letGoOfPages()
	var cycles, kept uint64
	for ticks := time.NewTicker(calmEvery); ; {
		select {
		case <-ctx.Done():
			ticks.Stop()
			return
		case <-ticks.C:
		}
		metrics.Read(sample)
		now, held := sample[0].Value.Uint64(), sample[1].Value.Uint64()+sample[2].Value.Uint64()
		if now == cycles && held > kept+worthwhile { // no collection for a while, and something to collect
			debug.FreeOSMemory()
			_ = letGoOfPages()
			metrics.Read(sample)
			now, kept = sample[0].Value.Uint64(), sample[1].Value.Uint64()+sample[2].Value.Uint64()
		}
		cycles = now
	}
}

// limitFor is where a heap with so many bytes in use is collected in any case,
// with what the program needs besides it. A percentage that was right for a few
// megabytes is far too much for thirty, and it may be a while after a collection
// until the next one is set: that has cost 300 MB.
func limitFor(live uint64) int64 {
	goal := int64(max(roomyHeap, live+live*leastGrowth/100))
	return goal + goal/4 + 32<<20
}

// liveHeap is what the last collection found in use, in bytes.
func liveHeap() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
