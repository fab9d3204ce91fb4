package cardtest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"shebao/server/card"
)

// asOf is when the tests import.
var asOf = time.Date(2026, 11, 22, 9, 30, 0, 0, card.China())

// bench is a store on which a test works. Its methods are the words that the
// tests of this package are written in.
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
