package limit

import (
	"context"
	"testing"
	"time"
)

func TestQuota(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	r := NewRate(RateOptions{PerMinute: 60, Burst: 5, Now: func() time.Time { return now }})
	check := func(name string, left int, full time.Duration) {
		t.Helper()
		if l, f := r.Quota("a"); l != left || f.Round(time.Millisecond) != full {
			t.Errorf("%s: %d left, whole in %s; want %d and %s", name, l, f, left, full)
		}
	}
	check("an unknown key has the whole burst", 5, 0)
	for range 7 {
		if _, err := r.Allow(context.Background(), "a"); err != nil {
			t.Fatal(err)
		}
	}
	check("none is left after the burst, and refusals cost nothing", 0, 5*time.Second)
	now = now.Add(2500 * time.Millisecond)
	check("they come back one by one", 2, 2500*time.Millisecond)
	now = now.Add(time.Hour)
	check("never more than the burst", 5, 0)
}
