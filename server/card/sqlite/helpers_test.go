package sqlite_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shebao/server/card"
	"shebao/server/card/cardtest"
	"shebao/server/card/sqlite"
)

// asOf is when the tests import.
var asOf = time.Date(2026, 11, 22, 0, 0, 0, 0, card.China())

// fileOf is an issuer's file in which every card from first on has one event.
func fileOf(first, cards int, event string) []byte {
	var text bytes.Buffer
	text.WriteString(card.Header + "\n")
	for i := range cards {
		id, number := cardtest.Numbers(first + i)
		fmt.Fprintf(&text, "%s,%s,%s\n", id, number, event)
	}
	return text.Bytes()
}

// importFile imports a file into the store at path.
func importFile(ctx context.Context, path string, keys card.Keys, file []byte) (card.Report, error) {
	return importReader(ctx, path, keys, bytes.NewReader(file))
}

// importReader imports what it reads into the store at path, as the command
// does.
func importReader(ctx context.Context, path string, keys card.Keys, r io.Reader) (card.Report, error) {
	db, err := sqlite.Create(ctx, path, keys, sqlite.Options{})
	if err != nil {
		return card.Report{}, err
	}
	report, err := card.Import(ctx, r, card.ImportOptions{
		Keys: keys, Store: db, TempDir: filepath.Dir(path), Now: func() time.Time { return asOf },
	})
	return report, errors.Join(err, db.Close())
}

// newStore makes a store with that many cards, each active since 2026.
func newStore(t *testing.T, cards int) (path string, keys card.Keys) {
	t.Helper()
	path, keys = filepath.Join(t.TempDir(), "cards.db"), card.Keys{card.NewKey()}
	if _, err := importFile(t.Context(), path, keys, fileOf(0, cards, "active,2026-01-01")); err != nil {
		t.Fatal(err)
	}
	return path, keys
}

// digests are those of the i-th invented card.
func digests(t testing.TB, keys card.Keys, i int) []card.Digest {
	t.Helper()
	id, number := cardtest.Numbers(i)
	pair, faults := card.ParsePair(id, number)
	if faults != nil {
		t.Fatalf("invented numbers are refused: %v", faults)
	}
	return keys.Digests(pair)
}

// history is what the store knows of the i-th invented card, as text.
func history(t testing.TB, store card.Store, keys card.Keys, i int) string {
	t.Helper()
	events, _, err := store.Get(context.Background(), digests(t, keys, i))
	switch {
	case errors.Is(err, card.ErrUnavailable):
		return "unavailable"
	case err != nil:
		return err.Error()
	}
	var words []string
	for _, e := range events {
		words = append(words, string(e.Status)+" "+e.ChangedAt.String())
	}
	return strings.Join(words, ", ")
}

func readFile(t testing.TB, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func writeFile(t testing.TB, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
