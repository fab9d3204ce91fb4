package sqlite_test

import (
	"context"
	"path/filepath"
	"testing"

	"shebao/server/card"
	"shebao/server/card/cardtest"
	"shebao/server/card/sqlite"
)

func fresh(t *testing.T) cardtest.Open {
	path := filepath.Join(t.TempDir(), "cards.db")
	return func(ctx context.Context, keys card.Keys) (cardtest.Store, error) {
		db, err := sqlite.Create(ctx, path, keys, sqlite.Options{})
		if err != nil {
			return nil, err
		}
		t.Cleanup(func() { _ = db.Close() })
		return db, nil
	}
}

func TestStore(t *testing.T)        { cardtest.Run(t, fresh) }
func TestDurableStore(t *testing.T) { cardtest.RunDurable(t, fresh) }
