package postgres_test

import (
	"context"
	"os"
	"sync"
	"testing"

	"shebao/server/card"
	"shebao/server/card/cardtest"
	"shebao/server/card/postgres"
	"shebao/server/card/postgres/pgtest"
)

var shared struct {
	once    sync.Once
	cluster *pgtest.Cluster
	err     error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if shared.cluster != nil {
		shared.cluster.Remove()
	}
	os.Exit(code)
}

// sharedCluster is the one that most tests work on, each in a database of its
// own.
func sharedCluster(t testing.TB) *pgtest.Cluster {
	t.Helper()
	bin := pgtest.Need(t)
	shared.once.Do(func() { shared.cluster, shared.err = pgtest.New(bin) })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.cluster
}

func fresh(t *testing.T) cardtest.Open {
	url := sharedCluster(t).Database(t)
	return cardtest.Closing(t, func(ctx context.Context, keys card.Keys) (*postgres.DB, error) {
		return postgres.Create(ctx, url, keys, postgres.Options{})
	})
}

func TestStore(t *testing.T)        { cardtest.Run(t, fresh) }
func TestDurableStore(t *testing.T) { cardtest.RunDurable(t, fresh) }
