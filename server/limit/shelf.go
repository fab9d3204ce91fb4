package limit

import (
	"context"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

// Shelf keeps small files for all processes for a time: what one puts there,
// another finds.
type Shelf struct {
	redis *Redis
	name  string
	keep  time.Duration
}

// errAway means that Redis is not asked for now.
var errAway = errors.New("Redis does not answer")

// Shelf is a shelf under that name, on which a file stays for a time.
func (r *Redis) Shelf(name string, keep time.Duration) *Shelf {
	return &Shelf{redis: r, name: name, keep: keep}
}

// Put puts files there, or lets those that are there stay longer.
func (s *Shelf) Put(ctx context.Context, files map[string][]byte) error {
	answered := s.redis.ask(ctx, func(ctx context.Context) error {
		_, err := s.redis.client.Pipelined(ctx, func(p redis.Pipeliner) error {
			for name, body := range files {
				p.Set(ctx, s.key(name), body, s.keep)
			}
			return nil
		})
		return err
	})
	if !answered {
		return errAway
	}
	return nil
}

// Get finds a file. ok is false where it is not there or Redis is away.
func (s *Shelf) Get(ctx context.Context, name string) (body []byte, ok bool) {
	s.redis.ask(ctx, func(ctx context.Context) error {
		found, err := s.redis.client.Get(ctx, s.key(name)).Bytes()
		if errors.Is(err, redis.Nil) {
			return nil
		}
		body, ok = found, err == nil
		return err
	})
	return body, ok
}

func (s *Shelf) key(name string) string { return "shebao:" + s.name + ":" + name }
