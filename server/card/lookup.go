package card

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"time"
)

// Addresses limit how often one address may ask.
type Addresses interface {
	// Allow counts one lookup. It returns 0, or how long to wait.
	Allow(ctx context.Context, from netip.Addr) (retryAfter time.Duration, err error)
}

// Attempts limit how many different card numbers may be tried with one identity
// number. What they are given are digests.
type Attempts interface {
	// Try counts an attempt before it is known whether it is right, so that
	// many at once are counted too. The same attempt counts once. It returns
	// 0, or how long the identity is locked.
	Try(ctx context.Context, identity, attempt string) (retryAfter time.Duration, err error)
	// Forgive takes back an attempt that was right.
	Forgive(ctx context.Context, identity, attempt string) error
}

// LookupOptions say what a lookup works with. All but Timeout are needed.
type LookupOptions struct {
	Store     Store
	Keys      Keys
	Addresses Addresses
	Attempts  Attempts

	// Timeout is how long limits and store may take together; 0 is 800
	// milliseconds, so that a reader learns within a second that one is down.
	Timeout time.Duration
}

// Lookup tells the status of cards. It is safe for concurrent use.
type Lookup struct{ o LookupOptions }

// NewLookup checks the options: a lookup without limits would be a way to try
// numbers, and is not to be had.
func NewLookup(o LookupOptions) (*Lookup, error) {
	for name, missing := range map[string]bool{
		"a store": o.Store == nil, "keys": len(o.Keys) == 0,
		"a limit for addresses": o.Addresses == nil, "a limit for attempts": o.Attempts == nil,
	} {
		if missing {
			return nil, errors.New("a card lookup needs " + name)
		}
	}
	if o.Timeout == 0 {
		o.Timeout = 800 * time.Millisecond
	}
	return &Lookup{o}, nil
}

// Status tells where the card with this pair of numbers stands, to somebody who
// asks from that address.
//
// The error is ErrNotFound where no card has the pair; unknown identity, unknown
// card and wrong pair go one and the same way. It is a [*LimitError] for who
// asks too often or tries too many card numbers with one identity number,
// whether or not there is a card; ErrNoData before the first import; and
// ErrUnavailable when the store does not answer.
func (l *Lookup) Status(ctx context.Context, pair Pair, from netip.Addr) (Answer, error) {
	if pair.numbers == nil {
		return Answer{}, &NumberError{FieldID, Missing}
	}
	ctx, cancel := context.WithTimeout(ctx, l.o.Timeout)
	defer cancel()
	switch wait, err := l.o.Addresses.Allow(ctx, from); {
	case err != nil:
		return Answer{}, Unavailable(fmt.Errorf("limit of addresses: %w", err))
	case wait > 0:
		return Answer{}, &LimitError{RetryAfter: wait}
	}
	identity, attempt := l.o.Keys.limitKeys(pair)
	switch wait, err := l.o.Attempts.Try(ctx, identity, attempt); {
	case err != nil:
		return Answer{}, Unavailable(fmt.Errorf("limit of attempts: %w", err))
	case wait > 0:
		return Answer{}, &LimitError{RetryAfter: wait}
	}
	answer, err := l.ask(ctx, pair)
	if err == nil {
		// If this fails the attempt stays counted, which is the safe side. So
		// does one that the store had no answer to: trying it again is free.
		_ = l.o.Attempts.Forgive(context.WithoutCancel(ctx), identity, attempt)
	}
	return answer, err
}

// Ready tells whether lookups can be answered now: nil, ErrNoData or an error
// that is ErrUnavailable.
func (l *Lookup) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, l.o.Timeout)
	defer cancel()
	_, _, err := l.o.Store.Get(ctx, make([]Digest, len(l.o.Keys)))
	switch {
	case err == nil, errors.Is(err, ErrNotFound):
		return nil
	case errors.Is(err, ErrNoData), errors.Is(err, ErrUnavailable):
		return err
	}
	return Unavailable(err)
}

// ask is the one question to the store.
func (l *Lookup) ask(ctx context.Context, pair Pair) (Answer, error) {
	events, asOf, err := l.o.Store.Get(ctx, l.o.Keys.Digests(pair))
	switch {
	case errors.Is(err, ErrNotFound):
		return Answer{}, ErrNotFound
	case errors.Is(err, ErrNoData), errors.Is(err, ErrUnavailable):
		return Answer{}, err
	case err != nil:
		return Answer{}, Unavailable(err)
	case len(events) == 0:
		return Answer{}, ErrNotFound
	}
	last := events[len(events)-1]
	return Answer{Status: last.Status, ChangedAt: last.ChangedAt, Timeline: events, DataAsOf: asOf}, nil
}
