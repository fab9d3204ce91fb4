package server

import (
	"context"
	"math"
	"net/netip"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"
)

// limiter counts what an address asks for. It is a part of limit.Limiter.
type limiter interface {
	// Allow counts one request. retryAfter is 0 where it may pass.
	Allow(ctx context.Context, key string) (retryAfter time.Duration, err error)
}

// maxAddresses bounds the table of addresses; the one not seen for longest goes.
const maxAddresses = 100_000

// searchLimit lets every address search at a steady rate, with some searches
// at once for whoever types quickly.
type searchLimit struct {
	perSecond rate.Limit
	burst     int
	now       func() time.Time

	mu        sync.Mutex
	addresses *simplelru.LRU[string, *rate.Limiter]
}

// newSearchLimit is nil for no limit.
func newSearchLimit(perSecond float64, now func() time.Time) (limiter, error) {
	if perSecond <= 0 {
		return nil, nil
	}
	addresses, err := simplelru.NewLRU[string, *rate.Limiter](maxAddresses, nil)
	if err != nil {
		return nil, err
	}
	burst := int(math.Ceil(5 * perSecond))
	return &searchLimit{perSecond: rate.Limit(perSecond), burst: burst, now: now, addresses: addresses}, nil
}

func (l *searchLimit) Allow(_ context.Context, key string) (time.Duration, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	address, ok := l.addresses.Get(key)
	if !ok {
		address = rate.NewLimiter(l.perSecond, l.burst)
		l.addresses.Add(key, address)
	}
	now := l.now()
	reservation := address.ReserveN(now, 1)
	wait := reservation.DelayFrom(now)
	if wait > 0 {
		reservation.CancelAt(now)
	}
	return wait, nil
}

// addressKey is what limits count an address by: an IPv6 subscriber has a
// whole /64.
func addressKey(address netip.Addr) string {
	if address.Is6() {
		if prefix, err := address.Prefix(64); err == nil {
			return prefix.String()
		}
	}
	return address.String()
}
