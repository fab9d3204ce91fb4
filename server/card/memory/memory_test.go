package memory_test

import (
	"context"
	"testing"

	"shebao/server/card"
	"shebao/server/card/cardtest"
	"shebao/server/card/memory"
)

func TestStore(t *testing.T) {
	cardtest.Run(t, func(*testing.T) cardtest.Open {
		store := &memory.Store{}
		return func(context.Context, card.Keys) (cardtest.Store, error) { return store, nil }
	})
}
