package main

import "testing"

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
