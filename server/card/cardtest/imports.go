package cardtest

import (
	"bytes"
	"errors"
	"testing"

	"shebao/server/card"
)

func testIdempotent(t *testing.T, b *bench) {
	rows := []string{"1 active 2026-01-01", "2 active 2026-01-01", "1 active 2026-01-01"}
	b.load(card.ImportOptions{}, card.Report{Added: 2, Unchanged: 1}, rows...)
	b.load(card.ImportOptions{}, card.Report{Unchanged: 3}, rows...)
	b.load(card.ImportOptions{}, card.Report{Added: 1, Unchanged: 1}, "1 active 2026-01-01", "1 reissuing 2026-03-01")
	b.want("card 1", b.history(1), "active 2026-01-01, reissuing 2026-03-01")
	b.want("card 2", b.history(2), "active 2026-01-01")
}

func testReplace(t *testing.T, b *bench) {
	b.load(card.ImportOptions{}, card.Report{Added: 4}, "1 active 2026-01-01", "1 reported_lost 2026-02-01", "2 active 2026-01-01", "3 active 2026-01-01")
	b.load(card.ImportOptions{Replace: true}, card.Report{Added: 2, Unchanged: 1, Removed: 3},
		"1 reported_lost 2026-02-01", "3 cancelled 2026-04-01", "4 active 2026-04-01")
	b.want("card 1", b.history(1), "reported_lost 2026-02-01")
	b.want("card 2", b.history(2), card.ErrNotFound.Error())
	b.want("card 3", b.history(3), "cancelled 2026-04-01")
	b.want("card 4", b.history(4), "active 2026-04-01")
}

func testDryRun(t *testing.T, b *bench) {
	dry := card.ImportOptions{DryRun: true}
	b.load(dry, card.Report{Added: 1}, "1 active 2026-01-01")
	if _, _, err := b.Get(t.Context(), b.keys.Digests(pair(t, 1, 1))); !errors.Is(err, card.ErrNoData) {
		t.Errorf("after a dry run on an empty store: %v, want ErrNoData", err)
	}
	b.load(card.ImportOptions{}, card.Report{Added: 1}, "1 active 2026-01-01")
	b.load(dry, card.Report{Added: 1, Unchanged: 1}, "1 active 2026-01-01", "2 active 2026-01-01")
	dry.Replace = true
	b.load(dry, card.Report{Added: 1, Removed: 1}, "2 active 2026-01-01")
	b.want("card 1", b.history(1), "active 2026-01-01")
	b.want("card 2", b.history(2), card.ErrNotFound.Error())
}

func testFailure(t *testing.T, b *bench) {
	b.load(card.ImportOptions{}, card.Report{Added: 1}, "1 active 2026-01-01")
	var all bytes.Buffer
	if err := WriteCSV(&all, 5000, 1); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("the disk went away")
	for name, replace := range map[string]bool{"adding": false, "replacing": true} {
		cut := &Interrupted{Importer: b.Store, After: 4000, By: func() error { return broken }}
		_, err := card.Import(t.Context(), bytes.NewReader(all.Bytes()), card.ImportOptions{
			Keys: b.keys, Store: cut, Replace: replace, TempDir: t.TempDir(),
		})
		if !errors.Is(err, broken) {
			t.Errorf("%s: got %v, want the error that ended the entries", name, err)
		}
		b.want(name+": card 1", b.history(1), "active 2026-01-01")
		b.want(name+": card 2", b.history(2), card.ErrNotFound.Error())
	}
}

func testTwoKeys(t *testing.T, b *bench) {
	b.load(card.ImportOptions{}, card.Report{Added: 2}, "1 active 2026-01-01", "2 active 2026-01-01")
	old := b.keys[0]
	b.keys = card.Keys{card.NewKey(), old}
	b.reopen()
	b.want("a card under the old key", b.history(1), "active 2026-01-01")
	b.load(card.ImportOptions{}, card.Report{Added: 2}, "1 active 2026-01-01", "1 reported_lost 2026-02-01")
	b.want("a card under both keys has each event once", b.history(1), "active 2026-01-01, reported_lost 2026-02-01")
	stats, err := b.Stats(t.Context())
	if err != nil || stats.KeyCards[old.ID()] != 2 || stats.KeyCards[b.keys[0].ID()] != 1 {
		t.Errorf("cards by key: %v, %v", stats.KeyCards, err)
	}
	b.load(card.ImportOptions{Replace: true}, card.Report{Added: 1, Unchanged: 1, Removed: 3}, "1 reported_lost 2026-02-01", "2 cancelled 2026-02-01")
	b.keys = b.keys[:1]
	b.reopen()
	b.want("after replacing, the new key is enough", b.history(2), "cancelled 2026-02-01")
}
