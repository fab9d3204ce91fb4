package server

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// countedListener counts what is written to its connections, and how often.
type countedListener struct {
	net.Listener
	count *writes
}

type writes struct {
	mu    sync.Mutex
	times int
	files int // sent by the system
}

func (l countedListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &countedConn{c.(*net.TCPConn), l.count}, nil
}

type countedConn struct {
	*net.TCPConn
	count *writes
}

func (c *countedConn) Write(p []byte) (int, error) {
	c.count.mu.Lock()
	c.count.times++
	c.count.mu.Unlock()
	return c.TCPConn.Write(p)
}

func (c *countedConn) ReadFrom(r io.Reader) (int64, error) {
	c.count.mu.Lock()
	c.count.files++
	c.count.mu.Unlock()
	return c.TCPConn.ReadFrom(r)
}

// Over a connection an answer is what the handler alone makes of it, and leaves
// by one write, header and all; a file too large to be kept leaves by the system.
func TestAnswersLeaveWhole(t *testing.T) {
	i := start(t, func(c *Config) { c.CacheSize = 200 << 10 })
	large := strings.Repeat("x", 100<<10)
	if err := os.WriteFile(filepath.Join(i.dir, "large.bin"), []byte(large), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := i.Reload(); err != nil {
		t.Fatal(err)
	}
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var count writes
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	served := make(chan error, 1)
	go func() { served <- i.Serve(ctx, countedListener{inner, &count}) }()
	conn, err := net.Dial("tcp", inner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	reader := bufio.NewReader(conn)
	for _, tt := range []struct {
		method, path, header string
		writes, files        int
	}{
		{"GET", "/zh/guides/reissue/", "", 1, 0},
		{"GET", "/zh/guides/reissue/", "Accept-Encoding: gzip", 1, 0},
		{"GET", "/zh/guides/reissue/", "If-None-Match: *", 1, 0},
		{"HEAD", "/zh/guides/reissue/", "", 1, 0},
		{"GET", "/zh/nothing/", "", 1, 0},
		{"GET", "/zh/status/", "", 1, 0},
		{"GET", "/api/v1/search?q=card", "", 1, 0},
		{"GET", "/api/v1/none", "", 1, 0},
		{"GET", "/healthz", "", 1, 0},
		{"GET", "/large.bin", "", 1, 1},
		{"GET", "/large.bin", "Range: bytes=5-70000", 1, 1},
	} {
		name := strings.TrimSpace(tt.method + " " + tt.path + " " + tt.header)
		count.mu.Lock()
		times, files := count.times, count.files
		count.mu.Unlock()
		fmt.Fprintf(conn, "%s %s HTTP/1.1\r\nHost: a\r\n%s\r\n", tt.method, tt.path, strings.TrimPrefix(tt.header+"\r\n", "\r\n"))
		request := httptest.NewRequest(tt.method, tt.path, nil)
		if field, value, ok := strings.Cut(tt.header, ": "); ok {
			request.Header.Set(field, value)
		}
		answer, err := http.ReadResponse(reader, request)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		alone := httptest.NewRecorder()
		i.Handler().ServeHTTP(alone, request)
		if answer.StatusCode != alone.Code || tt.path != "/api/v1/search?q=card" && string(body) != alone.Body.String() {
			t.Errorf("%s is %d with %d bytes, not %d with %d", name, answer.StatusCode, len(body), alone.Code, alone.Body.Len())
		}
		answer.Header.Del("Date")
		for field, want := range alone.Header() {
			if got := answer.Header[field]; len(got) != len(want) || field != requestIDHeader && field != "Content-Length" && got[0] != want[0] {
				t.Errorf("%s: %s is %q, not %q", name, field, got, want)
			}
		}
		for field := range answer.Header {
			if alone.Header()[field] == nil && field != "Content-Length" {
				t.Errorf("%s: %s is %q", name, field, answer.Header[field])
			}
		}
		count.mu.Lock()
		if n := count.times - times; n != tt.writes || count.files-files != tt.files {
			t.Errorf("%s took %d writes and %d files", name, n, count.files-files)
		}
		count.mu.Unlock()
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// A value that would end its line, or one of several, is net/http's to write.
func TestNoFieldBecomesTwo(t *testing.T) {
	h := http.Header{"Link": {"<a>\r\nSet-Cookie: b"}, "Vary": {"Accept", "Accept-Language"}, "Etag": {`"c"`}, "Content-Type": {"text/plain"}}
	if lines := string(takeOwn([]byte("X: y\r\n"), h)); lines != "X: y\r\nEtag: \"c\"\r\n" {
		t.Errorf("%q", lines)
	}
	if len(h) != 3 || h["Etag"] != nil {
		t.Errorf("net/http writes %v", h)
	}
}
