package server

import (
	"strings"
	"testing"
	"time"
)

// A page is packed again in the background: smaller, under the same ETag.
func TestPagesArePackedAgain(t *testing.T) {
	first := start(t, nil)
	address := "/zh/guides/reissue/"
	before := first.do("GET", address, "", "Accept-Encoding: br")
	if before.Code != 200 || before.Header().Get("Content-Encoding") != "br" {
		t.Fatalf("%d %v", before.Code, before.Header())
	}

	i := start(t, func(c *Config) { c.Repack = time.Hour })
	b := i.current.Load()
	f := b.files[address]
	for deadline := time.Now().Add(time.Minute); b.cache.get(f, brotliEncoding) == nil; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("nothing was packed")
		}
	}
	after := i.do("GET", address, "", "Accept-Encoding: br")
	if after.Body.Len() > before.Body.Len() || after.Header().Get("Etag") != before.Header().Get("Etag") {
		t.Errorf("%d bytes, %v; before %d bytes, %v", after.Body.Len(), after.Header(), before.Body.Len(), before.Header())
	}
	if w := i.do("GET", address, "", "Accept-Encoding: br", "If-None-Match: "+before.Header().Get("Etag")); w.Code != 304 {
		t.Errorf("what was sent before is %d", w.Code)
	}
}

func TestPagesAreNotPackedAgainWhileManyAsk(t *testing.T) {
	i := start(t, func(c *Config) { c.Repack = time.Hour })
	b := i.current.Load()
	packed := func() (n int) {
		for _, f := range b.pages() {
			if b.cache.get(f, brotliEncoding) != nil {
				n++
			}
		}
		return n
	}
	many := time.NewTicker(time.Millisecond)
	defer many.Stop()
	for range 500 {
		i.begun.Add(calmRequests)
		<-many.C
	}
	if n := packed(); n > 1 { // one may have been begun before
		t.Errorf("%d pages were packed meanwhile", n)
	}
	for deadline := time.Now().Add(time.Minute); packed() < 2; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("no page was packed when nobody asked any more")
		}
	}
}

func TestGuidesArePackedAgainFirst(t *testing.T) {
	i := start(t, nil)
	b := i.current.Load()
	var names []string
	for _, f := range b.pages() {
		names = append(names, f.name)
	}
	if len(b.site.Guides) == 0 || len(names) <= len(b.site.Guides) {
		t.Fatalf("%d guides, pages %q", len(b.site.Guides), names)
	}
	for n, g := range b.site.Guides {
		if want := strings.Trim(g.URL, "/") + "/index.html"; names[n] != want {
			t.Errorf("page %d is %s, want %s", n, names[n], want)
		}
	}
}

// A better variant takes the place of one that is kept, a worse one does not,
// and the bytes that are used stay right.
func TestCacheKeepsTheSmallerVariant(t *testing.T) {
	c := newCache(1 << 20)
	f := &file{name: "a"}
	large, small := newVariant([]byte("a"), make([]byte, 300), brotliEncoding), newVariant([]byte("a"), make([]byte, 200), brotliEncoding)
	for _, tt := range []struct{ add, want *variant }{{large, large}, {small, small}, {large, small}} {
		c.add(f, brotliEncoding, tt.add)
		if got := c.get(f, brotliEncoding); got != tt.want || c.used != tt.want.cost() {
			t.Errorf("kept %d bytes, used %d", len(got.body), c.used)
		}
	}
}
