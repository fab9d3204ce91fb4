package process

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
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
	undo := CollectSeldom()
	within := debug.SetMemoryLimit(-1)
	undo()
	if within >= limit || within < roomyHeap {
		t.Errorf("%d MiB, where %d MiB of garbage may gather", within>>20, roomyHeap>>20)
	}
	if now := debug.SetMemoryLimit(-1); now != limit {
		t.Errorf("%d afterwards, %d before", now, limit)
	}
}

// A collection that ends while a build does must not leave the build's limit to
// whoever serves afterwards.
func TestALimitThatIsBeingSetIsTakenBackToo(t *testing.T) {
	t.Setenv("GOGC", "")
	limit := debug.SetMemoryLimit(-1)
	setting, goOn := make(chan struct{}), make(chan struct{})
	calls := 0
	undo := collect(roomyHeap, 100, func(uint64) int64 {
		if calls++; calls == 2 { // after the first collection
			close(setting)
			<-goOn
		}
		return limit - 1
	}, func(time.Duration) bool { return true })
	runtime.GC()
	<-setting
	undone := make(chan struct{})
	go func() { undo(); close(undone) }()
	time.AfterFunc(20*time.Millisecond, func() { close(goOn) })
	<-undone
	<-goOn
	for range 100 { // what would still be set is set by now
		if now := debug.SetMemoryLimit(-1); now != limit {
			t.Fatalf("the limit is %d, %d before", now, limit)
		}
		time.Sleep(time.Millisecond)
	}
}
