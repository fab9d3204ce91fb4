package server

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"shebao/search"
)

// countingIndex counts the searches that are run.
type countingIndex struct {
	Searcher
	ran atomic.Int64
}

func (x *countingIndex) Search(_ context.Context, q search.Query) (search.Result, error) {
	n := x.ran.Add(1)
	if q.Text == "fails" {
		return search.Result{}, context.DeadlineExceeded
	}
	return search.Result{Total: int(n), Hits: make([]search.Hit, q.Limit), Took: time.Hour}, nil
}

func (x *countingIndex) Close() error { return nil }

// While requests are refused, who asks the same as somebody else gets what that
// one got; otherwise every search is run.
func TestUnderLoadTheSameIsSearchedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := &countingIndex{}
		i := start(t, func(c *Config) { c.OpenIndex = func(string) (Searcher, error) { return x, nil } })
		runs := func(name string, want int64, queries ...string) {
			t.Helper()
			before := x.ran.Load()
			for _, q := range queries {
				if w := i.do("GET", "/api/v1/search?"+q, ""); w.Code != 200 && q != "q=fails" {
					t.Fatalf("%s: %d %s", q, w.Code, w.Body)
				} else if ran, long := x.ran.Load() > before, strings.Contains(w.Body.String(), `"took_ms":3600000`); want == 0 && (ran || long) {
					t.Errorf("%s: %s was searched for again, or took as long as before", name, q)
				}
			}
			if ran := x.ran.Load() - before; ran != want {
				t.Errorf("%s: %d of %d searches were run, not %d", name, ran, len(queries), want)
			}
		}
		time.Sleep(time.Second) // since the start
		runs("in quiet times", 3, "q=card", "q=card", "q=card")
		i.refuseOne(t)
		runs("under load", 1, "q=card", "q=card", "q=card&limit=10&offset=0")
		runs("the same once more", 0, "q=card", "q=card")
		runs("what differs", 4, "q=card&lang=en", "q=card&limit=5", "q=card&offset=10", "q=cards")
		runs("what fails", 2, "q=fails", "q=fails")
		runs("what is large", 2, "q=card&limit=100", "q=card&limit=100")
		time.Sleep(againFor + time.Millisecond)
		runs("afterwards", 2, "q=card", "q=card")
		i.poll()
		if found := i.current.Load().index.Load().again.found; found != nil {
			t.Errorf("%d results are still kept", len(found))
		}
		i.refuseOne(t)
		runs("the next rush", 1, "q=card", "q=card")
		for n := range 2 * maxAgain {
			i.current.Load().index.Load().again.keep(search.Query{Text: fmt.Sprint(n)}, search.Result{})
		}
		if n := len(i.current.Load().index.Load().again.found); n > maxAgain {
			t.Errorf("%d results are kept", n)
		}
		i.Close()
		time.Sleep(time.Second) // what made the styles ends by itself
	})
}
