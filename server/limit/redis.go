package limit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
)

// RedisOptions of limits that several processes share.
type RedisOptions struct {
	Timeout time.Duration                                        // how long a question to Redis may take; 0 is 50 milliseconds
	Retry   time.Duration                                        // how often Redis is asked whether it is back; 0 is a second
	Trace   func(context.Context) (context.Context, func(error)) // around each question; nil is nothing
	Log     *slog.Logger                                         // told when Redis goes and comes back, and at debug level what the client says; nil is nobody
}

// Redis shares limits between processes.
//
// Every limit also counts in this process's memory. What memory refuses is not
// asked for; what it allows, Redis decides. When Redis fails, memory has counted
// on and takes over at once, so that nobody is unlimited and nobody refused for
// it: the first question waits for the timeout, the others are not sent until
// Redis answers again.
//
// Redis measures time by its own clock, which all processes then share.
type Redis struct {
	o      RedisOptions
	client *redis.Client
	down   atomic.Bool
	since  atomic.Pointer[time.Time] // when it was last found to be down

	ctx  context.Context // until Close
	stop context.CancelFunc
	wait sync.WaitGroup
}

// errRedisURL stands for the library's error, which repeats the address and with
// it the password.
var errRedisURL = errors.New("the address of Redis is not of the form redis://host:6379/0")

// CheckRedisURL tells whether OpenRedis takes an address.
func CheckRedisURL(url string) error {
	if _, err := redis.ParseURL(url); err != nil {
		return errRedisURL
	}
	return nil
}

// OpenRedis takes an address like redis://user:password@host:6379/0,
// rediss://… or unix:///run/redis.sock. It does not wait for Redis to be there.
func OpenRedis(url string, o RedisOptions) (*Redis, error) {
	options, err := redis.ParseURL(url)
	if err != nil {
		return nil, errRedisURL
	}
	if o.Timeout == 0 {
		o.Timeout = 50 * time.Millisecond
	}
	if o.Retry == 0 {
		o.Retry = time.Second
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	redis.SetLogger(clientLog{o.Log})
	options.MaxRetries = -1
	options.ContextTimeoutEnabled = true
	options.ReadTimeout, options.WriteTimeout, options.PoolTimeout = o.Timeout, o.Timeout, o.Timeout
	r := &Redis{o: o, client: redis.NewClient(options)}
	r.ctx, r.stop = context.WithCancel(context.Background())
	return r, nil
}

// clientLog takes the lines that the client writes on its own, which it has one
// place for in the whole process: the last that was opened has them. Each failed
// attempt makes one, so they are for debugging only; that Redis went and came
// back is said by fail.
type clientLog struct{ log *slog.Logger }

func (l clientLog) Printf(ctx context.Context, format string, args ...any) {
	if l.log.Enabled(ctx, slog.LevelDebug) {
		l.log.DebugContext(ctx, "the client of Redis", "message", fmt.Sprintf(format, args...))
	}
}

// Close ends the connections. Limits go on in memory.
func (r *Redis) Close() error {
	r.down.Store(true)
	r.stop()
	r.wait.Wait()
	return r.client.Close()
}

// ErrRefused: Redis is there and does not do what it is asked, for want of a
// password, for example.
var ErrRefused = errors.New("Redis refuses")

// Ping asks Redis whether it is there. Its refusal is ErrRefused.
func (r *Redis) Ping(ctx context.Context) error {
	err := r.client.Ping(ctx).Err()
	var said redis.Error
	if errors.As(err, &said) {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return err
}

// Look asks Redis whether it is there and counts, for as long as until the next time it would
// be asked, and does not wait for what it says: log and metrics tell before the
// first limit is needed.
func (r *Redis) Look() {
	r.wait.Go(func() {
		ctx, cancel := context.WithTimeout(r.ctx, r.o.Retry)
		defer cancel()
		if err := r.write(ctx); err != nil && r.ctx.Err() == nil {
			r.fail(err)
		}
	})
}

// Down reports whether the limits in memory have taken over.
func (r *Redis) Down() bool { return r.down.Load() }

// downFor is how long Redis has been down; 0 = it is not.
func (r *Redis) downFor() time.Duration {
	since := r.since.Load()
	if since == nil || !r.Down() {
		return 0
	}
	return time.Since(*since)
}

// ask asks Redis unless it is known to be down. It returns false if there is no
// answer.
func (r *Redis) ask(ctx context.Context, question func(context.Context) error) bool {
	if r.down.Load() || r.ctx.Err() != nil {
		return false
	}
	limited, cancel := context.WithTimeout(ctx, r.o.Timeout)
	defer cancel()
	end := func(error) {}
	if r.o.Trace != nil {
		limited, end = r.o.Trace(limited)
	}
	err := question(limited)
	end(err)
	if err == nil {
		return true
	}
	if ctx.Err() == nil { // not because who asked has gone
		r.fail(err)
	}
	return false
}

// write tells whether Redis counts. One that cannot write answers a ping all the
// same: its memory or its disk is full, or it is the copy of another.
func (r *Redis) write(ctx context.Context) error {
	return r.client.Set(ctx, "shebao:writes", 1, time.Minute).Err()
}

// fail stops asking until Redis takes a write.
func (r *Redis) fail(err error) {
	if !r.down.CompareAndSwap(false, true) {
		return
	}
	now := time.Now()
	r.since.Store(&now)
	r.o.Log.Warn("Redis does not answer; limits are kept in memory", "error", err)
	r.wait.Go(func() {
		for {
			select {
			case <-r.ctx.Done():
				return
			case <-time.After(r.o.Retry):
			}
			ctx, cancel := context.WithTimeout(r.ctx, r.o.Retry)
			err := r.write(ctx)
			cancel()
			if err == nil && r.ctx.Err() == nil {
				r.o.Log.Info("Redis is back; limits are shared again")
				r.down.Store(false)
				return
			}
		}
	})
}
