package main

import (
	"context"
	"time"

	"shebao/generator/theme"
	"shebao/server"
	"shebao/server/card"
	"shebao/server/card/memory"
	"shebao/server/card/sqlite"
	"shebao/server/limit"
)

// openCards gives the server its card lookup: over fictitious cards in memory,
// or over the store, which may still be waiting for its first import.
func (p program) openCards(ctx context.Context, s serving, config *server.Config) (func() error, error) {
	if s.demo {
		return func() error { return nil }, demoCards(config)
	}
	v := vault{data: s.data, cards: s.cards}
	keys, err := p.keysForImport(v)
	if err != nil {
		return nil, err
	}
	store, err := sqlite.Follow(ctx, v.storeFile(), keys, sqlite.Options{})
	if err != nil {
		return nil, err
	}
	config.Cards, err = lookup(store, keys)
	return store.Close, err
}

func demoCards(config *server.Config) error {
	keys := card.Keys{card.NewKey()}
	store, cards, err := memory.Demo(keys, time.Now())
	if err != nil {
		return err
	}
	for _, c := range cards {
		config.Demo = append(config.Demo, theme.DemoCard{IDNumber: c.IDNumber, CardNumber: c.CardNumber, Status: string(c.Status)})
	}
	config.Cards, err = lookup(store, keys)
	return err
}

// lookup puts the usual limits before a store: ten lookups a minute for an
// address, five different wrong cards for an identity.
func lookup(store card.Store, keys card.Keys) (*card.Lookup, error) {
	return card.NewLookup(card.LookupOptions{
		Store:     store,
		Keys:      keys,
		Addresses: limit.Addresses{Limiter: limit.NewRate(limit.RateOptions{})},
		Attempts:  limit.NewLock(limit.LockOptions{}),
	})
}
