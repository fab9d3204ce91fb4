package main

import (
	"context"
	"errors"
	"io"
	"time"

	"shebao/cmd/shebao/telemetry"
	"shebao/generator/theme"
	"shebao/server"
	"shebao/server/card"
	"shebao/server/card/memory"
	"shebao/server/card/postgres"
	"shebao/server/card/sqlite"
)

// openCards gives the server its card lookup: over fictitious cards in memory,
// or over the store, which may still be waiting for its first import. The
// function it returns closes what was opened, after the server has served or
// could not.
func (p program) openCards(ctx context.Context, s serving, config *server.Config) (func(served bool) error, error) {
	limits, err := openLimits(s.redis, config)
	if err != nil {
		return nil, err
	}
	store, keys, err := p.cardsToServe(ctx, s, config)
	if err != nil {
		return nil, errors.Join(err, limits.close())
	}
	if limits.shared != nil {
		limits.sharedBy(config)
	}
	closeAll := func(served bool) error {
		err := errors.Join(store.Close(), limits.close())
		if n, ok := store.(newlyKeyed); ok && !served {
			err = errors.Join(err, n.abandon())
		}
		return err
	}
	asked := card.Store(store)
	if config.Tracer != nil {
		system := "sqlite"
		if (vault{cards: s.cards}).inPostgres() {
			system = "postgresql"
		}
		asked = tracedStore{store, func(ctx context.Context) (context.Context, func(error)) {
			return telemetry.Span(ctx, config.Tracer, "look the card up", system)
		}}
	}
	config.Cards, err = card.NewLookup(card.LookupOptions{
		Store: asked, Keys: keys, Addresses: limits.addresses, Attempts: limits.attempts,
	})
	if err != nil {
		return nil, errors.Join(err, closeAll(false))
	}
	return closeAll, nil
}

// tracedStore is a store with a span around each lookup.
type tracedStore struct {
	card.Store
	span func(context.Context) (_ context.Context, end func(error))
}

// Get implements card.Store. That there is no such card is no failure.
func (s tracedStore) Get(ctx context.Context, digests []card.Digest) ([]card.Event, time.Time, error) {
	ctx, end := s.span(ctx)
	events, asOf, err := s.Store.Get(ctx, digests)
	if errors.Is(err, card.ErrNotFound) || errors.Is(err, card.ErrNoData) {
		end(nil)
	} else {
		end(err)
	}
	return events, asOf, err
}

// servedStore is a store as a server needs it: it asks and never writes.
type servedStore interface {
	card.Store
	io.Closer
}

func (p program) cardsToServe(ctx context.Context, s serving, config *server.Config) (servedStore, card.Keys, error) {
	if s.demo {
		return demoCards(config)
	}
	v := vault{data: s.Data, cards: s.cards}
	if v.inPostgres() {
		keys, err := p.keys(v) // all replicas have the one key that the import made
		if err != nil {
			return nil, nil, err
		}
		store, err := postgres.Open(ctx, v.cards, keys, postgres.Options{})
		return store, keys, err
	}
	keys, undo, err := p.keysToServe(v)
	if err != nil {
		return nil, nil, err
	}
	store, err := sqlite.Follow(ctx, v.storeFile(), keys, sqlite.Options{})
	if err != nil {
		return nil, nil, errors.Join(err, undo())
	}
	if err := store.Err(); err != nil {
		config.Log.Warn("card status is not available yet; everything else is served", "error", err)
	}
	return newlyKeyed{store, undo}, keys, nil
}

// newlyKeyed is a store whose key may have been made for it just now.
type newlyKeyed struct {
	*sqlite.Follower
	undo func() error
}

// abandon takes a new key back: the server never came to serve.
func (n newlyKeyed) abandon() error { return n.undo() }

// memoryStore is a store that is gone with the process: nothing is closed.
type memoryStore struct{ *memory.Store }

func (memoryStore) Close() error { return nil }

func demoCards(config *server.Config) (servedStore, card.Keys, error) {
	keys := card.Keys{card.NewKey()}
	store, cards, err := memory.Demo(keys, time.Now())
	if err != nil {
		return nil, nil, err
	}
	for _, c := range cards {
		config.Demo = append(config.Demo, theme.DemoCard{IDNumber: c.IDNumber, CardNumber: c.CardNumber, Status: string(c.Status)})
	}
	return memoryStore{store}, keys, nil
}
