package limit

import (
	"context"
	"net/netip"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"
)

// Limiter limits how often something may be done under one key.
type Limiter interface {
	// Allow counts once. It returns 0, or how long to wait until it would be
	// allowed; what was refused does not count.
	Allow(ctx context.Context, key string) (retryAfter time.Duration, err error)
}

// RateOptions of a rate. The zero value is the limit of card lookups.
type RateOptions struct {
	PerMinute float64 // 0 is 10
	Burst     int     // how many at once after a quiet time; 0 is 20
	Keys      int     // how many are remembered; 0 is 100,000
	Now       func() time.Time
}

func (o RateOptions) withDefaults() RateOptions {
	if o.PerMinute == 0 {
		o.PerMinute = 10
	}
	if o.Burst == 0 {
		o.Burst = 20
	}
	if o.Keys == 0 {
		o.Keys = 100_000
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Rate is a Limiter in memory: a token bucket for each key.
type Rate struct {
	o  RateOptions
	mu sync.Mutex
	by *simplelru.LRU[string, *rate.Limiter]
}

// NewRate makes a Rate.
func NewRate(o RateOptions) *Rate {
	o = o.withDefaults()
	by, err := simplelru.NewLRU[string, *rate.Limiter](o.Keys, nil)
	if err != nil {
		panic("limit: RateOptions.Keys is negative") // a fault of the program, not of its input
	}
	return &Rate{o: o, by: by}
}

// Allow implements Limiter.
func (r *Rate) Allow(_ context.Context, key string) (time.Duration, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return reserve(r.bucket(key), r.o.Now()), nil
}

// bucket is the key's. r.mu is held.
func (r *Rate) bucket(key string) *rate.Limiter {
	bucket, ok := r.by.Get(key)
	if !ok {
		bucket = rate.NewLimiter(rate.Limit(r.o.PerMinute/60), r.o.Burst)
		r.by.Add(key, bucket)
	}
	return bucket
}

// reserve takes one, or tells how long to wait for it.
func reserve(bucket *rate.Limiter, now time.Time) time.Duration {
	reservation := bucket.ReserveN(now, 1)
	wait := reservation.DelayFrom(now)
	if wait > 0 {
		reservation.CancelAt(now)
	}
	return wait
}

// Addresses limits by address: an IPv4 address for itself, IPv6 by its /64,
// which is what one line or one household has.
type Addresses struct{ Limiter }

// Allow counts for the address's network.
func (a Addresses) Allow(ctx context.Context, from netip.Addr) (time.Duration, error) {
	return a.Limiter.Allow(ctx, Network(from))
}

// Network is the key of an address. Whatever is no address shares one key.
func Network(from netip.Addr) string {
	from = from.Unmap().WithZone("")
	if from.Is6() {
		network, err := from.Prefix(64)
		if err == nil {
			return network.String()
		}
	}
	return from.String()
}
