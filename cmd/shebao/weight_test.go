package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"shebao/cmd/shebao/site"
	"shebao/server"
)

// What a reader on a slow line pays for, in bytes.
const (
	maxFirstVisit = 19500 // as they come over HTTP/1.1, header fields included
	maxFirstAsked = 4     // requests
	maxNextPage   = 8000  // without header fields, of which HTTP/2 sends few again
	maxAgain      = 1000  // the same page later, unchanged: an answer without a body

	// For clients that know gzip alone, old ones and some proxies, both without
	// header fields.
	maxFirstVisitGzip = 19000
	maxNextPageGzip   = 8 << 10
	maxScripts        = 10 << 10 // all that there are, without header fields
)

// fromABrowser are the encodings that current browsers take.
const fromABrowser = "gzip, deflate, br, zstd"

// visit asks for an address as a browser does. whole has the header fields, too.
func visit(t *testing.T, site, address, encodings string) (body string, packed, whole int) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), "GET", site+address, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept-Encoding", encodings)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != 200 {
		t.Fatalf("%s is %s", address, response.Status)
	}
	header, err := httputil.DumpResponse(response, false)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), len(text), len(header) + len(text)
}

// again asks for a page that a browser has kept, and gives the bytes of the answer.
func again(t *testing.T, site, address string) int {
	t.Helper()
	ask := func(etag string) *http.Response {
		request, err := http.NewRequestWithContext(t.Context(), "GET", site+address, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Accept-Encoding", fromABrowser)
		request.Header.Set("If-None-Match", etag)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		return response
	}
	first := ask(`"none"`)
	first.Body.Close()
	second := ask(first.Header.Get("ETag"))
	defer second.Body.Close()
	answer, err := httputil.DumpResponse(second, true)
	if err != nil {
		t.Fatal(err)
	}
	return len(answer)
}

// loaded finds what a browser loads with a page, and with a script: addresses of
// style sheets, scripts, icons, pictures and the like.
var (
	loadTag  = regexp.MustCompile(`<(?:script|img|source|link rel="?(?:stylesheet|icon|preload|modulepreload|manifest)"?)\b[^>]*?\s(?:src|href)="?([^" >]+)`)
	loadCode = regexp.MustCompile(`\.src="([^"]+)"`)
)

func loaded(t *testing.T, site, page string) []string {
	t.Helper()
	plain, _, _ := visit(t, site, page, "identity")
	var all []string
	for _, m := range loadTag.FindAllStringSubmatch(plain, -1) {
		if !strings.HasPrefix(m[1], "data:") {
			all = append(all, m[1])
		}
	}
	for i := 0; i < len(all); i++ {
		if strings.HasSuffix(all[i], ".js") {
			script, _, _ := visit(t, site, all[i], "identity")
			for _, m := range loadCode.FindAllStringSubmatch(script, -1) {
				all = append(all, m[1])
			}
		}
	}
	return all
}

// TestWeight holds what pages weigh when the server of this program sends them.
func TestWeight(t *testing.T) {
	if testing.Short() {
		t.Skip("the same has been done without the race detector")
	}
	dir := t.TempDir()
	l := site.Place{Public: filepath.Join(dir, "public"), Data: filepath.Join(dir, "data"), BaseURL: "https://cards.example.org", NoIndex: true}
	if _, err := l.Build(t.Context(), time.Now()); err != nil {
		t.Fatal(err)
	}
	srv, err := server.New(server.Config{Public: l.Public, Repack: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	defer srv.Close()
	site := httptest.NewServer(srv.Handler())
	defer site.Close()
	guides, err := filepath.Glob(filepath.Join(l.Public, "*", "*", "*", "index.md"))
	if err != nil || len(guides) < 2*16 {
		t.Fatalf("%d guides, %v", len(guides), err)
	}

	deadline := time.Now().Add(2 * time.Minute)
	var heaviest, heaviestNext, heaviestGzip, heaviestNextGzip int
	for _, file := range guides {
		name, err := filepath.Rel(l.Public, filepath.Dir(file))
		if err != nil {
			t.Fatal(err)
		}
		page := "/" + filepath.ToSlash(name) + "/"
		parts := loaded(t, site.URL, page)
		if len(parts)+1 > maxFirstAsked {
			t.Errorf("%s is asked for with %q", page, parts)
		}
		for _, part := range parts {
			if !strings.HasPrefix(part, "/") || strings.HasPrefix(part, "//") {
				t.Fatalf("%s asks another host for %s", page, part)
			}
		}
		// The next page is all that is loaded on a later visit: the rest is kept for
		// a year. The server packs files as small as that some moments after it began.
		for ; ; time.Sleep(50 * time.Millisecond) {
			_, next, first := visit(t, site.URL, page, fromABrowser)
			_, nextGzip, _ := visit(t, site.URL, page, "gzip")
			firstGzip := nextGzip
			for _, part := range parts {
				_, _, n := visit(t, site.URL, part, fromABrowser)
				first += n
				_, n, _ = visit(t, site.URL, part, "gzip")
				firstGzip += n
			}
			small := first <= maxFirstVisit && next <= maxNextPage && firstGzip <= maxFirstVisitGzip && nextGzip <= maxNextPageGzip
			if !small && time.Now().Before(deadline) {
				continue
			}
			if !small {
				t.Errorf("a first visit of %s takes %d bytes, a later one %d; with gzip %d and %d", page, first, next, firstGzip, nextGzip)
			}
			heaviest, heaviestNext = max(heaviest, first), max(heaviestNext, next)
			heaviestGzip, heaviestNextGzip = max(heaviestGzip, firstGzip), max(heaviestNextGzip, nextGzip)
			break
		}
		if n := again(t, site.URL, page); n > maxAgain {
			t.Errorf("the same page again takes %d bytes: %s", n, page)
		}
	}
	t.Logf("the heaviest first visit takes %d bytes, a later one %d; with gzip %d and %d", heaviest, heaviestNext, heaviestGzip, heaviestNextGzip)

	t.Run("all scripts together", func(t *testing.T) {
		scripts, err := filepath.Glob(filepath.Join(l.Public, "assets", "*.js"))
		if err != nil || len(scripts) < 3 {
			t.Fatal(scripts, err)
		}
		sum := 0
		for _, file := range append(scripts, filepath.Join(l.Public, "sw.js")) {
			name, _ := filepath.Rel(l.Public, file)
			_, packed, _ := visit(t, site.URL, "/"+filepath.ToSlash(name), "gzip")
			sum += packed
		}
		if sum > maxScripts {
			t.Errorf("scripts take %d bytes", sum)
		}
		t.Logf("all scripts take %d bytes", sum)
	})

	t.Run("what is kept is not asked for again", func(t *testing.T) {
		for _, part := range loaded(t, site.URL, "/en/guides/reissue/") {
			response, err := http.Get(site.URL + part)
			if err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
			if got := response.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
				t.Errorf("%s: Cache-Control is %q", part, got)
			}
		}
	})
}
