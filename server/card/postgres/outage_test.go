package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"shebao/server/card"
	"shebao/server/card/cardtest"
	"shebao/server/card/postgres"
	"shebao/server/card/postgres/pgtest"
	"shebao/server/limit"
)

// fileOf is an issuer's file in which every card has one event.
func fileOf(cards int, event string) *bytes.Reader {
	var text bytes.Buffer
	text.WriteString(card.Header + "\n")
	for i := range cards {
		id, number := cardtest.Numbers(i)
		fmt.Fprintf(&text, "%s,%s,%s\n", id, number, event)
	}
	return bytes.NewReader(text.Bytes())
}

// importFile imports cards into the database, as the command does.
func importFile(t testing.TB, url string, keys card.Keys, cards int, event string) error {
	t.Helper()
	db, err := postgres.Create(t.Context(), url, keys, postgres.Options{})
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	_, err = card.Import(t.Context(), fileOf(cards, event), card.ImportOptions{Keys: keys, Store: db, TempDir: t.TempDir()})
	return err
}

// newLookup is a lookup without limits, as a server has it.
func newLookup(t testing.TB, url string, keys card.Keys) *card.Lookup {
	t.Helper()
	db, err := postgres.Open(t.Context(), url, keys, postgres.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	lookup, err := card.NewLookup(card.LookupOptions{
		Store: db, Keys: keys,
		Addresses: limit.Addresses{Limiter: limit.NewRate(limit.RateOptions{PerMinute: 1e9, Burst: 1e9})},
		Attempts:  limit.NewLock(limit.LockOptions{}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return lookup
}

// ask looks the i-th invented card up and says in a word what came of it.
func ask(t testing.TB, lookup *card.Lookup, i int) string {
	t.Helper()
	pair, faults := card.ParsePair(cardtest.Numbers(i))
	if faults != nil {
		t.Fatalf("invented numbers are refused: %v", faults)
	}
	answer, err := lookup.Status(context.Background(), pair, netip.MustParseAddr("192.0.2.1"))
	switch {
	case errors.Is(err, card.ErrUnavailable):
		return "unavailable"
	case errors.Is(err, card.ErrNotFound):
		return "not found"
	case errors.Is(err, card.ErrNoData):
		return "no data"
	case err != nil:
		return err.Error()
	}
	return string(answer.Status)
}

// eventually asks until the answer is the one that is wanted.
func eventually(t *testing.T, lookup *card.Lookup, i int, want string) {
	t.Helper()
	start := time.Now()
	for got := ""; got != want; {
		if got = ask(t, lookup, i); got != want && time.Since(start) > 20*time.Second {
			t.Fatalf("after 20 seconds it is still %q, want %q", got, want)
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Logf("%s after %v", want, time.Since(start).Round(time.Millisecond))
}

// When the database stops or hangs, lookups say so, soon, and never that there
// is no such card. When it is back they go on without a restart.
func TestAnOutageIsNeverTakenForAMissingCard(t *testing.T) {
	for name, c := range map[string]struct {
		fail, mend func(*testing.T, *pgtest.Cluster)
	}{
		"stopped": {
			func(_ *testing.T, c *pgtest.Cluster) { c.Stop() },
			func(t *testing.T, c *pgtest.Cluster) {
				if err := c.Start(); err != nil {
					t.Fatal(err)
				}
			},
		},
		"hung": {
			func(t *testing.T, c *pgtest.Cluster) { c.Signal(t, syscall.SIGSTOP) },
			func(t *testing.T, c *pgtest.Cluster) { c.Signal(t, syscall.SIGCONT) },
		},
	} {
		t.Run(name, func(t *testing.T) {
			cluster, keys := pgtest.Own(t), card.Keys{card.NewKey()}
			url := cluster.Database(t)
			if err := importFile(t, url, keys, 100, "active,2026-01-01"); err != nil {
				t.Fatal(err)
			}
			lookup := newLookup(t, url, keys)
			if got := ask(t, lookup, 1); got != "active" {
				t.Fatal(got)
			}
			c.fail(t, cluster)
			for i := range 30 {
				start := time.Now()
				got, took := ask(t, lookup, i), time.Since(start)
				if got != "unavailable" {
					t.Errorf("lookup %d: %s", i, got)
				}
				if took > 5*time.Second {
					t.Errorf("lookup %d took %v", i, took)
				}
				if i < 4 || i == 29 {
					t.Logf("lookup %d was refused after %v", i, took.Round(time.Microsecond))
				}
			}
			c.mend(t, cluster)
			eventually(t, lookup, 1, "active")
			for i := range 200 {
				want := "active"
				if i >= 100 {
					want = "not found"
				}
				if got := ask(t, lookup, i); got != want {
					t.Errorf("card %d after the outage: %s, want %s", i, got, want)
				}
			}
		})
	}
}

// A database that was restarted between two lookups costs nobody an answer.
func TestRestartIsNotNoticed(t *testing.T) {
	cluster, keys := pgtest.Own(t), card.Keys{card.NewKey()}
	url := cluster.Database(t)
	if err := importFile(t, url, keys, 10, "active,2026-01-01"); err != nil {
		t.Fatal(err)
	}
	lookup := newLookup(t, url, keys)
	var wait sync.WaitGroup
	for i := range 50 { // several connections
		wait.Go(func() { ask(t, lookup, i%10) })
	}
	wait.Wait()
	cluster.Stop()
	if err := cluster.Start(); err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		if got := ask(t, lookup, i); got != "active" {
			t.Errorf("lookup %d after the restart: %s", i, got)
		}
	}
}

func TestNotThereAtTheStart(t *testing.T) {
	cluster, keys := pgtest.Own(t), card.Keys{card.NewKey()}
	url := cluster.Database(t)
	cluster.Stop()
	lookup := newLookup(t, url, keys)
	if got := ask(t, lookup, 1); got != "unavailable" {
		t.Errorf("while the database is down: %s", got)
	}
	if err := cluster.Start(); err != nil {
		t.Fatal(err)
	}
	eventually(t, lookup, 1, "no data")
	if err := importFile(t, url, keys, 10, "active,2026-01-01"); err != nil {
		t.Fatal(err)
	}
	eventually(t, lookup, 1, "active")
}

// The tables are dropped under a server and made anew, with cards under a key that
// it does not have: it says that it cannot answer, never that there is no such card.
func TestAStoreMadeAnewUnderAnotherKeyIsNeverTakenForMissingCards(t *testing.T) {
	keys := card.Keys{card.NewKey()}
	cluster := sharedCluster(t)
	url := cluster.Database(t)
	if err := importFile(t, url, keys, 10, "active,2026-01-01"); err != nil {
		t.Fatal(err)
	}
	lookup := newLookup(t, url, keys)
	if got := ask(t, lookup, 1); got != "active" {
		t.Fatal(got)
	}
	cluster.Exec(t, url, "DROP TABLE card_state, card_key, card_event")
	if got := ask(t, lookup, 1); got != "unavailable" {
		t.Errorf("without its tables it says %q", got)
	}
	if err := importFile(t, url, card.Keys{card.NewKey()}, 10, "active,2026-01-01"); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if got := ask(t, lookup, 1); got != "unavailable" {
			t.Errorf("under another key it says %q", got)
		}
	}
	cluster.Exec(t, url, "DROP TABLE card_state, card_key, card_event")
	if err := importFile(t, url, keys, 10, "reported_lost,2026-01-02"); err != nil {
		t.Fatal(err)
	}
	eventually(t, lookup, 1, "reported_lost")
}

func TestConnectionsAreBounded(t *testing.T) {
	keys := card.Keys{card.NewKey()}
	url := sharedCluster(t).Database(t)
	if err := importFile(t, url, keys, 10, "active,2026-01-01"); err != nil {
		t.Fatal(err)
	}
	lookup := newLookup(t, url+"&pool_max_conns=3", keys)
	conn, err := pgx.Connect(t.Context(), url+"&application_name=observer")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.Background()) }()
	var wait sync.WaitGroup
	for i := range 300 {
		wait.Go(func() {
			if got := ask(t, lookup, i%10); got != "active" {
				t.Errorf("lookup %d: %s", i, got)
			}
		})
	}
	wait.Wait()
	var connections int
	err = conn.QueryRow(t.Context(), "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'shebao'").Scan(&connections)
	if err != nil || connections < 1 || connections > 3 {
		t.Errorf("%d connections, %v; want up to 3", connections, err)
	}
}
