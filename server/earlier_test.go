package server

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A reader who got a page before a build was replaced gets its style sheet
// after that, too.
func TestAssetsOfEarlierBuildsStay(t *testing.T) {
	i := start(t, nil)
	style := func(n int) string { return fmt.Sprintf("assets/page-%08x.css", n) }
	writeFile(t, i.dir, style(0), "/* 0 */")
	if err := i.Reload(); err != nil {
		t.Fatal(err)
	}
	for n := 1; n <= 3; n++ {
		if err := os.Remove(filepath.Join(i.dir, style(n-1))); err != nil {
			t.Fatal(err)
		}
		// What is asked for is in memory; what the old folder does not hold any
		// more and nobody has asked for is gone.
		writeFile(t, i.dir, style(n), fmt.Sprintf("/* %d */", n))
		if err := i.Reload(); err != nil {
			t.Fatal(err)
		}
		if w := i.do("GET", "/"+style(n), "", "Accept-Encoding: identity"); w.Code != 200 {
			t.Fatalf("the style of build %d is %d", n, w.Code)
		}
	}
	for n := 1; n <= 3; n++ {
		w := i.do("GET", "/"+style(n), "", "Accept-Encoding: identity")
		if w.Code != 200 || w.Body.String() != fmt.Sprintf("/* %d */", n) || w.Header().Get("Cache-Control") != forever ||
			!strings.HasPrefix(w.Header().Get("Content-Type"), "text/css") {
			t.Errorf("the style of build %d is %d %v\n%s", n, w.Code, w.Header(), w.Body)
		}
	}
	if w := i.do("GET", "/"+style(9), ""); w.Code != 404 {
		t.Errorf("a style that never was is %d", w.Code)
	}
}

func TestEarlierAssetsTakeBoundedMemory(t *testing.T) {
	i := start(t, nil)
	for n := range 6 {
		writeFile(t, i.dir, fmt.Sprintf("assets/big-%08x.js", n), strings.Repeat("x", 4<<20))
	}
	if err := i.Reload(); err != nil {
		t.Fatal(err)
	}
	old := i.acquire()
	defer old.leave()
	fresh := &build{files: map[string]*file{}}
	fresh.keep(old)
	size := 0
	for _, f := range fresh.earlier {
		size += len(f.body)
	}
	if size == 0 || size > maxEarlier {
		t.Errorf("%d bytes are kept", size)
	}
	next := &build{files: map[string]*file{}}
	next.keep(&build{files: map[string]*file{}, cache: newCache(1 << 20), earlier: fresh.earlier})
	if len(next.earlier) != len(fresh.earlier) {
		t.Errorf("%d of %d are kept a build later", len(next.earlier), len(fresh.earlier))
	}
}
