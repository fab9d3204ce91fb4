package cardtest

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"shebao/server/card"
	"shebao/server/card/memory"
)

// testModel does the same to the store and to the one in memory, which is too
// simple to be wrong, and compares.
func testModel(t *testing.T, b *bench) {
	random := rand.New(rand.NewPCG(1, 2))
	model := &memory.Store{}
	const cards = 1500
	for round := range 12 {
		rows := make([]string, 1+random.IntN(3000))
		for i := range rows {
			day := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, random.IntN(20))
			rows[i] = fmt.Sprint(random.IntN(cards), " ", card.Statuses()[random.IntN(7)], " ", day.Format(time.DateOnly))
		}
		o := card.ImportOptions{Replace: round%5 == 4, Store: model}
		want, err := b.importText(o, file(rows...))
		if err != nil {
			t.Fatal(err)
		}
		b.load(o, want, rows...)
		if round%4 == 3 {
			before := card.Day(2020, 1, 1+random.IntN(10)).Time
			want, _ := model.Purge(t.Context(), before)
			if got, err := b.Purge(t.Context(), before); got != want || err != nil {
				t.Errorf("purge: got %+v, %v, want %+v", got, err, want)
			}
		}
		for i := range cards {
			digests := b.keys.Digests(pair(t, i, i))
			wantEvents, _, wantErr := model.Get(t.Context(), digests)
			got, _, err := b.Get(t.Context(), digests)
			if text(got, err) != text(wantEvents, wantErr) {
				t.Fatalf("round %d, card %d:\n got %s\nwant %s", round, i, text(got, err), text(wantEvents, wantErr))
			}
		}
	}
}

// testConcurrent imports again and again, each time with another moment for
// every card, while readers check that what they see is of one import.
func testConcurrent(t *testing.T, b *bench) {
	const cards, rounds = 300, 8
	done := make(chan error, 3)
	stop := make(chan struct{})
	ctx := t.Context()
	moment := func(round int) time.Time { return asOf.Add(time.Duration(round) * time.Hour) }
	load := func(round int) {
		rows := make([]string, cards)
		for i := range rows {
			rows[i] = fmt.Sprint(i, " active ", moment(round).Format(time.RFC3339))
		}
		_, err := b.importText(card.ImportOptions{Store: b.Store, Replace: true, Now: func() time.Time { return moment(round) }}, file(rows...))
		if err != nil {
			t.Errorf("import: %v", err)
		}
	}
	load(0)
	digests := make([][]card.Digest, cards)
	for i := range digests {
		digests[i] = b.keys.Digests(pair(t, i, i))
	}
	for range cap(done) {
		go func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					done <- nil
					return
				default:
				}
				events, when, err := b.Get(ctx, digests[i%cards])
				if err != nil || len(events) != 1 || !events[0].ChangedAt.Time.Equal(when) {
					done <- fmt.Errorf("%d events, data as of %v: %w", len(events), when, err)
					return
				}
			}
		}()
	}
	for round := 1; round <= rounds; round++ {
		load(round)
	}
	close(stop)
	for range cap(done) {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}
