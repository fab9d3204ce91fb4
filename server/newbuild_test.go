package server

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shebao/search"
)

// swap puts a new build in the place of dir in one step, as the generator does,
// and removes the old one.
func swap(t testing.TB, i *instance, build string) {
	t.Helper()
	fresh := filepath.Join(filepath.Dir(i.dir), "fresh-"+build)
	writeSite(t, fresh, i.theme, build)
	old := i.dir + "-before-" + build
	for _, step := range []func() error{
		func() error { return os.Rename(i.dir, old) },
		func() error { return os.Rename(fresh, i.dir) },
		func() error { return os.RemoveAll(old) },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestANewBuildReplacesTheEarlierOneOrLeavesIt(t *testing.T) {
	t.Run("a finished build is picked up by itself", func(t *testing.T) {
		i := start(t, func(c *Config) { c.Poll = time.Millisecond })
		address, _ := i.serve(t)
		client := newClient(t)
		swap(t, i, "two")
		for {
			if _, body := get(t, client, "http://"+address+"/readyz"); strings.Contains(body, `"build":"two"`) {
				break
			}
		}
		if _, body := get(t, client, "http://"+address+"/zh/"); !strings.Contains(body, "home of build two") {
			t.Error("the home page is of another build")
		}
	})
	t.Run("a build that cannot be read leaves the earlier one", func(t *testing.T) {
		i := start(t, nil)
		if err := os.WriteFile(filepath.Join(i.dir, siteFile), []byte("{"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := i.Reload(); err == nil {
			t.Error("Reload says nothing")
		}
		i.poll()
		i.poll()
		if n := strings.Count(i.log.String(), "a new build cannot be served"); n != 1 {
			t.Errorf("it is said %d times", n)
		}
		if w := i.do("GET", "/zh/", ""); w.Code != 200 {
			t.Errorf("the home page is %d", w.Code)
		}
	})
	t.Run("a request finds the next build before the poll does", func(t *testing.T) {
		i := start(t, nil)
		swap(t, i, "two") // nothing has been read of the first one yet
		if w := i.do("GET", "/zh/", ""); w.Code != 200 || !strings.Contains(w.Body.String(), "home of build two") {
			t.Errorf("%d\n%s", w.Code, w.Body)
		}
		if i.index.closed != 1 {
			t.Errorf("the first build's index was closed %d times", i.index.closed)
		}
	})
	t.Run("a folder that vanishes is 503, not 404", func(t *testing.T) {
		i := start(t, nil)
		if err := os.RemoveAll(i.dir); err != nil {
			t.Fatal(err)
		}
		if w := i.do("GET", "/zh/", ""); w.Code != 503 || w.Header().Get("Retry-After") == "" {
			t.Errorf("%d %v", w.Code, w.Header())
		}
	})
	t.Run("an index that could not be opened is tried again", func(t *testing.T) {
		now := time.Now()
		tries := 0
		i := start(t, func(c *Config) {
			open := c.OpenIndex
			c.Now = func() time.Time { return now }
			c.OpenIndex = func(build string) (Searcher, error) {
				switch tries++; tries {
				case 1:
					return nil, search.ErrDamaged
				case 2:
					panic("bolt: page 4 already freed")
				}
				return open(build)
			}
		})
		for n, want := range []int{503, 503, 503, 200} {
			if w := i.do("GET", "/api/v1/search?q=a", ""); w.Code != want {
				t.Errorf("search %d is %d, want %d", n, w.Code, want)
			}
			if n > 0 {
				now = now.Add(indexRetry)
			}
			i.poll()
		}
		if tries != 3 {
			t.Errorf("tried %d times", tries)
		}
	})
}

// An index whose file is cut while it is open tells so when it is asked.
func TestAnIndexDamagedWhileItIsServedIsOpenedAgain(t *testing.T) {
	var opened atomic.Int64
	first := &countedClose{}
	i := start(t, func(c *Config) {
		open := c.OpenIndex
		c.OpenIndex = func(build string) (Searcher, error) {
			if opened.Add(1) == 1 {
				return first, nil
			}
			return open(build)
		}
	})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			if w := i.do("GET", "/api/v1/search?q=a", ""); w.Code != 503 || w.Header().Get("Retry-After") == "" {
				t.Errorf("while it is damaged, search is %d", w.Code)
			}
			if w := i.do("GET", "/zh/", ""); w.Code != 200 {
				t.Errorf("while it is damaged, a page is %d", w.Code)
			}
		})
	}
	group.Wait()
	i.poll()
	if w := i.do("GET", "/api/v1/search?q=a", ""); w.Code != 200 {
		t.Errorf("when it is there again, search is %d", w.Code)
	}
	if opened.Load() != 2 || first.closed.Load() != 1 {
		t.Errorf("opened %d times, the damaged one closed %d times", opened.Load(), first.closed.Load())
	}
	if n := strings.Count(i.log.String(), `"msg":"the search index is damaged"`); n != 1 {
		t.Errorf("said %d times\n%s", n, i.log)
	}
}

// countedClose is an index that is damaged.
type countedClose struct {
	Searcher
	closed atomic.Int64
}

func (*countedClose) Search(context.Context, search.Query) (search.Result, error) {
	return search.Result{}, fmt.Errorf("search: %w", search.ErrDamaged)
}

func (x *countedClose) Close() error { x.closed.Add(1); return nil }

// Builds change while many read: no request fails, and no page mixes two.
func TestNoRequestFailsWhileBuildsFollowEachOther(t *testing.T) {
	i := start(t, func(c *Config) {
		c.Poll = time.Millisecond
		c.OpenIndex = func(build string) (Searcher, error) { return &buildIndex{build: build}, nil }
	})
	address, _ := i.serve(t)
	client := newClient(t)
	var readers sync.WaitGroup
	var stop atomic.Bool
	for range 4 {
		readers.Go(func() {
			for !stop.Load() {
				for _, path := range []string{"/zh/", "/en/guides/reissue/", "/zh/feed.xml", "/zh/search/?q=build"} {
					if code, body := get(t, client, "http://"+address+path); code != 200 {
						t.Errorf("GET %s is %d\n%s", path, code, body)
					}
				}
				_, body := get(t, client, "http://"+address+"/api/v1/search?q=build")
				if !strings.Contains(body, `"title":"`) {
					t.Errorf("search got\n%s", body)
				}
			}
		})
	}
	for n := range 20 {
		swap(t, i, fmt.Sprint("number", n))
	}
	stop.Store(true)
	readers.Wait()
}

// buildIndex answers every query with its build, and fails once it is closed.
type buildIndex struct {
	build  string
	closed atomic.Bool
}

func (x *buildIndex) Search(context.Context, search.Query) (search.Result, error) {
	if x.closed.Load() {
		return search.Result{}, errors.New("closed")
	}
	return search.Result{Total: 1, Hits: []search.Hit{{URL: "/zh/", Title: x.build}}}, nil
}

func (x *buildIndex) Suggest(context.Context, string, string, int) ([]search.Suggestion, error) {
	return nil, nil
}

func (x *buildIndex) Close() error {
	x.closed.Store(true)
	return nil
}
