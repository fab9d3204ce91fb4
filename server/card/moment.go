package card

import (
	"cmp"
	"slices"
	"time"
)

// China is the time zone that the issuer's dates are meant in.
func China() *time.Location { return china }

var china = time.FixedZone("CST", 8*60*60)

// Day is the moment known by its date alone.
func Day(year int, month time.Month, day int) Moment {
	return Moment{Time: time.Date(year, month, day, 0, 0, 0, 0, china), DateOnly: true}
}

// At is the moment of t. Stores keep microseconds; what is finer is cut off.
func At(t time.Time) Moment { return Moment{Time: t.Truncate(time.Microsecond).In(china)} }

// String writes a moment as it is imported and as the API gives it:
// "2026-11-22", or RFC 3339 in China's time.
func (m Moment) String() string {
	if m.DateOnly {
		return m.Time.In(china).Format(time.DateOnly)
	}
	return m.Time.In(china).Format(time.RFC3339Nano)
}

// Compare orders events: by moment, one known by its date alone before any
// other of that instant, then by the statuses' order.
func (e Event) Compare(f Event) int {
	if c := e.ChangedAt.Time.Compare(f.ChangedAt.Time); c != 0 {
		return c
	}
	if e.ChangedAt.DateOnly != f.ChangedAt.DateOnly {
		if e.ChangedAt.DateOnly {
			return -1
		}
		return 1
	}
	return cmp.Compare(e.Status.Order(), f.Status.Order())
}

// Order is the status's place among [Statuses], from 1; 0 for no status.
// Stores keep it instead of the word.
func (s Status) Order() int { return slices.Index(statuses, s) + 1 }

// StatusAt is the status with that order; ok tells whether there is one.
func StatusAt(order int) (s Status, ok bool) {
	if order < 1 || order > len(statuses) {
		return "", false
	}
	return statuses[order-1], true
}

var statuses = Statuses()

// History brings the events of one card into order and drops doubles. It sorts
// in place.
func History(events []Event) []Event {
	slices.SortFunc(events, Event.Compare)
	return slices.CompactFunc(events, func(a, b Event) bool { return a.Compare(b) == 0 })
}
