package card

import (
	"cmp"
	"slices"
)

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

// History brings the events of one card into order and drops doubles. It sorts
// in place.
func History(events []Event) []Event {
	slices.SortFunc(events, Event.Compare)
	return slices.CompactFunc(events, func(a, b Event) bool { return a.Compare(b) == 0 })
}
