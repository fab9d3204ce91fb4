package cardtest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"shebao/server/card"
)

// RunDurable runs what stores must do that outlast the process and are open in
// several at a time, besides [Run].
func RunDurable(t *testing.T, fresh func(t *testing.T) Open) {
	for name, test := range map[string]func(*testing.T, *bench){
		"what was imported is there after opening again":       testReopen,
		"a wrong key is refused and never a missing card":      testWrongKey,
		"an import under an unknown key makes lookups fail":    testUnknownKey,
		"two imports at once both end up in the store":         testTwoImports,
		"an import waits for another and can be given up":      testWaiting,
		"an import of one process is seen by another's lookup": testOtherProcess,
	} {
		t.Run(name, func(t *testing.T) {
			test(t, newBench(t, fresh(t)))
		})
	}
}

func testReopen(t *testing.T, b *bench) {
	b.load(card.ImportOptions{}, card.Report{Added: 1}, "1 active 2026-01-01")
	b.reopen()
	b.want("card 1", b.history(1), "active 2026-01-01")
}

func testWrongKey(t *testing.T, b *bench) {
	if _, err := b.open(t.Context(), card.Keys{card.NewKey()}); err != nil {
		t.Errorf("before the first import any key will do: %v", err)
	}
	b.load(card.ImportOptions{}, card.Report{Added: 1}, "1 active 2026-01-01")
	if _, err := b.open(t.Context(), card.Keys{card.NewKey()}); !errors.Is(err, card.ErrKey) {
		t.Errorf("got %v, want ErrKey", err)
	}
	if _, err := b.open(t.Context(), nil); !errors.Is(err, card.ErrKey) {
		t.Errorf("without a key: got %v, want ErrKey", err)
	}
	if _, err := b.importText(card.ImportOptions{Store: b.Store, Keys: card.Keys{card.NewKey()}}, file("1 active 2026-01-01")); !errors.Is(err, card.ErrKey) {
		t.Errorf("an import under a key that the store was not opened with: got %v, want ErrKey", err)
	}
}

func testUnknownKey(t *testing.T, b *bench) {
	b.load(card.ImportOptions{}, card.Report{Added: 1}, "1 active 2026-01-01")
	reader := *b
	b.keys = card.Keys{card.NewKey(), b.keys[0]}
	b.reopen()
	b.load(card.ImportOptions{}, card.Report{Added: 1}, "2 active 2026-01-01")
	_, _, err := reader.Get(t.Context(), reader.keys.Digests(pair(t, 2, 2)))
	if !errors.Is(err, card.ErrUnavailable) || !errors.Is(err, card.ErrKey) {
		t.Errorf("got %v, want ErrUnavailable because of ErrKey", err)
	}
	reader.keys = b.keys
	reader.reopen()
	reader.want("with both keys", reader.history(2), "active 2026-01-01")
}

func testTwoImports(t *testing.T, b *bench) {
	const files, rows = 4, 2000
	var wait sync.WaitGroup
	for f := range files {
		store, err := b.open(t.Context(), b.keys)
		if err != nil {
			t.Fatal(err)
		}
		lines := make([]string, rows)
		for i := range lines {
			lines[i] = fmt.Sprint(i+f*rows/2, " active 2026-01-01") // each has half of the next one's
		}
		wait.Go(func() {
			if _, err := b.importText(card.ImportOptions{Store: store}, file(lines...)); err != nil {
				t.Errorf("import %d: %v", f, err)
			}
		})
	}
	wait.Wait()
	stats, err := b.Stats(t.Context())
	if want := int64(rows + (files-1)*rows/2); err != nil || stats.Total != want || stats.Events != want {
		t.Errorf("%d cards with %d events, %v; want %d with one each", stats.Total, stats.Events, err, want)
	}
}

func testWaiting(t *testing.T, b *bench) {
	b.load(card.ImportOptions{}, card.Report{Added: 1}, "1 active 2026-01-01")
	holds, release := make(chan struct{}), make(chan struct{})
	first := make(chan error, 1)
	go func() {
		// Once the entries are asked for, the transaction has begun.
		_, err := b.Import(t.Context(), card.Batch{Key: b.keys[0], AsOf: asOf, Entries: func(yield func(card.Entry, error) bool) {
			close(holds)
			<-release
			digest := b.keys.Digests(pair(t, 2, 2))[0]
			yield(card.Entry{Digest: digest, Event: card.Event{Status: card.Active, ChangedAt: card.Day(2026, 1, 1)}}, nil)
		}})
		first <- err
	}()
	<-holds
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := card.Import(ctx, strings.NewReader(file("4 active 2026-01-01")), card.ImportOptions{Keys: b.keys, Store: b.Store})
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("an import that gives up waiting: got %v", err)
	}
	time.AfterFunc(50*time.Millisecond, func() { close(release) })
	b.load(card.ImportOptions{}, card.Report{Added: 1}, "3 active 2026-01-01")
	if err := <-first; err != nil {
		t.Errorf("the first import: %v", err)
	}
	for i := 1; i <= 3; i++ {
		b.want(fmt.Sprint("card ", i), b.history(i), "active 2026-01-01")
	}
	b.want("card 4", b.history(4), card.ErrNotFound.Error())
}

func testOtherProcess(t *testing.T, b *bench) {
	b.load(card.ImportOptions{}, card.Report{Added: 1}, "1 active 2026-01-01")
	other := *b
	other.reopen()
	b.load(card.ImportOptions{}, card.Report{Added: 1}, "1 cancelled 2026-02-01")
	other.want("card 1", other.history(1), "active 2026-01-01, cancelled 2026-02-01")
}
