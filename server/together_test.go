package server

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// While one build takes another's place, what a search finds is of the build that
// the answer names, and so is what a page says.
func TestPagesAndIndexAreOfOneBuild(t *testing.T) {
	i := start(t, func(c *Config) {
		c.Poll = time.Millisecond
		c.OpenIndex = func(build string) (Searcher, error) { return &buildIndex{build: build}, nil }
	})
	i.serve(t) // which looks for builds
	var seen sync.Map
	var readers sync.WaitGroup
	var stop atomic.Bool
	for range 4 {
		readers.Go(func() {
			for !stop.Load() {
				w := i.do("GET", "/api/v1/search?q=build", "")
				var found SearchAnswer
				if err := json.Unmarshal(w.Body.Bytes(), &found); err != nil || len(found.Hits) != 1 || found.Hits[0].Title != w.Header().Get("X-Build") {
					t.Errorf("an answer of build %q (%d): %s", w.Header().Get("X-Build"), w.Code, w.Body)
				}
				seen.Store(w.Header().Get("X-Build"), true)
				if w := i.do("GET", "/zh/", ""); !strings.Contains(w.Body.String(), "home of build "+w.Header().Get("X-Build")) {
					t.Errorf("a page of build %q (%d) says something else", w.Header().Get("X-Build"), w.Code)
				}
			}
		})
	}
	for n := range 8 {
		build := fmt.Sprintf("number-%d-", n)
		swap(t, i, build)
		for _, here := seen.Load(build); !here; _, here = seen.Load(build) {
			time.Sleep(time.Millisecond)
		}
	}
	stop.Store(true)
	readers.Wait()
}
