package limit

import (
	"context"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// Locker locks a key after a number of different wrong attempts, and for longer
// each time.
type Locker interface {
	// Try counts an attempt under the key, before it is known whether it is
	// right. It returns 0, or for how long the key is locked. An attempt that
	// was made within the window counts once. The attempt that fills the number
	// goes through, and locks; what comes after it waits.
	Try(ctx context.Context, key, attempt string) (retryAfter time.Duration, err error)
	// Forgive takes an attempt back, because it was right. If it was the one
	// that locked, the lock is off.
	Forgive(ctx context.Context, key, attempt string) error
}

// LockOptions of a lock. The zero value is the limit of card numbers that may
// be tried with one identity number.
type LockOptions struct {
	Attempts int           // different ones that lock; 0 is 5
	Window   time.Duration // within which they count; 0 is 15 minutes
	First    time.Duration // how long the first lock lasts; 0 is 15 minutes
	Longest  time.Duration // each lock lasts twice as long as the one before, up to this; 0 is a day
	Keys     int           // how many are remembered; 0 is 100,000
	Now      func() time.Time
}

func (o LockOptions) withDefaults() LockOptions {
	if o.Attempts == 0 {
		o.Attempts = 5
	}
	if o.Window == 0 {
		o.Window = 15 * time.Minute
	}
	if o.First == 0 {
		o.First = 15 * time.Minute
	}
	if o.Longest == 0 {
		o.Longest = 24 * time.Hour
	}
	if o.Keys == 0 {
		o.Keys = 100_000
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// Lock is a Locker in memory.
type Lock struct {
	o  LockOptions
	mu sync.Mutex
	by *simplelru.LRU[string, *attempts]
}

// attempts are those of one key.
type attempts struct {
	made   []attempt // within the window, oldest first
	locks  int       // how many there were; each doubles the next
	until  time.Time // the last lock's end
	before time.Time // the end of the lock before that
}

type attempt struct {
	name string
	at   time.Time
}

// NewLock makes a Lock in memory.
func NewLock(o LockOptions) *Lock {
	o = o.withDefaults()
	by, err := simplelru.NewLRU[string, *attempts](o.Keys, nil)
	if err != nil {
		panic("limit: LockOptions.Keys is negative") // a fault of the program, not of its input
	}
	return &Lock{o: o, by: by}
}

// Try implements Locker.
func (l *Lock) Try(_ context.Context, key, name string) (time.Duration, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.o.Now()
	a, ok := l.by.Get(key)
	if !ok {
		a = &attempts{}
		l.by.Add(key, a)
	}
	if wait := a.until.Sub(now); wait > 0 {
		return wait, nil
	}
	l.forget(a, now)
	for _, made := range a.made {
		if made.name == name {
			return 0, nil
		}
	}
	a.made = append(a.made, attempt{name, now})
	if len(a.made) >= l.o.Attempts {
		a.before, a.until = a.until, now.Add(l.duration(a.locks))
		a.locks++
	}
	return 0, nil
}

// forget drops what is too long ago: attempts of before the window or of
// before a lock that has ended, and locks after a day of peace.
func (l *Lock) forget(a *attempts, now time.Time) {
	if !a.until.IsZero() {
		if now.Sub(a.until) >= l.o.Longest {
			a.locks = 0
		}
		if len(a.made) >= l.o.Attempts {
			a.made = nil
		}
	}
	kept := a.made[:0]
	for _, made := range a.made {
		if now.Sub(made.at) < l.o.Window {
			kept = append(kept, made)
		}
	}
	a.made = kept
}

// clear forgets the attempts under a key.
func (l *Lock) clear(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if a, ok := l.by.Peek(key); ok {
		a.made = nil
	}
}

// duration of a lock after so many before it.
func (l *Lock) duration(before int) time.Duration {
	d := l.o.First
	for range before {
		if d *= 2; d >= l.o.Longest {
			return l.o.Longest
		}
	}
	return d
}

// Forgive implements Locker.
func (l *Lock) Forgive(_ context.Context, key, name string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	a, ok := l.by.Get(key)
	if !ok {
		return nil
	}
	for i, made := range a.made {
		if made.name != name {
			continue
		}
		if len(a.made) == l.o.Attempts {
			a.until = a.before
			a.locks--
		}
		a.made = append(a.made[:i], a.made[i+1:]...)
		break
	}
	if len(a.made) == 0 && a.locks == 0 {
		l.by.Remove(key)
	}
	return nil
}
