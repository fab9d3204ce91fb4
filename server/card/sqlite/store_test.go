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
	return cardtest.Closing(t, func(ctx context.Context, keys card.Keys) (*sqlite.DB, error) {
		return sqlite.Create(ctx, path, keys, sqlite.Options{})
	})
}

func TestStore(t *testing.T)        { cardtest.Run(t, fresh) }
func TestDurableStore(t *testing.T) { cardtest.RunDurable(t, fresh) }
