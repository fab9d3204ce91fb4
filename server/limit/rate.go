package limit

import (
	"context"
	"math"
	"net/netip"
	"sync"
	"time"
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
	Keys      int     // how many are remembered at least, and half of how many at most; 0 is 100,000
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

// Rate is a Limiter in memory. For each key it remembers one time, that at which
// the whole burst may be done again: the generic cell rate algorithm (ITU-T
// I.371), which is what Redis does too.
type Rate struct {
	o     RateOptions
	each  time.Duration // in which one more may be done
	start time.Time     // from which all times are counted
	mu    sync.Mutex
	full  table[time.Duration]
}

// NewRate makes a Rate.
func NewRate(o RateOptions) *Rate {
	o = o.withDefaults()
	if o.Keys < 0 || o.PerMinute < 0 || o.Burst < 0 {
		panic("limit: a field of RateOptions is negative") // a fault of the program, not of its input
	}
	longest := float64(math.MaxInt64 / 4 / int64(o.Burst)) // so that no sum of times overflows
	each := max(time.Duration(min(float64(time.Minute)/o.PerMinute, longest)), 1)
	return &Rate{o: o, each: each, start: o.Now(), full: newTable[time.Duration](o.Keys)}
}

// Allow implements Limiter.
func (r *Rate) Allow(ctx context.Context, key string) (time.Duration, error) {
	u, err := r.Take(ctx, key)
	return u.Wait, err
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
