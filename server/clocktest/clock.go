// Package clocktest has a clock that can be set while it runs, as somebody sets
// that of a machine: what it says changes, and what has passed between two looks
// at it, by their monotonic readings, does not.
//
//	clock := clocktest.New(t)
//	… Now: clock.Now …
//	clock.Set(24 * time.Hour) // a day ahead
package clocktest

import (
	"sync/atomic"
	"testing"
	"time"
	"unsafe"
)

// Clock is time.Now, set ahead or back. It is safe for concurrent use.
type Clock struct {
	began time.Time
	ahead atomic.Int64 // seconds
}

// New makes a clock that goes right. It ends the test where times are not what
// they are taken to be here.
func New(t *testing.T) *Clock {
	t.Helper()
	c := &Clock{began: time.Now()}
	before := c.Now()
	for _, by := range []time.Duration{24 * time.Hour, -24 * time.Hour} {
		c.Set(by)
		now := c.Now()
		c.Set(-by)
		passed := now.Sub(before)
		shown := now.Round(0).Sub(before.Round(0)) // without monotonic readings
		if passed < 0 || passed > time.Minute || (shown-passed-by).Abs() > time.Minute {
			t.Fatalf("set by %s, the clock shows %s more, and %s have passed", by, shown, passed)
		}
	}
	return c
}

// Set sets the clock ahead, or back where by is negative, by whole seconds.
func (c *Clock) Set(by time.Duration) { c.ahead.Add(int64(by / time.Second)) }

// from1885 are the seconds from the beginning of 1885 to that of 1970.
var from1885 = time.Unix(0, 0).Unix() - time.Date(1885, 1, 1, 0, 0, 0, 0, time.UTC).Unix()

// Now is the time as the clock shows it, with a monotonic reading also where
// time.Now has none, as in the bubbles of package synctest.
func (c *Clock) Now() time.Time {
	passed := time.Since(c.began)
	shown := c.began.Round(0).Add(passed)
	// A time.Time with a monotonic reading: one bit that says so, the seconds since
	// 1885 and the nanoseconds; then the reading; then the zone.
	now := shown
	words := (*[2]uint64)(unsafe.Pointer(&now)) // #nosec G103 -- New looks whether it is so
	words[0] = 1<<63 | uint64(shown.Unix()+from1885+c.ahead.Load())<<30 | uint64(shown.Nanosecond())
	words[1] = uint64(passed) + 1
	return now
}
