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
func (r *Rate) Take(_ context.Context, key string) (Usage, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now, hash, burst := r.o.Now().Sub(r.start), r.full.hash(key), time.Duration(r.o.Burst)
	full, _ := r.full.get(hash)
	full = max(full, now)                            // a key that is not known, or long quiet, has its whole burst
	if latest := now + burst*r.each; full > latest { // the clock was set back
		full = latest
		r.full.set(hash, full)
	}
	u := Usage{Wait: max(full+r.each-now-burst*r.each, 0)}
	if u.Wait == 0 {
		full += r.each
		r.full.set(hash, full)
	}
	u.Full = full - now
	u.Left = int(max(burst-(u.Full+r.each-1)/r.each, 0))
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
