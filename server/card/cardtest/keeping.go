package cardtest

import (
	"fmt"
	"testing"

	"shebao/server/card"
)

func testPurge(t *testing.T, b *bench) {
	b.load(card.ImportOptions{}, card.Report{Added: 5},
		"1 active 2019-12-31", "1 reported_lost 2020-01-01",
		"2 active 2018-01-01", "2 cancelled 2019-12-31T23:59:59+08:00",
		"3 active 2026-01-01")
	change, err := b.Purge(t.Context(), card.Day(2020, 1, 1).Time)
	if err != nil || change.Removed != 3 || change.Unchanged != 2 {
		t.Errorf("purge: %+v, %v; want 3 removed and 2 left", change, err)
	}
	b.want("card 1 keeps what is later", b.history(1), "reported_lost 2020-01-01")
	b.want("card 2 is gone", b.history(2), card.ErrNotFound.Error())
	b.want("card 3", b.history(3), "active 2026-01-01")
}

func testStats(t *testing.T, b *bench) {
	b.load(card.ImportOptions{}, card.Report{Added: 4}, "1 active 2026-01-01", "1 cancelled 2026-02-01", "2 active 2026-01-01", "3 active 2026-01-01")
	stats, err := b.Stats(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := fmt.Sprint(stats.Cards, stats.Total, stats.Events, stats.AsOf.Equal(asOf), stats.KeyCards[b.keys[0].ID()])
	b.want("statistics", got, "map[active:2 cancelled:1] 3 4 true 3")
}
