package sqlite_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"testing"

	"shebao/server/card"
	"shebao/server/card/cardtest"
	"shebao/server/card/sqlite"
	"shebao/server/limit"
)

// Whatever is written while cards are imported, with good rows and bad ones,
// and while they are looked up, with right numbers and wrong ones, has no
// number in it: not the store, not its log, not what is said about it.
func TestNothingWrittenHasANumberInIt(t *testing.T) {
	folder := t.TempDir()
	path, keys := filepath.Join(folder, "cards.db"), card.Keys{card.NewKey()}
	var traces []*cardtest.Traces
	for _, i := range []int{0, 1, 2999, 5000} {
		traces = append(traces, cardtest.NewTraces(cardtest.Numbers(i)))
	}
	var said bytes.Buffer
	search := func(when string) {
		t.Helper()
		written := map[string][]byte{"what was said": said.Bytes()}
		err := filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				written[filepath.Base(name)] = readFile(t, name)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for file, data := range written {
			for _, trace := range traces {
				if found := trace.In(data); found != nil {
					t.Errorf("%s, %s: %v", when, file, found)
				}
			}
		}
	}

	db, err := sqlite.Create(t.Context(), path, keys, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	file := fileOf(0, 3000, "active,2026-01-01")
	id, number := cardtest.Numbers(5000)
	file = fmt.Appendf(file, "%s,%s,lost,2026-01-01\n=%s,%s,active,\n%s,%s\n%s\x00,\"%s\n", id, number, id, number, id, number, id, number)
	o := card.ImportOptions{
		Keys: keys, Store: &cardtest.Interrupted{Importer: db, After: 2900, By: func() error { search("in the midst of an import"); return nil }},
		TempDir: folder, Rejected: func(r card.Rejection) { fmt.Fprintf(&said, "%v %+v %#v\n", r, r, r) },
	}
	report, err := card.Import(t.Context(), bytes.NewReader(file), o)
	fmt.Fprintf(&said, "%+v %v %#v\n", report, err, err)
	o.SkipRejected = true
	report, err = card.Import(t.Context(), bytes.NewReader(file), o)
	fmt.Fprintf(&said, "%+v %v %#v\n", report, err, err)
	if report.Added != 3000 || report.Rejected != 4 {
		t.Fatalf("%+v, %v", report, err)
	}

	lookup, err := card.NewLookup(card.LookupOptions{
		Store: db, Keys: keys, Attempts: limit.NewLock(limit.LockOptions{}),
		Addresses: limit.Addresses{Limiter: limit.NewRate(limit.RateOptions{})},
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 40 {
		id, _ := cardtest.Numbers(i % 2)
		_, number := cardtest.Numbers(i % 3)
		for _, typed := range []string{id, id[:17], id + "0"} {
			pair, faults := card.ParsePair(typed, number)
			fmt.Fprintf(&said, "%v %+v %#v %v\n", pair, pair, pair, faults)
			if faults == nil {
				answer, err := lookup.Status(context.Background(), pair, netip.MustParseAddr("192.0.2.1"))
				fmt.Fprintf(&said, "%+v %v %#v\n", answer, err, err)
			}
		}
	}
	stats, err := db.Stats(t.Context())
	fmt.Fprintf(&said, "%+v %v\n", stats, err)
	search("while the store is open")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	search("after it was closed")
}

// A purged card's digest is overwritten in the file, not only let go.
func TestAPurgeLeavesNoDigestBehind(t *testing.T) {
	path, keys := newStore(t, 3000)
	db, err := sqlite.Open(t.Context(), path, keys, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	digest := digests(t, keys, 7)[0]
	if !bytes.Contains(readFile(t, path), digest[:]) {
		t.Fatal("the digest is not in the file to begin with")
	}
	if _, err := db.Purge(t.Context(), card.Day(2026, 6, 1).Time); err != nil {
		t.Fatal(err)
	}
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(path + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, digest[:]) {
			t.Errorf("the digest is still in cards.db%s", suffix)
		}
	}
}
