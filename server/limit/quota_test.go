package limit

import (
	"testing"
	"time"
)

func TestAQuotaTellsWhatIsLeftAndWhenItIsFullAgain(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	r := NewRate(RateOptions{PerMinute: 60, Burst: 5, Now: func() time.Time { return now }})
	check := func(name string, want Usage) {
		t.Helper()
		got, err := r.Take(t.Context(), "a")
		if err != nil {
			t.Fatal(err)
		}
		if got.Full = got.Full.Round(time.Millisecond); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	for n := range 5 {
		check("the burst is used up one by one", Usage{Left: 4 - n, Full: time.Duration(n+1) * time.Second})
	}
	for range 2 {
		check("refusals cost nothing", Usage{Wait: time.Second, Full: 5 * time.Second})
	}
	now = now.Add(2500 * time.Millisecond)
	check("they come back one by one", Usage{Left: 1, Full: 3500 * time.Millisecond})
	now = now.Add(time.Hour)
	check("never more than the burst", Usage{Left: 4, Full: time.Second})
	now = now.Add(-24 * time.Hour)
	check("where a clock is set back nobody is let off", Usage{Wait: time.Second, Full: 5 * time.Second})
	now = now.Add(time.Second)
	check("nor shut out for longer than at any time", Usage{Full: 5 * time.Second})
}
