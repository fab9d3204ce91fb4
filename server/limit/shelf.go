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

const (
	// getTimeout and putTimeout are how long a file, or those of a build, may take.
	// A limit can do without Redis and does not wait for it; a page cannot do
	// without its style sheet.
	getTimeout = 500 * time.Millisecond
	putTimeout = 2 * time.Second
	// stillAsked is how long Redis is asked for files after a limit gave it up: a
	// busy machine is enough for that, and no reason to lose a style sheet.
	stillAsked = 3 * time.Second
)

// Shelf is a shelf under that name, on which a file stays for a time.
func (r *Redis) Shelf(name string, keep time.Duration) *Shelf {
	return &Shelf{redis: r, name: name, keep: keep}
}

// Put puts files there, or lets those that are there stay longer.
func (s *Shelf) Put(ctx context.Context, files map[string][]byte) error {
	return s.ask(ctx, putTimeout, func(ctx context.Context, client *redis.Client) error {
		_, err := client.Pipelined(ctx, func(p redis.Pipeliner) error {
			for name, body := range files {
				p.Set(ctx, s.key(name), body, s.keep)
			}
			return nil
		})
		return err
	})
}

// Get finds a file. ok is false where it is not there or Redis is away.
func (s *Shelf) Get(ctx context.Context, name string) (body []byte, ok bool) {
	err := s.ask(ctx, getTimeout, func(ctx context.Context, client *redis.Client) (err error) {
		body, err = client.Get(ctx, s.key(name)).Bytes()
		ok = err == nil
		if errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	})
	return body, ok && err == nil
}

// ask asks Redis, and once more where a connection was broken or none was free.
func (s *Shelf) ask(ctx context.Context, timeout time.Duration, question func(context.Context, *redis.Client) error) (err error) {
	r := s.redis
	if r.ctx.Err() != nil || r.downFor() > stillAsked {
		return errAway
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	end := func(error) {}
	if r.o.Trace != nil {
		ctx, end = r.o.Trace(ctx)
	}
	defer func() { end(err) }()
	client := r.client.WithTimeout(timeout)
	if err = question(ctx, client); err != nil && ctx.Err() == nil {
		err = question(ctx, client)
	}
	return err
}

func (s *Shelf) key(name string) string { return "shebao:" + s.name + ":" + name }
