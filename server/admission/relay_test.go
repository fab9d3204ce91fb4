package admission

import (
	"os"
	"sync"
	"testing"
	"time"
)

// unread is a line with a relay that nobody reads, so that what it was told stays
// untold.
func unread(t *testing.T, places int) (*Line, *relay) {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close(); w.Close() })
	l := NewLine(NewAdaptive(AdaptiveOptions{Min: places, Max: places}), time.Millisecond, 0)
	told := &relay{pipe: w}
	l.relay.Store(told)
	return l, told
}

// As long as nobody is refused, a place is free as soon as somebody leaves; after
// that, behind whatever has come over the network.
func TestWhileSomebodyIsRefusedPlacesAreFreeWhenTheNetworkWasLookedAt(t *testing.T) {
	l, told := unread(t, 1)
	for range 3 {
		if !l.Enter() {
			t.Fatal("nobody is there, and there is no place")
		}
		l.Leave(time.Millisecond)
	}
	if told.told.Load() {
		t.Error("the poller is asked for nothing")
	}
	l.Enter()
	if l.Enter() {
		t.Fatal("two are there at once where one may be")
	}
	l.Leave(time.Millisecond)
	if l.Enter() || !told.told.Load() {
		t.Error("somebody enters before the network was looked at")
	}
	l.giveOn()
	if !l.Enter() || l.Enter() {
		t.Error("the place is not given back once")
	}
}

// What could not be told is done at once, and what is told next is tried anew.
func TestAPlaceIsGivenBackWhereTheRelayCannotBeTold(t *testing.T) {
	l, told := unread(t, 1)
	l.Enter()
	if l.Enter() {
		t.Fatal("two are there at once where one may be")
	}
	told.pipe.Close()
	for range 2 {
		if l.Leave(time.Millisecond); told.told.Load() {
			t.Error("it is taken for told")
		}
		if !l.Enter() || l.Enter() {
			t.Error("the place is not given back once")
		}
	}
}

// However many rest, no more of them are woken at once than are refused within a
// moment, in the order in which they came.
func TestThoseWhoRestAreWokenSomeAtATime(t *testing.T) {
	l, told := unread(t, 1)
	var all sync.WaitGroup
	rest := func(n int, d time.Duration) {
		for range n {
			all.Go(func() { l.Rest(d) })
		}
	}
	length := func() int {
		l.resting.mu.Lock()
		defer l.resting.mu.Unlock()
		return len(l.resting.all)
	}
	rest(2*wakeAtOnce+1, 0)
	for length() < 2*wakeAtOnce+1 {
		time.Sleep(time.Millisecond)
	}
	rest(3, time.Hour)
	for length() < 2*wakeAtOnce+4 {
		time.Sleep(time.Millisecond)
	}
	for _, left := range []int{wakeAtOnce + 4, 4, 3, 3} {
		told.told.Store(false)
		l.resting.wake(told)
		if n := length(); n != left {
			t.Errorf("%d rest on, want %d", n, left)
		}
		if left > 4 && !told.told.Load() {
			t.Error("the others are not to be woken")
		}
	}
	l.relay.Store(nil)
	l.resting.wakeAll()
	all.Wait()
	began := time.Now()
	if l.Rest(time.Millisecond); time.Since(began) < time.Millisecond {
		t.Error("without a relay nobody rests")
	}
}

func TestWhoRestsByWayOfThePollerIsWokenInTimeAndWhenItStops(t *testing.T) {
	l := NewLine(NewAdaptive(AdaptiveOptions{Min: 1, Max: 1}), time.Second, 0)
	for range 3 {
		stop, err := l.Relay()
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		var all sync.WaitGroup
		for i := range 500 {
			all.Go(func() { l.Rest(time.Duration(5+i%8) * time.Millisecond) })
		}
		all.Wait()
		if rested := time.Since(began); rested < 12*time.Millisecond {
			t.Errorf("all were woken after %s", rested)
		}
		for range 50 {
			all.Go(func() { l.Rest(time.Hour) })
		}
		for n := 0; n < 50; time.Sleep(time.Millisecond) {
			l.resting.mu.Lock()
			n = len(l.resting.all)
			l.resting.mu.Unlock()
		}
		stop()
		all.Wait() // within less than an hour
	}
}
