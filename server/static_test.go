package server

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func TestTheBestEncodingThatAClientTakesIsChosen(t *testing.T) {
	for _, tt := range []struct {
		header string
		want   encoding
	}{
		{"", identity},
		{"gzip", gzipEncoding},
		{"GZIP", gzipEncoding},
		{"x-gzip", gzipEncoding},
		{"gzip, deflate, br", brotliEncoding},
		{"gzip, deflate, br, zstd", brotliEncoding},
		{"zstd, gzip", zstdEncoding},
		{"br;q=0.4, gzip;q=0.5", gzipEncoding},
		{"br;q=0.501,gzip;q=0.5", brotliEncoding},
		{"br; q=1.000 , gzip", brotliEncoding},
		{"br;q=0", identity},
		{"*", brotliEncoding},
		{"*;q=0", identity},
		{"*;q=0, gzip", gzipEncoding},
		{"br;q=0, *", zstdEncoding},
		{"identity", identity},
		{"identity, gzip", gzipEncoding},
		{"identity;q=1, gzip;q=0.5", identity},
		{"identity;q=0, gzip;q=0.001", gzipEncoding},
		{"identity;q=0", identity},
		{"deflate, compress", identity},
		{"br;q=2, gzip", gzipEncoding},
		{"br;q=0.1234, gzip;q=0.1", gzipEncoding},
		{"br;level=9, gzip", gzipEncoding},
		{";;,,q=,br;q", identity},
	} {
		if got := negotiate(tt.header); got != tt.want {
			t.Errorf("negotiate(%q) is %s, want %s", tt.header, got, tt.want)
		}
	}
}

func TestANameTellsTheTypeAndHowLongItIsKept(t *testing.T) {
	for _, tt := range []struct{ name, contentType, cacheControl string }{
		{"zh/index.html", "text/html; charset=utf-8", everyTime},
		{"assets/site-3f2a9c0d12.css", "text/css; charset=utf-8", forever},
		{"assets/site-f00e065446.js", "text/javascript; charset=utf-8", forever},
		{"assets/icon-84024bbe3d.svg", "image/svg+xml; charset=utf-8", forever},
		{"assets/site.css", "text/css; charset=utf-8", everyTime},
		{"assets/background-illustration.png", "image/png", anHour},
		{"zh/site-3f2a9c0d12.css", "text/css; charset=utf-8", everyTime},
		{"zh/guides/reissue/index.md", "text/markdown; charset=utf-8", everyTime},
		{"manifest.webmanifest", "application/manifest+json", everyTime},
		{"zh/feed.xml", "application/atom+xml; charset=utf-8", everyTime},
		{"LICENSE", "application/octet-stream", everyTime},
		{"page.html.exe", "application/octet-stream", everyTime},
	} {
		contentType, cacheControl, _ := typeOf(tt.name)
		if contentType != tt.contentType || cacheControl != tt.cacheControl {
			t.Errorf("typeOf(%q) is %q, %q", tt.name, contentType, cacheControl)
		}
	}
}

// Links that lead out of the folder, pipes and the like have no address.
func TestOnlyRegularFilesAreServed(t *testing.T) {
	i := start(t, nil)
	outside := filepath.Join(t.TempDir(), "secret.txt")
	if err := os.WriteFile(outside, []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(i.dir, "zh", "link.txt")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Dir(outside), filepath.Join(i.dir, "zh", "folder")); err != nil {
		t.Fatal(err)
	}
	if err := i.Reload(); err != nil {
		t.Fatal(err)
	}
	for _, target := range []string{"/zh/link.txt", "/zh/folder/secret.txt", "/zh/folder/", "/zh/folder"} {
		if w := i.do("GET", target, ""); w.Code != 404 {
			t.Errorf("GET %s is %d", target, w.Code)
		}
	}
}

// A file that is replaced by a link while it is served leads nowhere else.
func TestFileReplacedByLink(t *testing.T) {
	i := start(t, nil)
	outside := filepath.Join(t.TempDir(), "secret.txt")
	if err := os.WriteFile(outside, []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(i.dir, "zh", "data.bin")
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, file); err != nil {
		t.Fatal(err)
	}
	if w := i.do("GET", "/zh/data.bin", ""); w.Code == 200 || strings.Contains(w.Body.String(), "secret") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

// Files too large for the cache come from the disk, with all that HTTP offers.
func TestFilesTooLargeForTheCacheAreSentFromTheDisk(t *testing.T) {
	i := start(t, func(c *Config) { c.CacheSize = 64 << 10 })
	large := make([]byte, 100<<10)
	for n := range large {
		large[n] = 'a' + byte(n%26)
	}
	for _, name := range []string{"large.txt", "zh/404.html"} {
		if err := os.WriteFile(filepath.Join(i.dir, name), large, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := i.Reload(); err != nil {
		t.Fatal(err)
	}
	whole := i.do("GET", "/large.txt", "", "Accept-Encoding: gzip")
	etag := whole.Header().Get("Etag")
	if whole.Code != 200 || !bytes.Equal(whole.Body.Bytes(), large) || etag == "" || whole.Header().Get("Vary") != "Accept-Encoding" {
		t.Fatalf("%d %v, %d bytes", whole.Code, whole.Header(), whole.Body.Len())
	}
	if w := i.do("GET", "/large.txt", "", "If-None-Match: "+etag); w.Code != 304 || w.Body.Len() > 0 {
		t.Errorf("unchanged: %d", w.Code)
	}
	if w := i.do("GET", "/large.txt", "", "Range: bytes=26-28"); w.Code != 206 || w.Body.String() != "abc" {
		t.Errorf("a range: %d %q", w.Code, w.Body)
	}
	if w := i.do("HEAD", "/large.txt", ""); w.Code != 200 || w.Body.Len() > 0 || w.Header().Get("Content-Length") != fmt.Sprint(len(large)) {
		t.Errorf("HEAD: %d %v", w.Code, w.Header())
	}
	if w := i.do("GET", "/zh/nothing", ""); w.Code != 404 || w.Body.Len() != len(large) {
		t.Errorf("a large 404 page: %d, %d bytes", w.Code, w.Body.Len())
	}
}

// What is kept never takes more than it may, whatever is asked for.
func TestCacheKeepsItsBudget(t *testing.T) {
	const budget = 32 << 10
	i := start(t, func(c *Config) { c.CacheSize = budget })
	b := i.acquire()
	defer b.leave()
	var addresses []string
	for address := range b.files {
		addresses = append(addresses, address)
	}
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for range 200 {
				address := addresses[rand.IntN(len(addresses))]
				coding := encoding(rand.IntN(int(encodings))).String()
				if w := i.do("GET", (&url.URL{Path: address}).String(), "", "Accept-Encoding: "+coding); w.Code != 200 && w.Code != 302 {
					t.Errorf("GET %s is %d", address, w.Code)
				}
			}
		})
	}
	readers.Wait()
	if !b.cache.isTooSmall() || !b.cache.isFull() {
		t.Error("nothing had to make room, and there is room for more")
	}
	b.cache.mu.Lock()
	defer b.cache.mu.Unlock()
	var sum int64
	for _, v := range b.cache.kept.Values() {
		sum += v.cost()
	}
	if sum != b.cache.used || sum > budget || sum == 0 {
		t.Errorf("%d bytes are kept, %d counted, %d allowed", sum, b.cache.used, budget)
	}
}

// Every encoding of every file decodes to the file.
func TestEncodingsAreFaithful(t *testing.T) {
	i := start(t, nil)
	b := i.acquire()
	defer b.leave()
	for address, f := range b.files {
		want, err := os.ReadFile(filepath.Join(i.dir, f.name))
		if err != nil {
			t.Fatal(err)
		}
		if address == "/" {
			continue // chooses a language
		}
		tags := map[string]string{}
		for e := range encodings {
			w := i.do("GET", (&url.URL{Path: address}).String(), "", "Accept-Encoding: "+e.String())
			if w.Code != 200 || decode(t, w) != string(want) {
				t.Errorf("GET %s with %s is %d and not the file", address, e, w.Code)
			}
			etag, coding := w.Header().Get("Etag"), w.Header().Get("Content-Encoding")
			if before, ok := tags[etag]; ok && before != coding {
				t.Errorf("%s has one ETag for %q and %q", address, before, coding)
			}
			tags[etag] = coding
		}
	}
}

// Whoever asks for everything once leaves no cache too small for what the others
// ask for.
func TestACacheIsTooSmallWhileThingsMakeRoomForEachOther(t *testing.T) {
	c := newCache(4 << 10)
	var files [8]file
	add := func(f *file) {
		if c.get(f, identity) == nil {
			c.add(f, identity, &variant{body: make([]byte, 512)})
		}
	}
	for range 3 {
		for i := range files[:4] {
			add(&files[i])
		}
	}
	if c.isTooSmall() {
		t.Error("it is too small for what is in it")
	}
	for range 3 {
		for i := range files {
			add(&files[i])
		}
		if !c.isTooSmall() {
			t.Error("it is large enough for what is not in it")
		}
	}
	for i := range seldom {
		add(&files[i%4])
	}
	if !c.isTooSmall() {
		t.Error("it is large enough while the few take the place of the others")
	}
	for i := range seldom {
		add(&files[i%4])
	}
	if c.isTooSmall() {
		t.Error("it is too small for the few that are asked for")
	}
}
