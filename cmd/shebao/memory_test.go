package main

import (
	"runtime/debug"
	"testing"
	"time"
)

func TestTheHeapMayGrowToAFixedSizeOrToTwiceWhatIsInUse(t *testing.T) {
	for live, want := range map[uint64]int{
		0:         10300, // nothing has been collected yet
		26 << 20:  300,
		64 << 20:  100,
		512 << 20: 100,
	} {
		if got := percentFor(104<<20, live); got != want {
			t.Errorf("percentFor(%d MiB) = %d, want %d", live>>20, got, want)
		}
	}
}

func TestMemoryHasALimitWhileGarbageIsCollectedSeldom(t *testing.T) {
	t.Setenv("GOGC", "")
	for name, tt := range map[string]struct {
		collect func() func()
		size    int64
	}{"a build": {collectSeldom, roomyHeap}, "a server": {func() func() {
		return collect(busyHeap, func(time.Duration) bool { return true })
	}, busyHeap}} {
		limit := debug.SetMemoryLimit(-1)
		undo := tt.collect()
		within := debug.SetMemoryLimit(-1)
		undo()
		if within >= limit || within < tt.size {
			t.Errorf("%s: %d MiB, where %d MiB of garbage may gather", name, within>>20, tt.size>>20)
		}
		if now := debug.SetMemoryLimit(-1); now != limit {
			t.Errorf("%s: %d afterwards, %d before", name, now, limit)
		}
	}
}
