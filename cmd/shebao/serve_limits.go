package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"shebao/cmd/shebao/telemetry"
	"shebao/server"
	"shebao/server/limit"
)

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
			return telemetry.Span(ctx, tracer, "ask Redis", "redis")
		}
	}
	shared, err := limit.OpenRedis(url, o)
	if err != nil {
		return limits{}, fmt.Errorf("--redis: %w", err)
	}
	shared.Look()
	return limits{
		addresses: limit.Addresses{Limiter: shared.Rate("lookup", limit.RateOptions{})},
		attempts:  shared.Lock("identity", limit.LockOptions{}),
		close:     shared.Close,
		shared:    shared,
	}, nil
}

// redisURL refuses what is no address of Redis.
func redisURL(text string) error {
	if text == "" {
		return nil
	}
	return limit.CheckRedisURL(text)
}
