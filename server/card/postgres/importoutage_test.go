package postgres_test

import (
	"fmt"
	"strings"
	"testing"

	"shebao/server/card"
	"shebao/server/card/cardtest"
	"shebao/server/card/postgres"
	"shebao/server/card/postgres/pgtest"
)

// An import whose database goes away midway leaves nothing, and its process
// learns of it.
func TestAnImportWhoseDatabaseGoesAwayLeavesNothing(t *testing.T) {
	for name, fail := range map[string]func(t *testing.T, c *pgtest.Cluster, url string){
		"it crashes": func(t *testing.T, c *pgtest.Cluster, _ string) { c.Stop() },
		"it ends the session": func(t *testing.T, c *pgtest.Cluster, url string) {
			c.Exec(t, url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'shebao'")
		},
	} {
		t.Run(name, func(t *testing.T) {
			cluster, keys := pgtest.Own(t), card.Keys{card.NewKey()}
			url := cluster.Database(t)
			if err := importFile(t, url, keys, 100, "active,2026-01-01"); err != nil {
				t.Fatal(err)
			}
			db, err := postgres.Create(t.Context(), url, keys, postgres.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = db.Close() }()
			interrupted := &cardtest.Interrupted{Importer: db, After: 3000, By: func() error { fail(t, cluster, url); return nil }}
			_, err = card.Import(t.Context(), fileOf(5000, "cancelled,2026-02-02"), card.ImportOptions{Keys: keys, Store: interrupted, TempDir: t.TempDir()})
			if err == nil {
				t.Error("the import says that all is well")
			}
			if name == "it crashes" {
				if err := cluster.Start(); err != nil {
					t.Fatal(err)
				}
			}
			lookup := newLookup(t, url, keys)
			for i := range 200 {
				want := "active"
				if i >= 100 {
					want = "not found"
				}
				if got := ask(t, lookup, i); got != want {
					t.Fatalf("card %d: %s, want %s", i, got, want)
				}
			}
			if err := importFile(t, url, keys, 5000, "cancelled,2026-02-02"); err != nil {
				t.Errorf("the next import: %v", err)
			}
			if got := ask(t, lookup, 1); got != "cancelled" {
				t.Errorf("after the next import: %s", got)
			}
		})
	}
}

// Every write that fails, one after the other, as on a full disk: what was
// there is still there.
func TestAnImportLeavesWhatWasThereWhicheverWriteFails(t *testing.T) {
	cluster, keys := sharedCluster(t), card.Keys{card.NewKey()}
	url := cluster.Database(t)
	if err := importFile(t, url, keys, 10, "active,2026-01-01"); err != nil {
		t.Fatal(err)
	}
	cluster.Exec(t, url, `CREATE SEQUENCE writes; CREATE TABLE failing (at bigint); INSERT INTO failing VALUES (0);
		CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			IF nextval('writes') = (SELECT at FROM failing) THEN
				RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100';
			END IF;
			RETURN coalesce(NEW, OLD); END $$;
		CREATE TRIGGER fail BEFORE INSERT OR UPDATE OR DELETE ON card_event FOR EACH ROW EXECUTE FUNCTION fail();
		CREATE TRIGGER fail BEFORE INSERT OR UPDATE OR DELETE ON card_state FOR EACH ROW EXECUTE FUNCTION fail();`)
	lookup := newLookup(t, url, keys)
	for at := 1; ; at++ {
		cluster.Exec(t, url, fmt.Sprintf("UPDATE failing SET at = %d; ALTER SEQUENCE writes RESTART", at))
		err := importFile(t, url, keys, 20, "cancelled,2026-02-02")
		if err == nil {
			if got := ask(t, lookup, 1); got != "cancelled" || at != 22 { // 20 events and the state
				t.Errorf("the import went well at write %d, and the card is %s", at, got)
			}
			return
		}
		if !strings.Contains(err.Error(), "no space left on device") {
			t.Errorf("write %d: the message does not tell the cause: %v", at, err)
		}
		if got := ask(t, lookup, 1); got != "active" {
			t.Fatalf("write %d: the card is %s", at, got)
		}
		if got := ask(t, lookup, 15); got != "not found" {
			t.Fatalf("write %d: a card of the failed import is %s", at, got)
		}
	}
}
