package limit

import (
	"context"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestAnIPv6NetworkIsOneClient(t *testing.T) {
	for _, c := range []struct{ a, b, same string }{
		{"192.0.2.1", "192.0.2.1", "yes"},
		{"192.0.2.1", "192.0.2.2", "no"},
		{"192.0.2.1", "::ffff:192.0.2.1", "yes"},
		{"2001:db8::1", "2001:db8::ffff:1", "yes"},
		{"2001:db8::1", "2001:db8:0:1::1", "no"},
		{"fe80::1%eth0", "fe80::2%eth1", "yes"},
		{"192.0.2.1", "2001:db8::1", "no"},
	} {
		same := "no"
		if Network(netip.MustParseAddr(c.a)) == Network(netip.MustParseAddr(c.b)) {
			same = "yes"
		}
		if same != c.same {
			t.Errorf("%s and %s share a key: %s, want %s", c.a, c.b, same, c.same)
		}
	}
	if Network(netip.Addr{}) == "" {
		t.Error("what is no address has no key")
	}
}

func TestARateAllowsABurstAndThenOneAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRate(RateOptions{})
		allow := func(key string, want time.Duration) {
			t.Helper()
			if wait, err := r.Allow(t.Context(), key); wait != want || err != nil {
				t.Errorf("wait %v, %v; want %v", wait, err, want)
			}
		}
		for range 20 {
			allow("a", 0)
		}
		allow("a", 6*time.Second)
		allow("a", 6*time.Second) // what is refused does not count
		allow("b", 0)
		time.Sleep(5 * time.Second)
		allow("a", time.Second)
		time.Sleep(time.Second)
		allow("a", 0)
		allow("a", 6*time.Second)
		time.Sleep(time.Hour)
		for range 20 { // no more than the burst, however long it was quiet
			allow("a", 0)
		}
		allow("a", 6*time.Second)
	})
}

// However seldom something may be done, the burst is there, and then it is over.
func TestTheBurstIsThereHoweverSeldomTheRate(t *testing.T) {
	r := NewRate(RateOptions{PerMinute: 1e-300})
	for n := range 40 {
		if wait, _ := r.Allow(t.Context(), "a"); (wait > 0) != (n >= 20) {
			t.Errorf("after %d: wait %v", n, wait)
		}
	}
}

func TestTheMemoryOfARateIsBounded(t *testing.T) {
	r := NewRate(RateOptions{Keys: 100, Burst: 1})
	for i := range 10_000 {
		if wait, _ := r.Allow(t.Context(), fmt.Sprint(i)); wait != 0 {
			t.Fatal("a new key has to wait")
		}
	}
	if n := r.full.len(); n < 100 || n > 200 {
		t.Errorf("%d keys are remembered, want 100 to 200", n)
	}
	if wait, _ := r.Allow(t.Context(), "9999"); wait == 0 {
		t.Error("the last key was forgotten before older ones")
	}
}

func TestDifferentWrongAttemptsLockAKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLock(LockOptions{})
		try := func(attempt string, want time.Duration) {
			t.Helper()
			if wait, err := l.Try(t.Context(), "key", attempt); wait != want || err != nil {
				t.Errorf("%s: wait %v, %v; want %v", attempt, wait, err, want)
			}
		}
		five := func() {
			t.Helper()
			for i := range 5 {
				try(fmt.Sprint("wrong", i), 0)
			}
		}
		// Attempts that lie too far apart never lock.
		for i := range 20 {
			try(fmt.Sprint("now and then ", i), 0)
			time.Sleep(4 * time.Minute)
		}
		time.Sleep(15 * time.Minute)
		for lock := 15 * time.Minute; lock <= 24*time.Hour; lock *= 2 {
			five()
			try("wrong0", lock)
			if wait, _ := l.Try(t.Context(), "another key", "x"); wait != 0 {
				t.Error("another key is locked too")
			}
			time.Sleep(lock)
		}
		five()
		try("the longest", 24*time.Hour)
		time.Sleep(24 * time.Hour)
		five()
		try("still the longest", 24*time.Hour)
		time.Sleep(48 * time.Hour)
		five()
		try("after a day of peace it begins anew", 15*time.Minute)
	})
}

func TestAForgivenAttemptDoesNotCount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := NewLock(LockOptions{})
		try := func(attempt string, want time.Duration) {
			t.Helper()
			if wait, err := l.Try(t.Context(), "key", attempt); wait != want || err != nil {
				t.Errorf("%s: wait %v, %v; want %v", attempt, wait, err, want)
			}
		}
		forgive := func(attempt string) {
			t.Helper()
			if err := l.Forgive(t.Context(), "key", attempt); err != nil {
				t.Error(err)
			}
		}
		for i := range 4 {
			try(fmt.Sprint("wrong", i), 0)
		}
		for range 10 {
			try("right", 0) // the fifth: it locks
			try("anything", 15*time.Minute)
			forgive("right") // and opens again
		}
		forgive("never made")
		try("wrong4", 0)
		try("right", 15*time.Minute)
		time.Sleep(15 * time.Minute)

		// The second lock is twice as long, and forgiving it leaves the first.
		for i := range 4 {
			try(fmt.Sprint("wrong", i), 0)
		}
		try("right", 0)
		forgive("right")
		try("wrong4", 0)
		try("wrong4", 30*time.Minute)
	})
}

func TestTheMemoryOfALockIsBounded(t *testing.T) {
	l := NewLock(LockOptions{Keys: 100})
	for i := range 1000 {
		key := fmt.Sprint(i)
		for j := range 5 {
			if _, err := l.Try(t.Context(), key, fmt.Sprint(j)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := l.by.len(); n < 100 || n > 200 {
		t.Errorf("%d keys are remembered, want 100 to 200", n)
	}
	for i := range 1000 {
		key := fmt.Sprint("good", i)
		if _, err := l.Try(t.Context(), key, "right"); err != nil {
			t.Fatal(err)
		}
		if err := l.Forgive(t.Context(), key, "right"); err != nil {
			t.Fatal(err)
		}
	}
	if wait, _ := l.Try(t.Context(), "999", "x"); wait == 0 {
		t.Error("those who were right pushed out a lock")
	}
}

func TestOfManyAttemptsAtOnceFiveComeThrough(t *testing.T) {
	l := NewLock(LockOptions{})
	var wait sync.WaitGroup
	var mu sync.Mutex
	through := 0
	for i := range 200 {
		wait.Go(func() {
			locked, err := l.Try(context.Background(), "key", fmt.Sprint(i))
			mu.Lock()
			defer mu.Unlock()
			if locked == 0 && err == nil {
				through++
			}
		})
	}
	wait.Wait()
	if through != 5 {
		t.Errorf("%d attempts came through, want 5", through)
	}
}

// Setting the machine's clock neither opens a lock nor keeps it closed, as long
// as the times that are compared have their monotonic reading.
func TestSettingTheClockNeitherOpensNorClosesALock(t *testing.T) {
	l := NewLock(LockOptions{})
	for i := range 5 {
		if _, err := l.Try(t.Context(), "key", fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	for name, at := range map[string]time.Time{"what they are counted from": l.start, "now": l.o.Now()} {
		if !strings.Contains(at.String(), " m=") {
			t.Errorf("%s has lost its monotonic reading", name)
		}
	}
}
