package limit

import (
	"context"
	"time"
)

// Usage is what became of one attempt, and what is left after it.
type Usage struct {
	Wait time.Duration // 0: it is allowed
	Left int           // how many more may be done at once
	Full time.Duration // until the whole burst may be done again
}

// Quota is a Limiter that also tells what is left.
type Quota interface {
	// Take counts once, as Allow does.
	Take(ctx context.Context, key string) (Usage, error)
}

// Take implements Quota.
func (r *Rate) Take(ctx context.Context, key string) (Usage, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.o.Now()
	bucket := r.bucket(key)
	u := Usage{Wait: reserve(bucket, now)}
	tokens := min(max(bucket.TokensAt(now), 0), float64(r.o.Burst))
	u.Left = int(tokens)
	u.Full = time.Duration((float64(r.o.Burst) - tokens) / (r.o.PerMinute / 60) * float64(time.Second))
	return u, nil
}

// Take implements Quota: what is left for all processes together.
func (s *sharedRate) Take(ctx context.Context, key string) (Usage, error) {
	u, err := s.memory.Take(ctx, key)
	if u.Wait > 0 || err != nil {
		return u, err
	}
	result := s.ask(ctx, key)
	if result == nil {
		return u, nil
	}
	u = Usage{Left: result.Remaining, Full: result.ResetAfter}
	if result.Allowed == 0 {
		u.Wait = max(result.RetryAfter, time.Millisecond)
	}
	return u, nil
}
