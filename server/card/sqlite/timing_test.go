package sqlite_test

import (
	"errors"
	"net/netip"
	"testing"
	"time"

	"shebao/server/card"
	"shebao/server/card/cardtest"
	"shebao/server/card/sqlite"
	"shebao/server/limit"
)

// An unknown identity, an unknown card and another child's card take the same
// time: whoever measures cannot learn which numbers exist.
func TestNotFoundTakesOneTime(t *testing.T) {
	const cards, rounds = 5000, 3000
	path, keys := newStore(t, cards)
	db, err := sqlite.Open(t.Context(), path, keys, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	lookup, err := card.NewLookup(card.LookupOptions{
		Store: db, Keys: keys,
		Addresses: limit.Addresses{Limiter: limit.NewRate(limit.RateOptions{PerMinute: 1e9, Burst: 1e9})},
		Attempts:  limit.NewLock(limit.LockOptions{}),
	})
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name             string
		identity, number func(i int) int
	}{
		{"unknown identity", func(i int) int { return cards + i }, func(i int) int { return i % cards }},
		{"unknown card", func(i int) int { return i % cards }, func(i int) int { return cards + i }},
		{"another child's card", func(i int) int { return i % cards }, func(i int) int { return (i + 1) % cards }},
	}
	took := make([][]time.Duration, len(cases))
	for i := range rounds {
		for j := range cases {
			c := (i + j) % len(cases) // each is as often the first
			id, _ := cardtest.Numbers(cases[c].identity(i))
			_, number := cardtest.Numbers(cases[c].number(i))
			pair, faults := card.ParsePair(id, number)
			if faults != nil {
				t.Fatalf("invented numbers are refused: %v", faults)
			}
			start := time.Now()
			_, err := lookup.Status(t.Context(), pair, netip.MustParseAddr("192.0.2.1"))
			took[c] = append(took[c], time.Since(start))
			if !errors.Is(err, card.ErrNotFound) || err.Error() != card.ErrNotFound.Error() {
				t.Fatalf("%s: %v", cases[c].name, err)
			}
		}
	}
	for c := range cases {
		for other := range c {
			if err := cardtest.SameTime(took[c], took[other]); err != nil {
				t.Errorf("%s and %s can be told apart: %v", cases[c].name, cases[other].name, err)
			}
		}
	}
}
