package server

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"shebao/server/clocktest"
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

// What is done again after a time is done after that time, whatever the clock
// shows meanwhile.
func TestAClockThatIsSetDelaysNothing(t *testing.T) {
	for _, by := range []time.Duration{24 * time.Hour, -24 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			clock, shelf, opened := clocktest.New(t), &memoryShelf{}, 0
			i := start(t, func(c *Config) {
				c.Now, c.Shelf = clock.Now, shelf
				c.OpenIndex = func(string) (Searcher, error) {
					if opened++; opened == 1 {
						return nil, errors.New("it is being made")
					}
					return &fakeIndex{}, nil
				}
			})
			writeFile(t, i.dir, "assets/page-00000001.css", "/* */")
			i.Reload() // which tries the index a second time
			opened = 0
			i.current.Load().index.Store(nil)
			i.poll()
			refusals := func() int {
				i.refuseOne(t)
				i.countRefusal("GET")
				return strings.Count(i.log.String(), "more is asked than can be done")
			}
			if said := refusals(); said != 1 {
				t.Fatalf("the log says %d times that requests are refused", said)
			}
			puts := shelf.puts
			clock.Set(by)
			for range 4 {
				time.Sleep(time.Second)
				i.poll()
			}
			if opened != 1 || shelf.puts != puts || refusals() != 1 {
				t.Errorf("set by %s, within four seconds the index is opened %d times, the shelf filled %d times; log:\n%s", by, opened, shelf.puts-puts, i.log)
			}
			time.Sleep(7 * time.Second)
			i.poll()
			if w := i.do("GET", "/api/v1/search?q=card&lang=zh", ""); w.Code != 200 || opened != 2 {
				t.Errorf("set by %s, eleven seconds later a search is %d, the index was opened %d times", by, w.Code, opened)
			}
			if said := refusals(); said != 2 {
				t.Errorf("set by %s, eleven seconds later the log has said %d times that requests are refused", by, said)
			}
			time.Sleep(time.Minute)
			if i.poll(); shelf.puts != puts+1 {
				t.Errorf("set by %s, a minute later the shelf was filled %d times more", by, shelf.puts-puts)
			}
			i.Close()
		})
	}
}
