package limit

import (
	"context"
	"time"

	"github.com/go-redis/redis_rate/v10"
)

// SharedRate is a limit like [Rate].
type SharedRate interface {
	Limiter
	Quota
}

// Rate is a limit like [Rate], shared under that name.
func (r *Redis) Rate(name string, o RateOptions) SharedRate {
	o = o.withDefaults()
	return &sharedRate{
		redis: r, name: name, memory: NewRate(o), limiter: redis_rate.NewLimiter(r.client),
		limit: redis_rate.Limit{Rate: 1, Burst: o.Burst, Period: time.Duration(float64(time.Minute) / o.PerMinute)},
	}
}

type sharedRate struct {
	redis   *Redis
	name    string
	memory  *Rate
	limiter *redis_rate.Limiter
	limit   redis_rate.Limit
}

// Allow implements Limiter.
func (s *sharedRate) Allow(ctx context.Context, key string) (time.Duration, error) {
	wait, err := s.memory.Allow(ctx, key)
	if wait > 0 || err != nil {
		return wait, err
	}
	result := s.ask(ctx, key)
	if result == nil || result.Allowed > 0 {
		return 0, nil
	}
	return max(result.RetryAfter, time.Millisecond), nil
}

// ask lets Redis count. It is nil where there is no answer.
func (s *sharedRate) ask(ctx context.Context, key string) *redis_rate.Result {
	var result *redis_rate.Result
	answered := s.redis.ask(ctx, func(ctx context.Context) (err error) {
		key := "shebao:" + s.name + ":" + key
		result, err = s.limiter.Allow(ctx, key, s.limit)
		// Nobody waits for more than it takes until all is allowed again, but where
		// Redis's clock was set back: what it keeps lies in the future then.
		if err == nil && result.RetryAfter > s.limit.Period*time.Duration(s.limit.Burst) {
			if err = s.limiter.Reset(ctx, key); err == nil {
				result, err = s.limiter.Allow(ctx, key, s.limit)
			}
		}
		return err
	})
	if !answered {
		return nil
	}
	return result
}
