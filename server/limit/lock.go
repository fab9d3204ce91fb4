package limit

import (
	"context"
	"sync"
	"time"
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
	Attempts int           // different ones that lock, 6 at most; 0 is 5
	Window   time.Duration // within which they count; 0 is 15 minutes
	First    time.Duration // how long the first lock lasts; 0 is 15 minutes
	Longest  time.Duration // each lock lasts twice as long as the one before, up to this; 0 is a day
	Keys     int           // how many are remembered at least, and half of how many at most; 0 is 100,000
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

// Lock is a Locker in memory. Times are counted from its making.
type Lock struct {
	o     LockOptions
	start time.Time
	mu    sync.Mutex
	by    table[attempts]
}

// mostAttempts keeps what is remembered of a key within the 128 bytes that a map
// holds without a pointer.
const mostAttempts = 6

// attempts are those of one key.
type attempts struct {
	list   [mostAttempts]attempt
	count  int32         // of the list
	locks  int32         // how many there were; each doubles the next
	until  time.Duration // the last lock's end; 0 where there was none
	before time.Duration // the end of the lock before that
}

// attempt is one of them, by the hash of its name.
type attempt struct {
	name uint64
	at   time.Duration
}

// made are the attempts within the window, oldest first.
func (a *attempts) made() []attempt { return a.list[:a.count] }

// NewLock makes a Lock in memory.
func NewLock(o LockOptions) *Lock {
	o = o.withDefaults()
	if o.Keys < 0 || o.Attempts < 0 || o.Attempts > mostAttempts {
		panic("limit: Keys or Attempts of LockOptions is out of its range") // a fault of the program, not of its input
	}
	return &Lock{o: o, start: o.Now(), by: newTable[attempts](o.Keys)}
}

// Try implements Locker.
func (l *Lock) Try(_ context.Context, key, name string) (time.Duration, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now, hash, tried := l.o.Now().Sub(l.start), l.by.hash(key), l.by.hash(name)
	a, _ := l.by.get(hash)
	wait := l.try(&a, tried, now)
	l.by.set(hash, a) // also where nothing has changed: it is in use
	return wait, nil
}

// try counts an attempt, or tells for how long there is a lock.
func (l *Lock) try(a *attempts, name uint64, now time.Duration) (wait time.Duration) {
	if wait := a.until - now; wait > 0 {
		return wait
	}
	l.forget(a, now)
	for _, made := range a.made() {
		if made.name == name {
			return 0
		}
	}
	a.list[a.count] = attempt{name, now}
	a.count++
	if l.isFull(a) {
		a.before, a.until = a.until, now+l.duration(a.locks)
		a.locks++
	}
	return 0
}

// isFull tells whether there were as many attempts as lock.
func (l *Lock) isFull(a *attempts) bool { return int(a.count) >= l.o.Attempts }

// forget drops what is too long ago: attempts of before the window or of
// before a lock that has ended, and locks after a day of peace.
func (l *Lock) forget(a *attempts, now time.Duration) {
	if a.until != 0 && now-a.until >= l.o.Longest {
		a.locks = 0
	}
	if l.isFull(a) {
		a.count = 0
	}
	a.keep(func(made attempt) bool { return now-made.at < l.o.Window })
}

// keep drops the attempts that are not to be kept.
func (a *attempts) keep(kept func(attempt) bool) {
	made := a.made()
	a.count = 0
	for _, made := range made {
		if kept(made) {
			a.list[a.count] = made
			a.count++
		}
	}
}

// clear forgets the attempts under a key.
func (l *Lock) clear(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if a, ok := l.by.get(l.by.hash(key)); ok {
		a.count = 0
		l.by.set(l.by.hash(key), a)
	}
}

// Forgive implements Locker.
func (l *Lock) Forgive(_ context.Context, key, name string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	hash, right := l.by.hash(key), l.by.hash(name)
	a, ok := l.by.get(hash)
	if !ok {
		return nil
	}
	locked := l.isFull(&a)
	before := a.count
	a.keep(func(made attempt) bool { return made.name != right })
	if locked && a.count < before {
		a.until = a.before
		a.locks--
	}
	if a.count == 0 && a.locks == 0 {
		l.by.remove(hash)
	} else {
		l.by.set(hash, a)
	}
	return nil
}

// duration of a lock after so many before it.
func (l *Lock) duration(before int32) time.Duration {
	d := l.o.First
	for range before {
		if d *= 2; d >= l.o.Longest {
			return l.o.Longest
		}
	}
	return d
}
