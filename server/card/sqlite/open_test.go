package sqlite_test

import (
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shebao/server/card"
	"shebao/server/card/sqlite"
)

// change runs a statement on the file behind the store's back.
func change(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

func TestADamagedOrForeignStoreIsNotOpened(t *testing.T) {
	for _, c := range []struct {
		name   string
		damage func(t *testing.T, path string)
		want   error
		words  string
	}{
		{"a file that is not there", func(t *testing.T, path string) { _ = os.Remove(path) }, fs.ErrNotExist, "shebao cards import"},
		{"an emptied file", func(t *testing.T, path string) { writeFile(t, path, nil) }, card.ErrDamaged, "0 bytes"},
		{"a folder", func(t *testing.T, path string) { _ = os.Remove(path); _ = os.Mkdir(path, 0o700) }, card.ErrForeign, "not a file"},
		{"another file", func(t *testing.T, path string) { writeFile(t, path, []byte(strings.Repeat("a letter ", 999))) }, card.ErrDamaged, "no SQLite database"},
		{"half of it", func(t *testing.T, path string) {
			data := readFile(t, path)
			writeFile(t, path, data[:len(data)/2])
		}, card.ErrDamaged, "bring it back from a copy"},
		{"another program's database", func(t *testing.T, path string) {
			_ = os.Remove(path)
			change(t, path, "CREATE TABLE letters (a)")
		}, card.ErrForeign, "another program"},
		{"a database with our tables but not our mark", func(t *testing.T, path string) { change(t, path, "PRAGMA application_id = 0") }, card.ErrForeign, "another program"},
		{"a newer version's", func(t *testing.T, path string) { change(t, path, "PRAGMA user_version = 99") }, card.ErrForeign, "newer shebao"},
		{"no version", func(t *testing.T, path string) { change(t, path, "PRAGMA user_version = 0") }, card.ErrDamaged, "no version"},
		{"a table that is gone", func(t *testing.T, path string) { change(t, path, "DROP TABLE block") }, nil, "no such table"},
		{"cards that are gone", func(t *testing.T, path string) { change(t, path, "DELETE FROM block") }, card.ErrDamaged, "checksum"},
		{"what was imported last is gone", func(t *testing.T, path string) { change(t, path, "DELETE FROM state") }, card.ErrDamaged, ""},
		{"a changed date of import", func(t *testing.T, path string) { change(t, path, "UPDATE state SET as_of = as_of + 1") }, card.ErrDamaged, "checksum"},
		{"a changed key check value", func(t *testing.T, path string) { change(t, path, "UPDATE card_key SET check_value = zeroblob(32)") }, card.ErrKey, "key file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path, keys := newStore(t, 500)
			c.damage(t, path)
			_, err := sqlite.Open(t.Context(), path, keys, sqlite.Options{})
			if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.words) || !strings.Contains(err.Error(), path) {
				t.Errorf("got %v\nwant %v with %q, and the file named", err, c.want, c.words)
			}
			if _, err := sqlite.Follow(t.Context(), path, keys, sqlite.Options{}); (err == nil) != errors.Is(c.want, fs.ErrNotExist) {
				t.Errorf("a server that starts with it: %v", err)
			}
		})
	}
}

func TestANewStoreIsItsOwnersAloneWithNothingBesideIt(t *testing.T) {
	path, _ := newStore(t, 10)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) != 1 {
		t.Errorf("%d files are left, want the store alone", len(entries))
	}
}

func TestCreatingRemovesWhatAKilledCreationLeft(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cards.db")
	old, young := filepath.Join(filepath.Dir(path), ".new-1-cards.db-wal"), filepath.Join(filepath.Dir(path), ".new-2-cards.db")
	writeFile(t, old, nil)
	writeFile(t, young, nil)
	yesterday := time.Now().Add(-24 * time.Hour)
	if err := os.Chtimes(old, yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	if _, err := importFile(t.Context(), path, card.Keys{card.NewKey()}, fileOf(0, 1, "active,2026-01-01")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(old); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what is a day old is still there: %v", err)
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("what may be another's is gone: %v", err)
	}
}

func TestAStoreMayHaveANameThatNeedsEscaping(t *testing.T) {
	path := filepath.Join(t.TempDir(), "卡 100%?#&mode=ro;.db")
	keys := card.Keys{card.NewKey()}
	if _, err := importFile(t.Context(), path, keys, fileOf(0, 3, "active,2026-01-01")); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Errorf("the file has another name: %v", err)
	}
}

func TestAStoreIsNotCreatedInAMissingFolder(t *testing.T) {
	path := filepath.Join(t.TempDir(), "missing", "cards.db")
	if _, err := sqlite.Create(t.Context(), path, card.Keys{card.NewKey()}, sqlite.Options{}); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v, want the folder to be missing and the path named", err)
	}
}

func TestAServersStoreFollowsItsFile(t *testing.T) {
	path, keys := filepath.Join(t.TempDir(), "cards.db"), card.Keys{card.NewKey()}
	f, err := sqlite.Follow(t.Context(), path, keys, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	expect := func(when string, i int, want string) {
		t.Helper()
		// A change may go unnoticed for a second.
		for start := time.Now(); ; time.Sleep(20 * time.Millisecond) {
			got := history(t, f, keys, i)
			if got == want {
				return
			}
			if time.Since(start) > 10*time.Second {
				t.Fatalf("%s: %s, want %s", when, got, want)
			}
		}
	}
	expect("before there is a file", 1, card.ErrNoData.Error())
	if _, err := importFile(t.Context(), path, keys, fileOf(1, 1, "active,2026-01-01")); err != nil {
		t.Fatal(err)
	}
	expect("after the first import", 1, "active 2026-01-01")

	// An operator brings a copy back.
	other := filepath.Join(t.TempDir(), "copy.db")
	if _, err := importFile(t.Context(), other, keys, fileOf(1, 1, "cancelled,2026-03-03")); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(other, path); err != nil {
		t.Fatal(err)
	}
	expect("after another file took its place", 1, "cancelled 2026-03-03")

	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	expect("after it was removed", 1, "unavailable")
	if _, err := importFile(t.Context(), path, keys, fileOf(1, 1, "reissuing,2026-04-04")); err != nil {
		t.Fatal(err)
	}
	expect("after it was imported anew", 1, "reissuing 2026-04-04")

	writeFile(t, path+".bad", []byte("garbage"))
	if err := os.Rename(path+".bad", path); err != nil {
		t.Fatal(err)
	}
	expect("after garbage took its place", 1, "unavailable")
}
