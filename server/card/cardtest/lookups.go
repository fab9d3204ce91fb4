package cardtest

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"shebao/server/card"
)

func testNoData(t *testing.T, b *bench) {
	_, _, err := b.Get(t.Context(), b.keys.Digests(pair(t, 1, 1)))
	if !errors.Is(err, card.ErrNoData) {
		t.Errorf("got %v, want ErrNoData", err)
	}
	stats, err := b.Stats(t.Context())
	if err != nil || !stats.AsOf.IsZero() || stats.Total != 0 {
		t.Errorf("statistics of an empty store: %+v, %v", stats, err)
	}
}

func testFound(t *testing.T, b *bench) {
	b.load(card.ImportOptions{}, card.Report{Added: 3},
		"1 active 2026-01-01",
		"2 cancelled 2026-05-05",
		"1 reported_lost 2026-02-03T04:05:06+08:00")
	b.want("card 1", b.history(1), "active 2026-01-01, reported_lost 2026-02-03T04:05:06+08:00")
	b.want("card 2", b.history(2), "cancelled 2026-05-05")
}

func testNotFound(t *testing.T, b *bench) {
	b.load(card.ImportOptions{}, card.Report{Added: 2}, "1 active 2026-01-01", "2 active 2026-01-01")
	b.want("unknown identity", b.ask(3, 1), card.ErrNotFound.Error())
	b.want("unknown card", b.ask(1, 3), card.ErrNotFound.Error())
	b.want("another child's card", b.ask(1, 2), card.ErrNotFound.Error())
}

func testOrder(t *testing.T, b *bench) {
	rows := []string{
		"1 reported_lost 2026-03-01", "1 active 2026-01-01", "1 reissuing 2026-03-01",
		"1 dispatched 2026-03-01T00:00:00+08:00", "1 loss_reported_temporarily 2026-02-01",
	}
	want := "active 2026-01-01, loss_reported_temporarily 2026-02-01, reported_lost 2026-03-01, " +
		"reissuing 2026-03-01, dispatched 2026-03-01T00:00:00+08:00"
	b.load(card.ImportOptions{}, card.Report{Added: 5}, rows...)
	b.want("all in one file", b.history(1), want)
	slices.Reverse(rows)
	for _, row := range rows {
		b.load(card.ImportOptions{}, card.Report{Added: 1}, "2"+row[1:])
	}
	b.want("the other way round, each in its file", b.history(2), want)
}

func testMoments(t *testing.T, b *bench) {
	b.load(card.ImportOptions{}, card.Report{Added: 4},
		"1 active 2026-01-01T12:00:00.123456789Z",
		"1 active 2026-01-01T12:00:00Z",
		"1 active 2026-01-01",
		"1 active 1990-01-01")
	b.load(card.ImportOptions{}, card.Report{Unchanged: 3},
		"1 active 2026-01-01T20:00:00.123456+08:00",
		"1 active 2026-01-01t06:00:00-06:00",
		"1 active 2026-01-01")
	b.want("card 1", b.history(1), "active 1990-01-01, active 2026-01-01, active 2026-01-01T20:00:00+08:00, active 2026-01-01T20:00:00.123456+08:00")
}

func testLongHistory(t *testing.T, b *bench) {
	var rows []string
	day := time.Date(1995, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 3000 {
		rows = append(rows, "7 active "+day.AddDate(0, 0, i).Format(time.DateOnly))
	}
	b.load(card.ImportOptions{}, card.Report{Added: 2500}, rows[:2500]...)
	b.load(card.ImportOptions{}, card.Report{Added: 500, Unchanged: 1000}, rows[1500:]...)
	events, _, err := b.Get(t.Context(), b.keys.Digests(pair(t, 7, 7)))
	if err != nil || len(events) != 3000 || !slices.IsSortedFunc(events, card.Event.Compare) {
		t.Errorf("%d events, %v; want 3000 in order", len(events), err)
	}
}

func testTimeout(t *testing.T, b *bench) {
	b.load(card.ImportOptions{}, card.Report{Added: 1}, "1 active 2026-01-01")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := b.Get(ctx, b.keys.Digests(pair(t, 1, 1))); !errors.Is(err, card.ErrUnavailable) {
		t.Errorf("got %v, want ErrUnavailable", err)
	}
}
