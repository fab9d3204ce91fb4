package postgres_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shebao/server/card"
	"shebao/server/card/cardtest"
	"shebao/server/card/postgres"
	"shebao/server/card/postgres/pgtest"
)

func TestADamagedOrForeignStoreIsNotOpened(t *testing.T) {
	for _, c := range []struct {
		name, damage string
		want         error
		words        string
	}{
		{"a table that is gone", "DROP TABLE card_event", card.ErrDamaged, "of its tables only"},
		{"a column that is gone", "ALTER TABLE card_event DROP COLUMN day", card.ErrDamaged, ""},
		{"events that are gone", "TRUNCATE card_event", card.ErrDamaged, "should have 10 events"},
		{"events from nowhere", "UPDATE card_state SET events = 0", card.ErrDamaged, "should have 0 events"},
		{"what was imported last is gone", "DELETE FROM card_state", card.ErrDamaged, ""},
		{"a newer version's", "UPDATE card_state SET version = 99", card.ErrForeign, "newer shebao"},
		{"a changed key check value", `UPDATE card_key SET check_value = '\x00'`, card.ErrKey, "key file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			cluster, keys := sharedCluster(t), card.Keys{card.NewKey()}
			url := cluster.Database(t)
			if err := importFile(t, url, keys, 10, "active,2026-01-01"); err != nil {
				t.Fatal(err)
			}
			cluster.Exec(t, url, c.damage)
			_, err := postgres.Open(t.Context(), url, keys, postgres.Options{})
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.words) || !strings.Contains(err.Error(), "database test") && c.want != card.ErrKey {
				t.Errorf("got %v\nwant %v with %q and the database named", err, c.want, c.words)
			}
		})
	}
}

func TestABadAddressDoesNotTellItsPassword(t *testing.T) {
	for _, url := range []string{"postgres://user:secret@host:port/cards", "postgres://user:secret@host/cards?sslmode=nonsense", "host=x password=secret port=y"} {
		_, err := postgres.Open(t.Context(), url, card.Keys{card.NewKey()}, postgres.Options{})
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("got %v", err)
		}
	}
	_, err := postgres.Create(t.Context(), "postgres://user:secret@/cards?host=/nonexistent", card.Keys{card.NewKey()}, postgres.Options{})
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("a database that is not there: %v", err)
	}
}

func TestADatabaseThatCannotBeReachedIsNamedInOneLineWithWhatToDo(t *testing.T) {
	for _, c := range []struct {
		url  string
		want []string
	}{
		{"postgres://user:secret@127.0.0.1:1/cards", []string{"database cards on 127.0.0.1: ", "127.0.0.1:1: ", "refused", "is PostgreSQL running there"}},
		{"postgres://user:secret@127.0.0.1:1,127.0.0.1:2/cards", []string{"127.0.0.1:1: ", "127.0.0.1:2: ", "is PostgreSQL running there"}},
		{"postgres://user:secret@host.invalid/cards", []string{"host.invalid", "is the address right?"}},
		{"postgres://user:secret@/cards?host=/nonexistent", []string{"/nonexistent", "is PostgreSQL running there"}},
	} {
		_, err := postgres.Create(t.Context(), c.url, card.Keys{card.NewKey()}, postgres.Options{})
		if err == nil || strings.ContainsAny(err.Error(), "\n\t") || strings.Contains(err.Error(), "secret") {
			t.Fatalf("%s: %q", c.url, err)
		}
		for _, want := range c.want {
			if strings.Count(err.Error(), want) != 1 && want != "/nonexistent" && want != "host.invalid" || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %q should have %q once", c.url, err, want)
			}
		}
	}
	url := sharedCluster(t).Database(t)
	_, err := postgres.Create(t.Context(), strings.Replace(url, "shebao@", "nobody-here@", 1), card.Keys{card.NewKey()}, postgres.Options{})
	if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "are user, password and database right?") {
		t.Errorf("a user that is none: %v", err)
	}
}

// A server may have the right to read and no other.
func TestTheRightToReadIsEnoughForAServer(t *testing.T) {
	cluster, keys := sharedCluster(t), card.Keys{card.NewKey()}
	url := cluster.Database(t)
	if err := importFile(t, url, keys, 10, "active,2026-01-01"); err != nil {
		t.Fatal(err)
	}
	cluster.Exec(t, url, "DROP ROLE IF EXISTS reader; CREATE ROLE reader LOGIN; GRANT SELECT ON card_state, card_key, card_event TO reader")
	lookup := newLookup(t, strings.Replace(url, "shebao@", "reader@", 1), keys)
	if got := ask(t, lookup, 1); got != "active" {
		t.Errorf("card 1 is %s", got)
	}
	cluster.Exec(t, url, "DROP OWNED BY reader")
}

// Nothing that PostgreSQL writes has a number in it, not even a log of every
// statement.
func TestNothingWrittenHasANumberInIt(t *testing.T) {
	cluster, keys := pgtest.Own(t), card.Keys{card.NewKey()}
	url := cluster.Database(t)
	for _, event := range []string{"active,2026-01-01", "cancelled,2026-02-02"} {
		if err := importFile(t, url, keys, 100, event); err != nil {
			t.Fatal(err)
		}
	}
	lookup := newLookup(t, url, keys)
	for i := range 200 {
		ask(t, lookup, i)
	}
	cluster.Exec(t, url, "CHECKPOINT")
	var files int
	for _, i := range []int{0, 50, 150} {
		traces := cardtest.NewTraces(cardtest.Numbers(i))
		err := filepath.WalkDir(cluster.Folder, func(name string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() {
				return err
			}
			data, err := os.ReadFile(name)
			if found := traces.In(data); found != nil {
				t.Errorf("%s: %v", filepath.Base(name), found)
			}
			files++
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if files < 300 {
		t.Errorf("only %d files were looked at", files)
	}
}
