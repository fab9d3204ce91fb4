package cardtest

import (
	"context"

	"shebao/server/card"
)

// Interrupted hands an import on, and in its midst something happens.
type Interrupted struct {
	card.Importer
	After int          // how many entries go before it
	By    func() error // what happens; its error ends the entries
}

// Import implements [card.Importer].
func (i *Interrupted) Import(ctx context.Context, batch card.Batch) (card.Change, error) {
	entries := batch.Entries
	batch.Entries = func(yield func(card.Entry, error) bool) {
		n := 0
		for e, err := range entries {
			if n == i.After && err == nil {
				err = i.By()
			}
			n++
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
	return i.Importer.Import(ctx, batch)
}
