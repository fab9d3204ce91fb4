package main

import (
	"bytes"
	"context"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shebao/generator/publish"
	"shebao/server/logtest"
)

// indexed is a small site that is built and served in this process.
type indexed struct {
	*testing.T
	place place
	addr  string
}

func newIndexed(t *testing.T) *indexed {
	dir := t.TempDir()
	x := &indexed{T: t, place: place{content: filepath.Join(dir, "content"), public: filepath.Join(dir, "public"), data: filepath.Join(dir, "data")}}
	writeTown(t, x.place.content, "one")
	return x
}

// build builds the site and returns what the build is called.
func (x *indexed) build(change func(*place)) string {
	x.Helper()
	l := x.place
	if change != nil {
		change(&l)
	}
	b, err := l.build(context.Background(), time.Now())
	if err != nil {
		x.Fatal(err)
	}
	return b.result.Build
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
		ended <- p.run(ctx, []string{"serve", "--addr", x.addr, "--content", x.place.content, "--public", x.place.public, "--data", x.place.data})
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
	x.damageSegment(x.build(nil))
	x.serve()
	x.mends("one")

	// A new build that comes without its index, then one whose index is no index.
	writeTown(t, x.place.content, "two")
	x.build(func(l *place) { l.noIndex = true })
	x.mends("two")
	writeTown(t, x.place.content, "three")
	dir := t.TempDir()
	next := x.build(func(l *place) {
		l.public, l.data, l.noIndex = filepath.Join(dir, "public"), filepath.Join(dir, "data"), true
	})
	if err := os.MkdirAll(x.place.index(next), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(x.place.index(next), "manifest.json"), []byte(`{"format":`), 0o644); err != nil {
		t.Fatal(err)
	}
	x.build(func(l *place) { l.noIndex = true })
	x.mends("three")
	if entries := x.entries(); slices.ContainsFunc(entries, unfinished) {
		t.Errorf("left behind: %v", entries)
	}
}

func (x *indexed) entries() (names []string) {
	entries, err := os.ReadDir(x.place.indexes())
	if err != nil {
		x.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// The indexes of the current build and of the one before stay, for going back;
// none of their bytes change; what else stands there goes, but for what another
// build is making.
func TestEarlierIndexesAreRemoved(t *testing.T) {
	t.Parallel()
	x := newIndexed(t)
	var builds []string
	for _, name := range []string{"one", "two", "three", "four", "four"} {
		writeTown(t, x.place.content, name)
		var before map[string][]byte
		if len(builds) > 0 {
			before = readFiles(t, x.place.index(builds[len(builds)-1]))
		}
		if build := x.build(nil); !slices.Contains(builds, build) {
			builds = append(builds, build)
		}
		if len(before) > 0 {
			after := readFiles(t, x.place.index(builds[max(0, len(builds)-2)]))
			for file, body := range before {
				if name != "four" && !bytes.Equal(after[file], body) {
					t.Errorf("%s was written in place", file)
				}
			}
		}
		own, err := x.place.newIndex("killed")
		if err != nil {
			t.Fatal(err)
		}
		for _, leftover := range []string{own, own + ".away", filepath.Join(x.place.indexes(), "01234567-other.new"), filepath.Join(x.place.indexes(), "0123456789abcdef")} {
			if err := os.MkdirAll(filepath.Join(leftover, "parts"), 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
	x.build(nil)
	want := []string{"01234567-other.new", builds[len(builds)-1], builds[len(builds)-2]}
	slices.Sort(want)
	if got := x.entries(); !slices.Equal(got, want) {
		t.Errorf("there are %v, want %v", got, want)
	}
	for _, build := range builds[len(builds)-2:] {
		if !x.place.hasIndex(build) {
			t.Errorf("the index of %s does not open", build)
		}
	}
	if previous := publish.In(x.place.previous()); previous != builds[len(builds)-2] {
		t.Errorf("the build before is %q, want %q", previous, builds[len(builds)-2])
	}
}

func readFiles(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		all[name], err = os.ReadFile(filepath.Join(dir, name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A build neither keeps a damaged index nor takes anything over from one.
func TestBuildMakesADamagedIndexAnew(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"one", "two"} { // as it was, and changed
		x := newIndexed(t)
		x.damageSegment(x.build(nil))
		writeTown(t, x.place.content, name)
		if build := x.build(nil); !x.place.hasIndex(build) {
			t.Errorf("content %s: the index does not open", name)
		}
	}
}

func (x *indexed) damageSegment(build string) {
	x.Helper()
	files, err := filepath.Glob(filepath.Join(x.place.index(build), "*.zap"))
	if err != nil || len(files) != 1 {
		x.Fatalf("segments %v, %v", files, err)
	}
	body, err := os.ReadFile(files[0])
	if err != nil {
		x.Fatal(err)
	}
	body[len(body)/2] ^= 4
	if err := os.WriteFile(files[0], body, 0o644); err != nil {
		x.Fatal(err)
	}
}
