package sqlite_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"shebao/server/card"
	"shebao/server/card/sqlite"
)

func TestABackupIsAWholeCopyOfOneMoment(t *testing.T) {
	const cards = 3000
	path, keys := newStore(t, cards)
	db, err := sqlite.Open(t.Context(), path, keys, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	folder := t.TempDir()
	left := func() (names []string) {
		entries, err := os.ReadDir(folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			names = append(names, e.Name())
		}
		return names
	}

	t.Run("a copy is a store, and takes the store's place", func(t *testing.T) {
		to := filepath.Join(folder, "copy.db")
		if err := db.Backup(t.Context(), to); err != nil {
			t.Fatal(err)
		}
		if names := left(); len(names) != 1 {
			t.Errorf("the folder holds %v", names)
		}
		if info, err := os.Stat(to); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v %v", info.Mode(), err)
		}
		restored := filepath.Join(t.TempDir(), "cards.db")
		writeFile(t, restored, readFile(t, to))
		integrity(t, restored)
		// It is written to like the first one, and knows what that knew.
		report, err := importFile(t.Context(), restored, keys, fileOf(cards-1, 2, "reported_lost,2026-11-01"))
		if err != nil || report.Added != 2 {
			t.Fatalf("import into the restored store: %+v, %v", report, err)
		}
		second, err := sqlite.Open(t.Context(), restored, keys, sqlite.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer second.Close()
		for _, i := range []int{0, cards / 2, cards - 2} {
			if a, b := history(t, db, keys, i), history(t, second, keys, i); a != b {
				t.Errorf("card %d: %s was restored as %s", i, a, b)
			}
		}
	})
	t.Run("a file that is there is not replaced", func(t *testing.T) {
		to := filepath.Join(folder, "copy.db")
		before := readFile(t, to)
		if err := db.Backup(t.Context(), to); !errors.Is(err, fs.ErrExist) {
			t.Errorf("Backup says %v", err)
		}
		if string(before) != string(readFile(t, to)) {
			t.Error("the file has changed")
		}
	})
	t.Run("a copy under imports is of one moment", func(t *testing.T) {
		done := make(chan error, 1)
		go func() {
			var failed error
			for n := range 5 {
				_, err := importFile(context.Background(), path, keys, fileOf(cards+n*1000, 1000, "active,2026-02-02"))
				failed = errors.Join(failed, err)
			}
			done <- failed
		}()
		for n := range 5 {
			to := filepath.Join(folder, string(rune('a'+n)))
			if err := db.Backup(t.Context(), to); err != nil {
				t.Fatal(err)
			}
			copied, err := sqlite.Open(t.Context(), to, keys, sqlite.Options{})
			if err != nil {
				t.Fatal(err)
			}
			stats, err := copied.Stats(t.Context())
			if err != nil || (stats.Total-cards)%1000 != 0 {
				t.Errorf("%d cards, %v: half an import", stats.Total, err)
			}
			if err := copied.Close(); err != nil {
				t.Error(err)
			}
		}
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	})
	t.Run("what fails leaves nothing", func(t *testing.T) {
		names := len(left())
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := db.Backup(ctx, filepath.Join(folder, "never")); err == nil {
			t.Error("it went on")
		}
		if err := db.Backup(t.Context(), filepath.Join(folder, "no", "such", "folder")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("Backup says %v", err)
		}
		if got := left(); len(got) != names {
			t.Errorf("the folder holds %v", got)
		}
	})
	t.Run("the key is not in the copy", func(t *testing.T) {
		_, err := sqlite.Open(t.Context(), filepath.Join(folder, "copy.db"), card.Keys{card.NewKey()}, sqlite.Options{})
		if !errors.Is(err, card.ErrKey) {
			t.Errorf("another key opens it: %v", err)
		}
	})
}
