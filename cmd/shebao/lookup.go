package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"shebao/generator/theme"
	"shebao/server"
	"shebao/server/card"
	"shebao/server/card/memory"
	"shebao/server/card/postgres"
	"shebao/server/card/sqlite"
	"shebao/server/limit"
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
		asked = tracedStore{store, config.Tracer, system}
	}
	config.Cards, err = card.NewLookup(card.LookupOptions{
		Store: asked, Keys: keys, Addresses: limits.addresses, Attempts: limits.attempts,
	})
	if err != nil {
		return nil, errors.Join(err, closeAll(false))
	}
	return closeAll, nil
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
	v := vault{data: s.data, cards: s.cards}
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

// limits are the usual limits of lookups: ten a minute for an address, five
// different wrong cards for an identity.
type limits struct {
	addresses limit.Addresses
	attempts  limit.Locker
	close     func() error
	shared    *limit.Redis // nil: this process alone keeps them
}

// shelfTime is how long a style sheet or script stays with Redis after the last
// replica that serves it has gone: longer than anyone's page stays open unread.
const shelfTime = 48 * time.Hour

// sharedBy has the server share what it counts and holds with other replicas.
func (l limits) sharedBy(config *server.Config) {
	config.Limits = func(name string, o limit.RateOptions) limit.Quota { return l.shared.Rate(name, o) }
	config.Shelf = l.shared.Shelf("asset", shelfTime)
	config.Dependencies = map[string]func(context.Context) error{"redis": func(context.Context) error {
		if l.shared.Down() {
			return errors.New("the limits are not shared: Redis does not answer")
		}
		return nil
	}}
}

// openLimits keeps the limits in memory, or shares them with other replicas
// through Redis.
func openLimits(url string, config *server.Config) (limits, error) {
	if url == "" {
		return limits{
			addresses: limit.Addresses{Limiter: limit.NewRate(limit.RateOptions{})},
			attempts:  limit.NewLock(limit.LockOptions{}),
			close:     func() error { return nil },
		}, nil
	}
	o := limit.RedisOptions{Log: config.Log}
	if tracer := config.Tracer; tracer != nil {
		o.Trace = func(ctx context.Context) (context.Context, func(error)) {
			return traced(tracer, ctx, "ask Redis", "redis")
		}
	}
	shared, err := limit.OpenRedis(url, o)
	if err != nil {
		return limits{}, fmt.Errorf("--redis: %w", err)
	}
	return limits{
		addresses: limit.Addresses{Limiter: shared.Rate("lookup", limit.RateOptions{})},
		attempts:  shared.Lock("identity", limit.LockOptions{}),
		close:     shared.Close,
		shared:    shared,
	}, nil
}
