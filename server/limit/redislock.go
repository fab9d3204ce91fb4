package limit

import (
	"context"
	_ "embed"
	"encoding/hex"
	"time"

	"github.com/redis/go-redis/v9"
)

// Lock is a limit like [Lock], shared under that name.
func (r *Redis) Lock(name string, o LockOptions) Locker {
	o = o.withDefaults()
	return &sharedLock{redis: r, name: name, memory: NewLock(o)}
}

type sharedLock struct {
	redis  *Redis
	name   string
	memory *Lock
}

// Both scripts are what Lock.Try and Lock.Forgive do, in one step.
var (
	//go:embed try.lua
	tryScript string
	//go:embed forgive.lua
	forgiveScript string
)

// Try implements Locker.
func (s *sharedLock) Try(ctx context.Context, key, attempt string) (time.Duration, error) {
	wait, err := s.memory.Try(ctx, key, attempt)
	if wait > 0 || err != nil {
		return wait, err
	}
	var milliseconds int64
	s.redis.ask(ctx, func(ctx context.Context) (err error) {
		o := s.memory.o
		milliseconds, err = redis.NewScript(tryScript).Run(ctx, s.redis.client, []string{s.key(key)}, hex.EncodeToString([]byte(attempt)),
			o.Attempts, o.Window.Milliseconds(), o.First.Milliseconds(), o.Longest.Milliseconds()).Int64()
		return err
	})
	if milliseconds > 0 {
		// Redis has locked for what all processes have seen. What this one has
		// seen of it must not count again when that lock has ended.
		s.memory.clear(key)
	}
	return time.Duration(milliseconds) * time.Millisecond, nil
}

// Forgive implements Locker.
func (s *sharedLock) Forgive(ctx context.Context, key, attempt string) error {
	s.redis.ask(ctx, func(ctx context.Context) error {
		return redis.NewScript(forgiveScript).Run(ctx, s.redis.client, []string{s.key(key)}, hex.EncodeToString([]byte(attempt)), s.memory.o.Attempts).Err()
	})
	return s.memory.Forgive(ctx, key, attempt)
}

func (s *sharedLock) key(key string) string {
	return "shebao:" + s.name + ":" + hex.EncodeToString([]byte(key))
}
