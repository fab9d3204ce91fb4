package cardtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"shebao/server/card"
	"shebao/server/card/memory"
)

// Store is all that a store does.
type Store interface {
	card.Store
	card.Importer
	card.Keeper
}

// Open opens the store under test with those keys. Every call opens the same
// one; what it opens is closed by the test's own cleanup, if it has to be.
type Open func(ctx context.Context, keys card.Keys) (Store, error)

// asOf is when the tests import.
var asOf = time.Date(2026, 11, 22, 9, 30, 0, 0, card.China())

// Run runs what every store must do, each time on a new one.
func Run(t *testing.T, fresh func(t *testing.T) Open) {
	for name, test := range map[string]func(*testing.T, *bench){
		"before the first import there is no data":                     testNoData,
		"a card is found by its pair, with its history":                testFound,
		"unknown identity, unknown card and wrong pair are one answer": testNotFound,
		"the same file again adds nothing":                             testIdempotent,
		"rows in any order make the same history":                      testOrder,
		"a moment is kept to the microsecond and no zone matters":      testMoments,
		"replacing keeps what the file holds and nothing else":         testReplace,
		"a dry run counts and writes nothing":                          testDryRun,
		"an import that fails midway leaves what was there":            testFailure,
		"purging removes what is older":                                testPurge,
		"statistics count what is there":                               testStats,
		"a new key writes and the old one still reads":                 testTwoKeys,
		"a card may have a very long history":                          testLongHistory,
		"any imports one after the other end as they should":           testModel,
		"a lookup during an import sees all of it or nothing":          testConcurrent,
		"a lookup whose time is up is no missing card":                 testTimeout,
	} {
		t.Run(name, func(t *testing.T) {
			test(t, newBench(t, fresh(t)))
		})
	}
}

// bench is a store on which a test works.
type bench struct {
	Store
	t    *testing.T
	open Open
	keys card.Keys
}

func newBench(t *testing.T, open Open) *bench {
	b := &bench{t: t, open: open, keys: card.Keys{card.NewKey()}}
	b.reopen()
	return b
}

func (b *bench) reopen() {
	b.t.Helper()
	store, err := b.open(b.t.Context(), b.keys)
	if err != nil {
		b.t.Fatalf("open: %v", err)
	}
	b.Store = store
}

// file writes rows of the form "card number of cardtest, status, moment" as an
// issuer's file.
func file(rows ...string) string {
	var text strings.Builder
	text.WriteString(card.Header + "\n")
	for _, row := range rows {
		var i int
		var status, moment string
		if _, err := fmt.Sscan(row, &i, &status, &moment); err != nil {
			panic(err)
		}
		id, number := Numbers(i)
		fmt.Fprintf(&text, "%s,%s,%s,%s\n", id, number, status, moment)
	}
	return text.String()
}

// load imports rows and checks what the report says of them.
func (b *bench) load(o card.ImportOptions, want card.Report, rows ...string) {
	b.t.Helper()
	o.Store = b.Store
	report, err := b.importText(o, file(rows...))
	if err != nil {
		b.t.Fatalf("import: %v", err)
	}
	want.Read, want.Encoding = int64(len(rows)), card.UTF8
	if report != want {
		b.t.Errorf("the import reports %+v, want %+v", report, want)
	}
}

func (b *bench) importText(o card.ImportOptions, text string) (card.Report, error) {
	if o.Keys == nil {
		o.Keys = b.keys
	}
	if o.Now == nil {
		o.Now = func() time.Time { return asOf }
	}
	o.TempDir = b.t.TempDir()
	return card.Import(b.t.Context(), strings.NewReader(text), o)
}

// pair is that of one identity number and one card number of cardtest.
func pair(t *testing.T, identity, number int) card.Pair {
	t.Helper()
	id, _ := Numbers(identity)
	_, no := Numbers(number)
	p, faults := card.ParsePair(id, no)
	if faults != nil {
		t.Fatalf("invented numbers are refused: %v", faults)
	}
	return p
}

// history is what a lookup of card i gives, as text: "active 2026-01-01, …".
func (b *bench) history(i int) string {
	b.t.Helper()
	return b.ask(i, i)
}

// ask looks up a pair and gives its history or the error.
func (b *bench) ask(identity, number int) string {
	b.t.Helper()
	events, when, err := b.Get(b.t.Context(), b.keys.Digests(pair(b.t, identity, number)))
	if (err == nil || errors.Is(err, card.ErrNotFound)) && !when.Equal(asOf) {
		b.t.Errorf("the data is as of %v, want %v", when, asOf)
	}
	return text(events, err)
}

func text(events []card.Event, err error) string {
	if err != nil {
		return err.Error()
	}
	var words []string
	for _, e := range events {
		words = append(words, string(e.Status)+" "+e.ChangedAt.String())
	}
	return strings.Join(words, ", ")
}

// want compares what a lookup gave.
func (b *bench) want(what, got, want string) {
	b.t.Helper()
	if got != want {
		b.t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

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

func testIdempotent(t *testing.T, b *bench) {
	rows := []string{"1 active 2026-01-01", "2 active 2026-01-01", "1 active 2026-01-01"}
	b.load(card.ImportOptions{}, card.Report{Added: 2, Unchanged: 1}, rows...)
	b.load(card.ImportOptions{}, card.Report{Unchanged: 3}, rows...)
	b.load(card.ImportOptions{}, card.Report{Added: 1, Unchanged: 1}, "1 active 2026-01-01", "1 reissuing 2026-03-01")
	b.want("card 1", b.history(1), "active 2026-01-01, reissuing 2026-03-01")
	b.want("card 2", b.history(2), "active 2026-01-01")
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
		cut := &cutting{Importer: b.Store, after: 4000, err: broken}
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

// cutting hands on an import and ends its entries with an error.
type cutting struct {
	card.Importer
	after int
	err   error
}

func (c *cutting) Import(ctx context.Context, batch card.Batch) (card.Change, error) {
	entries := batch.Entries
	batch.Entries = func(yield func(card.Entry, error) bool) {
		n := 0
		for e, err := range entries {
			if n++; n > c.after {
				err = c.err
			}
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
	return c.Importer.Import(ctx, batch)
}

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

func testTimeout(t *testing.T, b *bench) {
	b.load(card.ImportOptions{}, card.Report{Added: 1}, "1 active 2026-01-01")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := b.Get(ctx, b.keys.Digests(pair(t, 1, 1))); !errors.Is(err, card.ErrUnavailable) {
		t.Errorf("got %v, want ErrUnavailable", err)
	}
}
