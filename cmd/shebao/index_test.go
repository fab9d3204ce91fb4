package main

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shebao/cmd/shebao/site"
	"shebao/cmd/shebao/site/sitetest"
	"shebao/server/logtest"
)

// indexed is a small site that is built and served in this process.
type indexed struct {
	*testing.T
	place site.Place
	addr  string
}

func newIndexed(t *testing.T) *indexed {
	dir := t.TempDir()
	x := &indexed{T: t, place: site.Place{Content: filepath.Join(dir, "content"), Public: filepath.Join(dir, "public"), Data: filepath.Join(dir, "data")}}
	writeTown(t, x.place.Content, "one")
	return x
}

// build builds the site and returns what the build is called.
func (x *indexed) build(change func(*site.Place)) string {
	x.Helper()
	l := x.place
	if change != nil {
		change(&l)
	}
	result, err := l.Build(context.Background(), time.Now())
	if err != nil {
		x.Fatal(err)
	}
	return result.Build
}

func (x *indexed) serve() {
	x.Helper()
	var err error
	if x.addr, err = freeAddress(); err != nil {
		x.Fatal(err)
	}
	var out, log logtest.Buffer
	p := program{stdin: strings.NewReader(""), stdout: &out, stderr: &log, env: func(string) (string, bool) { return "", false }}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan int, 1)
	go func() {
		ended <- p.run(ctx, []string{"serve", "--addr", x.addr, "--content", x.place.Content, "--public", x.place.Public, "--data", x.place.Data})
	}()
	x.Cleanup(func() {
		stop()
		if code := <-ended; code != 0 || x.Failed() {
			x.Errorf("the server ended with %d:\n%s", code, log.String())
		}
	})
	within(x.T, 20*time.Second, "it answers", func() bool { return x.get("/healthz").status == 200 })
}

func (x *indexed) get(path string) answer {
	a, _ := (&replica{t: x.T, addr: x.addr}).ask(&http.Client{Timeout: 10 * time.Second}, "GET", path, "", "")
	return a
}

// mends: searches are refused for a while, and then answered, while pages are
// served all the time.
func (x *indexed) mends(name string) {
	x.Helper()
	refused := false
	within(x.T, 30*time.Second, "search finds "+name, func() bool {
		if a := x.get("/en/hello/"); a.status != 200 {
			x.Errorf("the page is %d meanwhile", a.status)
		}
		a := x.get("/api/v1/search?q=" + name + "&lang=en")
		switch {
		case a.status == 503:
			if a.header.Get("Retry-After") == "" {
				x.Error("503 does not say when to come again")
			}
			refused = true
		case a.status != 200:
			x.Errorf("search is %d: %s", a.status, a.body)
		}
		return a.status == 200 && strings.Contains(a.body, `"/en/hello/`) && strings.Contains(a.body, "<mark>"+name)
	})
	if !refused {
		x.Error("search was never refused: the damage was not there")
	}
}

func TestServeMakesADamagedIndexAnew(t *testing.T) {
	t.Parallel()
	x := newIndexed(t)
	sitetest.DamageIndex(t, x.place.Index(x.build(nil)))
	x.serve()
	x.mends("one")

	// A new build that comes without its index, then one whose index is no index.
	writeTown(t, x.place.Content, "two")
	x.build(func(l *site.Place) { l.NoIndex = true })
	x.mends("two")
	writeTown(t, x.place.Content, "three")
	dir := t.TempDir()
	next := x.build(func(l *site.Place) {
		l.Public, l.Data, l.NoIndex = filepath.Join(dir, "public"), filepath.Join(dir, "data"), true
	})
	if err := os.MkdirAll(x.place.Index(next), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(x.place.Index(next), "manifest.json"), []byte(`{"format":`), 0o644); err != nil {
		t.Fatal(err)
	}
	x.build(func(l *site.Place) { l.NoIndex = true })
	x.mends("three")
	if left := unfinished(t, x.place); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// unfinished are the folders of indexes that were never finished.
func unfinished(t *testing.T, l site.Place) (names []string) {
	t.Helper()
	for _, ending := range []string{"new", "away"} {
		left, err := filepath.Glob(filepath.Join(l.Data, "index", "*."+ending))
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, left...)
	}
	return names
}
