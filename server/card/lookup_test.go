package card_test

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"shebao/server/card"
	"shebao/server/card/cardtest"
	"shebao/server/card/memory"
	"shebao/server/limit"
)

var home = netip.MustParseAddr("192.0.2.1")

// newLookup is a lookup over cards 0 to 9, each active, with the limits as they
// are in use. Addresses are unlimited unless the test is about them.
func newLookup(t *testing.T, change func(*card.LookupOptions)) *card.Lookup {
	t.Helper()
	keys := card.Keys{card.NewKey()}
	store := &memory.Store{}
	var text strings.Builder
	text.WriteString(card.Header + "\n")
	for i := range 10 {
		id, number := cardtest.Numbers(i)
		text.WriteString(id + "," + number + ",active,2026-01-01\n")
	}
	if _, err := card.Import(t.Context(), strings.NewReader(text.String()), card.ImportOptions{Keys: keys, Store: store}); err != nil {
		t.Fatal(err)
	}
	o := card.LookupOptions{
		Store: store, Keys: keys,
		Addresses: limit.Addresses{Limiter: limit.NewRate(limit.RateOptions{PerMinute: 1e9, Burst: 1e9})},
		Attempts:  limit.NewLock(limit.LockOptions{}),
	}
	if change != nil {
		change(&o)
	}
	lookup, err := card.NewLookup(o)
	if err != nil {
		t.Fatal(err)
	}
	return lookup
}

// pair has the identity number of one invented card and the number of another.
func pair(t *testing.T, identity, number int) card.Pair {
	t.Helper()
	id, _ := cardtest.Numbers(identity)
	_, no := cardtest.Numbers(number)
	p, faults := card.ParsePair(id, no)
	if faults != nil {
		t.Fatalf("invented numbers are refused: %v", faults)
	}
	return p
}

// outcome is what a lookup ends with, in a word.
func outcome(err error) string {
	var limited *card.LimitError
	switch {
	case err == nil:
		return "found"
	case errors.Is(err, card.ErrNotFound):
		return "not found"
	case errors.Is(err, card.ErrNoData):
		return "no data"
	case errors.As(err, &limited):
		return "wait " + limited.RetryAfter.String()
	case errors.Is(err, card.ErrUnavailable):
		return "unavailable"
	}
	return err.Error()
}

func TestAKnownPairGivesItsStatusAndHistory(t *testing.T) {
	lookup := newLookup(t, nil)
	answer, err := lookup.Status(t.Context(), pair(t, 1, 1), home)
	if err != nil || answer.Status != card.Active || answer.ChangedAt.String() != "2026-01-01" || len(answer.Timeline) != 1 || answer.DataAsOf.IsZero() {
		t.Errorf("%+v, %v", answer, err)
	}
}

func TestTheLockIsTheSameForKnownAndUnknownIdentities(t *testing.T) {
	for name, identity := range map[string]int{"known": 1, "unknown": 5000} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				lookup := newLookup(t, nil)
				try := func(number int, want string) {
					t.Helper()
					_, err := lookup.Status(t.Context(), pair(t, identity, number), home)
					if got := outcome(err); got != want {
						t.Errorf("card %d: %s, want %s", number, got, want)
					}
				}
				// The same typing error again and again is one attempt.
				for range 20 {
					try(101, "not found")
				}
				for number := 102; number <= 105; number++ {
					try(number, "not found")
				}
				try(106, "wait 15m0s")
				try(101, "wait 15m0s")
				try(1, "wait 15m0s") // the right one too
				time.Sleep(14*time.Minute + 59*time.Second)
				try(106, "wait 1s")
				time.Sleep(time.Second)
				for number := 201; number <= 205; number++ {
					try(number, "not found")
				}
				try(206, "wait 30m0s") // twice as long
			})
		})
	}
}

func TestTheRightNumberIsNoAttempt(t *testing.T) {
	lookup := newLookup(t, nil)
	for range 50 {
		if _, err := lookup.Status(t.Context(), pair(t, 1, 1), home); err != nil {
			t.Fatal(err)
		}
	}
	for number := 101; number <= 104; number++ {
		if _, err := lookup.Status(t.Context(), pair(t, 1, number), home); outcome(err) != "not found" {
			t.Fatal(outcome(err))
		}
	}
	for range 5 { // after four wrong ones it may be looked up as often as one likes
		if _, err := lookup.Status(t.Context(), pair(t, 1, 1), home); err != nil {
			t.Error(err)
		}
	}
}

// Many attempts at the same moment must not get through before the first of
// them is counted.
func TestAttemptsAtTheSameMomentAreAllCounted(t *testing.T) {
	slow := &slowStore{}
	lookup := newLookup(t, func(o *card.LookupOptions) { slow.Store, o.Store = o.Store, slow })
	var wait sync.WaitGroup
	var mu sync.Mutex
	counts := map[string]int{}
	for number := range 100 {
		wait.Go(func() {
			_, err := lookup.Status(t.Context(), pair(t, 1, 1000+number), home)
			mu.Lock()
			defer mu.Unlock()
			counts[strings.Fields(outcome(err))[0]]++
		})
	}
	wait.Wait()
	if counts["not"] != 5 || counts["wait"] != 95 {
		t.Errorf("%v, want 5 answers", counts)
	}
}

type slowStore struct{ card.Store }

func (s *slowStore) Get(ctx context.Context, digests []card.Digest) ([]card.Event, time.Time, error) {
	time.Sleep(10 * time.Millisecond)
	return s.Store.Get(ctx, digests)
}

func TestAnAddressThatAsksTooOftenWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lookup := newLookup(t, func(o *card.LookupOptions) {
			o.Addresses = limit.Addresses{Limiter: limit.NewRate(limit.RateOptions{})}
		})
		ask := func(from string) string {
			_, err := lookup.Status(t.Context(), pair(t, 1, 1), netip.MustParseAddr(from))
			return outcome(err)
		}
		for range 20 {
			if got := ask("192.0.2.1"); got != "found" {
				t.Fatalf("within the burst: %s", got)
			}
		}
		if got := ask("192.0.2.1"); got != "wait 6s" {
			t.Errorf("after the burst: %s", got)
		}
		if got := ask("::ffff:192.0.2.1"); got != "wait 6s" {
			t.Errorf("the same address written as IPv6: %s", got)
		}
		if got := ask("192.0.2.2"); got != "found" {
			t.Errorf("the address beside it: %s", got)
		}
		time.Sleep(6 * time.Second)
		if got := ask("192.0.2.1"); got != "found" {
			t.Errorf("six seconds later: %s", got)
		}
	})
}

// failing is a store that has an error for an answer, or none at all.
type failing struct {
	err  error
	hang bool
}

func (f failing) Get(ctx context.Context, _ []card.Digest) ([]card.Event, time.Time, error) {
	if f.hang {
		<-ctx.Done()
		return nil, time.Time{}, ctx.Err()
	}
	return nil, time.Time{}, f.err
}

func TestAStoreThatFailsIsNeverAMissingCard(t *testing.T) {
	for name, c := range map[string]struct {
		store failing
		want  string
	}{
		"an error of its own":   {failing{err: errors.New("no route to host")}, "unavailable"},
		"a wrapped error":       {failing{err: card.Unavailable(errors.New("no route to host"))}, "unavailable"},
		"damage":                {failing{err: card.ErrDamaged}, "unavailable"},
		"nothing imported yet":  {failing{err: card.ErrNoData}, "no data"},
		"no answer":             {failing{hang: true}, "unavailable"},
		"no card, no history":   {failing{}, "not found"},
		"no card, and it knows": {failing{err: card.ErrNotFound}, "not found"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				lookup := newLookup(t, func(o *card.LookupOptions) { o.Store = c.store })
				start := time.Now()
				_, err := lookup.Status(t.Context(), pair(t, 1, 1), home)
				if got := outcome(err); got != c.want {
					t.Errorf("%s, want %s", got, c.want)
				}
				if ready := outcome(lookup.Ready(t.Context())); ready != c.want && (ready != "found" || c.want != "not found") {
					t.Errorf("ready: %s", ready)
				}
				if took := time.Since(start) / 2; took > time.Second {
					t.Errorf("took %v", took)
				}
			})
		})
	}
}

// brokenLimit fails as a limit in another process may.
type brokenLimit struct{}

func (brokenLimit) Allow(context.Context, netip.Addr) (time.Duration, error) {
	return 0, errors.New("broken")
}
func (brokenLimit) Try(context.Context, string, string) (time.Duration, error) {
	return 0, errors.New("broken")
}
func (brokenLimit) Forgive(context.Context, string, string) error { return errors.New("broken") }

func TestALimitThatFailsIsNoOpenDoor(t *testing.T) {
	for name, change := range map[string]func(*card.LookupOptions){
		"of addresses": func(o *card.LookupOptions) { o.Addresses = brokenLimit{} },
		"of attempts":  func(o *card.LookupOptions) { o.Attempts = brokenLimit{} },
	} {
		_, err := newLookup(t, change).Status(t.Context(), pair(t, 1, 1), home)
		if outcome(err) != "unavailable" {
			t.Errorf("%s: %s", name, outcome(err))
		}
	}
}

func TestALookupNeedsItsLimits(t *testing.T) {
	if _, err := card.NewLookup(card.LookupOptions{Store: &memory.Store{}, Keys: card.Keys{card.NewKey()}}); err == nil {
		t.Error("a lookup without limits is to be had")
	}
	if _, err := newLookup(t, nil).Status(t.Context(), card.Pair{}, home); err == nil {
		t.Error("a pair without numbers gets an answer")
	}
}

func TestNoErrorOfALookupTellsANumber(t *testing.T) {
	id, number := cardtest.Numbers(1)
	for _, store := range []failing{{err: errors.New("x")}, {err: card.ErrNotFound}, {hang: true}} {
		lookup := newLookup(t, func(o *card.LookupOptions) { o.Store, o.Timeout = store, time.Millisecond })
		_, err := lookup.Status(t.Context(), pair(t, 1, 1), home)
		if strings.Contains(err.Error(), id) || strings.Contains(err.Error(), number) {
			t.Error("a number stands in the error")
		}
	}
}
