package server

import (
	"testing"
	"time"
)

// The machine's clock jumps a day, ahead, back and back again: everything is
// answered as before, and who has used up the searches is neither let off for
// good nor shut out for a day.
func TestTheClockJumpsADay(t *testing.T) {
	t.Parallel()
	now := time.Date(2027, 1, 1, 23, 59, 0, 0, time.UTC)
	i := start(t, func(c *Config) { c.SearchLimit, c.Now = 1, func() time.Time { return now } })
	const query = "/api/v1/search?q=card&lang=zh"
	useUp := func(when string) {
		t.Helper()
		for n := 0; ; n++ {
			w := i.do("GET", query, "")
			if w.Code == 429 {
				return
			}
			if w.Code != 200 || n > 10 {
				t.Fatalf("%s search %d is %d", when, n, w.Code)
			}
		}
	}
	useUp("before")
	for _, jump := range []time.Duration{24 * time.Hour, -24 * time.Hour, -24 * time.Hour, 48 * time.Hour} {
		now = now.Add(jump)
		for target, want := range map[string]int{"/zh/": 200, "/zh/guides/reissue/": 200, "/zh/nothing": 404, "/api/v1/guides": 200, "/healthz": 200, "/readyz": 200} {
			if w := i.do("GET", target, ""); w.Code != want {
				t.Errorf("after %s %s is %d", jump, target, w.Code)
			}
		}
		if w := i.post("api", knownID, lostCard); w.Code != 200 {
			t.Errorf("after %s a lookup is %d", jump, w.Code)
		}
		useUp("after " + jump.String())
		now = now.Add(10 * time.Second)
		if w := i.do("GET", query, ""); w.Code != 200 {
			t.Errorf("after %s and ten seconds a search is %d", jump, w.Code)
		}
		useUp("again after " + jump.String())
	}
}
