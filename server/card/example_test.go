package card_test

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"shebao/server/card"
	"shebao/server/card/memory"
	"shebao/server/limit"
)

// From the issuer's file to the answer that a parent gets: the first lookup has
// both numbers right, the second belongs to two different children.
func Example() {
	ctx, keys, store := context.Background(), card.Keys{card.NewKey()}, &memory.Store{}

	file := "id_number,card_number,status,changed_at\n" +
		"11010519491231002X,A1234567,active,2026-01-05\n" +
		"11010519491231002X,A1234567,reported_lost,2026-11-20\n" +
		"440524188001010014,B7654321,active,2026-03-01\n"
	report, err := card.Import(ctx, strings.NewReader(file), card.ImportOptions{Keys: keys, Store: store})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("read", report.Read, "added", report.Added)

	lookup, err := card.NewLookup(card.LookupOptions{
		Store: store, Keys: keys,
		Addresses: limit.Addresses{Limiter: limit.NewRate(limit.RateOptions{})}, // ten a minute
		Attempts:  limit.NewLock(limit.LockOptions{}),                           // five wrong cards, then a pause
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	from := netip.MustParseAddr("192.0.2.1")
	for _, typed := range [][2]string{{"110105 19491231 002x", "a-1234567"}, {"11010519491231002X", "B7654321"}} {
		pair, faults := card.ParsePair(typed[0], typed[1])
		if faults != nil {
			fmt.Println(faults)
			continue
		}
		answer, err := lookup.Status(ctx, pair, from)
		if errors.Is(err, card.ErrNotFound) {
			fmt.Println(pair, "are no card's")
			continue
		}
		fmt.Println(pair, "are a card's:", answer.Status, "since", answer.ChangedAt, "after", len(answer.Timeline)-1, "earlier entry")
	}
	// Output:
	// read 3 added 3
	// (numbers hidden) are a card's: reported_lost since 2026-11-20 after 1 earlier entry
	// (numbers hidden) are no card's
}
