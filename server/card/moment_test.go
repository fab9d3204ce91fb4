package card

import (
	"testing"
	"time"
)

func TestAMomentIsADayOrATimeWithItsZone(t *testing.T) {
	for _, c := range []struct {
		text, want string
		reason     Reason
	}{
		{"2026-11-22", "2026-11-22", ""},
		{"2026-11-22T08:00:00Z", "2026-11-22T16:00:00+08:00", ""},
		{"2026-11-22T23:59:59.123456789+08:00", "2026-11-22T23:59:59.123456+08:00", ""},
		{"2026-11-22t08:00:00.50z", "2026-11-22T16:00:00.5+08:00", ""},
		{"1990-01-01", "1990-01-01", ""},
		{"1989-12-31T16:00:00Z", "1990-01-01T00:00:00+08:00", ""},
		{"2099-12-31", "2099-12-31", ""},

		{"", "", Missing},
		{"2026-11-31", "", Date},
		{"2026-1-1", "", Date},
		{"2026/11/22", "", Date},
		{"20261122", "", Date},
		{"2026-11-22 08:00:00Z", "", Date},
		{"2026-11-22T8:00:00Z", "", Date},
		{"2026-11-22T08:00:00,5Z", "", Date},
		{"2026-11-22T08:00:60Z", "", Date},
		{"2026-11-22T08:00:00+25:00", "", Date},
		{"２０２６-11-22", "", Date},
		{"2026-11-22T08:00:00.00000000000000000000000000000Z", "", Date},
		{"2099-12-31T16:00:00Z", "", DateRange},
		{"0026-11-22", "", DateRange},
	} {
		micros, kind, reason := parseMoment([]byte(c.text))
		got := ""
		if reason == "" {
			got = staged{micros: micros, kind: kind | 1}.entry().Event.ChangedAt.String()
		}
		if got != c.want || reason != c.reason {
			t.Errorf("%q: got %q and reason %q, want %q and %q", c.text, got, reason, c.want, c.reason)
		}
	}
}

func TestEventsOfOneMomentComeInTheOrderOfACardsLife(t *testing.T) {
	day := Day(2026, time.March, 1)
	events := []Event{
		{Cancelled, day}, {Active, day}, {Dispatched, At(day.Time)}, {ReportedLost, day}, {Active, day},
		{Reissuing, Day(2026, time.February, 28)},
	}
	want := "reissuing 2026-02-28, active 2026-03-01, reported_lost 2026-03-01, cancelled 2026-03-01, dispatched 2026-03-01T00:00:00+08:00, "
	got := ""
	for _, e := range History(events) {
		got += string(e.Status) + " " + e.ChangedAt.String() + ", "
	}
	if got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestTheOrderOfAStatusLeadsBackToIt(t *testing.T) {
	for _, s := range Statuses() {
		if back, ok := StatusAt(s.Order()); !ok || back != s {
			t.Errorf("%s comes back as %s", s, back)
		}
	}
	for _, order := range []int{-1, 0, 8} {
		if s, ok := StatusAt(order); ok {
			t.Errorf("%d is %s", order, s)
		}
	}
	if Status("lost").Order() != 0 {
		t.Error("a word that is no status has an order")
	}
}

func FuzzParseMoment(f *testing.F) {
	f.Add("2026-11-22")
	f.Add("2026-11-22t08:00:00.5+08:00")
	f.Fuzz(func(t *testing.T, text string) {
		micros, kind, reason := parseMoment([]byte(text))
		if reason != "" {
			return
		}
		// What is understood is understood again when it is written out.
		written := staged{micros: micros, kind: kind | 1}.entry().Event.ChangedAt.String()
		again, sameKind, reason := parseMoment([]byte(written))
		if again != micros || sameKind != kind || reason != "" {
			t.Fatalf("%q is read as %q and that as %d, reason %q", text, written, again, reason)
		}
	})
}
