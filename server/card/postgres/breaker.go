package postgres

import (
	"sync"
	"time"
)

// breaker refuses to ask what has failed some times in a row, so that a
// database that is down is not waited for by everybody.
type breaker struct {
	retry time.Duration

	mu       sync.Mutex
	failures int
	next     time.Time // when one may try again
}

// most is how many failures in a row it takes.
const most = 3

// allow reports whether to ask. While the breaker is open it lets one through
// after each time of retry.
func (b *breaker) allow() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.failures < most {
		return true
	}
	now := time.Now()
	if now.Before(b.next) {
		return false
	}
	b.next = now.Add(b.retry)
	return true
}

// done tells how it went.
func (b *breaker) done(failed bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !failed {
		b.failures = 0
		return
	}
	b.failures++
	b.next = time.Now().Add(b.retry)
}
