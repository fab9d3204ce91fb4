package server

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/labstack/echo/v4"
)

// BenchmarkServe answers over loopback connections, each with one request at a
// time, from our server and from an Echo handler that does nothing but write
// the same page, compressed beforehand.
func BenchmarkServe(b *testing.B) {
	i := start(b, func(c *Config) { c.Log = slog.New(slog.NewTextHandler(io.Discard, nil)) })
	const path = "/zh/bench/"
	writePage(b, i, "zh/bench/index.html", 15<<10)
	plain := plainEcho(b, i.do("GET", path, "").Body.Bytes())
	etag := i.do("GET", path, "", "Accept-Encoding: gzip").Header().Get("Etag")

	// One Serve for all: a server that was stopped closes every connection.
	plainAddress, address := serveUntilDone(b, func(_ context.Context, l net.Listener) error { return http.Serve(l, plain) }), serveUntilDone(b, i.Serve)
	for _, bench := range []struct {
		name    string
		address string
		path    string
		headers string
		code    string
	}{
		{"plain echo", plainAddress, path, "", "200"},
		{"page hit", address, path, "", "200"},
		{"unchanged", address, path, "If-None-Match: " + etag + "\r\n", "304"},
		{"missing", address, "/zh/nothing/", "", "404"},
		{"search page", address, "/zh/search/?q=card", "", "200"},
		{"search api", address, "/api/v1/search?q=card", "", "200"},
	} {
		b.Run(bench.name, func(b *testing.B) {
			request := fmt.Sprintf("GET %s HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n%s\r\n", bench.path, bench.headers)
			b.ReportAllocs()
			b.SetParallelism(32)
			before := cpuTime(b)
			b.RunParallel(func(pb *testing.PB) {
				conn, err := net.Dial("tcp", bench.address)
				if err != nil {
					b.Error(err)
					return
				}
				defer conn.Close()
				r := bufio.NewReaderSize(conn, 64<<10)
				for pb.Next() {
					if _, err := io.WriteString(conn, request); err != nil {
						b.Error(err)
						return
					}
					if err := skipAnswer(r, bench.code); err != nil {
						b.Error(err)
						return
					}
				}
			})
			b.ReportMetric(float64(cpuTime(b)-before)/float64(b.N), "cpu-ns/op")
		})
	}
}

// serveUntilDone serves on an address of its own until the benchmark is over.
func serveUntilDone(b *testing.B, serve func(context.Context, net.Listener) error) (address string) {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { defer close(done); _ = serve(ctx, listener) }()
	b.Cleanup(func() { stop(); listener.Close(); <-done })
	return listener.Addr().String()
}

// cpuTime is what the process, clients included, has used of the processors;
// it says more than the clock on a machine with other work to do.
func cpuTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// writePage adds a page of some words to the site.
func writePage(b *testing.B, i *instance, name string, size int) {
	b.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	page := []byte("<!doctype html><html lang=zh><title>bench</title><p>")
	for len(page) < size {
		page = fmt.Appendf(page, "word%d ", random.IntN(4000))
	}
	file := filepath.Join(i.dir, name)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(file, page, 0o644); err != nil {
		b.Fatal(err)
	}
	if err := i.Reload(); err != nil {
		b.Fatal(err)
	}
}

// skipAnswer reads an answer with a Content-Length, as cheaply as can be.
func skipAnswer(r *bufio.Reader, code string) error {
	length := 0
	for n := 0; ; n++ {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		switch {
		case n == 0 && !bytes.HasPrefix(line[9:], []byte(code)):
			return fmt.Errorf("answered %q", line)
		case bytes.HasPrefix(line, []byte("Content-Length: ")):
			for _, c := range bytes.TrimSpace(line[16:]) {
				length = 10*length + int(c-'0')
			}
		case len(line) == 2:
			_, err := r.Discard(length)
			return err
		}
	}
}

func plainEcho(b *testing.B, page []byte) http.Handler {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	w.Write(page)
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	e := echo.New()
	e.GET("/*", func(c echo.Context) error {
		h := c.Response().Header()
		h.Set("Content-Encoding", "gzip")
		h.Set("Content-Length", fmt.Sprint(packed.Len()))
		return c.Blob(http.StatusOK, "text/html; charset=utf-8", packed.Bytes())
	})
	return e
}

// BenchmarkHandler is the handler alone, without connections.
func BenchmarkHandler(b *testing.B) {
	i := start(b, func(c *Config) { c.Log = nil })
	for _, path := range []string{"/zh/guides/reissue/", "/zh/nothing/"} {
		b.Run(strings.Trim(path, "/"), func(b *testing.B) {
			r, err := http.NewRequest("GET", path, nil)
			if err != nil {
				b.Fatal(err)
			}
			r.Header.Set("Accept-Encoding", "gzip")
			r.RemoteAddr = "192.0.2.1:1234"
			w := &discard{header: http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				clear(w.header)
				i.Handler().ServeHTTP(w, r)
			}
		})
	}
}

// discard is a ResponseWriter that keeps nothing.
type discard struct{ header http.Header }

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(p []byte) (int, error) { return len(p), nil }
func (d *discard) WriteHeader(int)             {}
