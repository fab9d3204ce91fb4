package main

import (
	"runtime/debug"
	"testing"
)

func TestTheHeapMayGrowToAFixedSizeOrByAShareOfWhatIsInUse(t *testing.T) {
	for live, want := range map[uint64]int{
		0:         2500, // nothing has been collected yet
		26 << 20:  300,
		64 << 20:  62,
		512 << 20: 60,
	} {
		if got := percentFor(104<<20, live, 60); got != want {
			t.Errorf("percentFor(%d MiB, 60) = %d, want %d", live>>20, got, want)
		}
	}
}

func TestABuildsMemoryHasALimitWhileItCollectsSeldom(t *testing.T) {
	t.Setenv("GOGC", "")
	limit := debug.SetMemoryLimit(-1)
	undo := collectSeldom()
	within := debug.SetMemoryLimit(-1)
	undo()
	if within >= limit || within < roomyHeap {
		t.Errorf("%d MiB, where %d MiB of garbage may gather", within>>20, roomyHeap>>20)
	}
	if now := debug.SetMemoryLimit(-1); now != limit {
		t.Errorf("%d afterwards, %d before", now, limit)
	}
}
