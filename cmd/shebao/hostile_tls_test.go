package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"shebao/server/https/acmetest"
)

// encrypted is a server with a certificate of its own, in a process of its own.
type encrypted struct {
	*replica
	roots *x509.CertPool
}

func newEncrypted(t *testing.T) *encrypted {
	t.Helper()
	dir := t.TempDir()
	certFile, keyFile, roots := acmetest.Files(t, dir, "cards.example.org")
	addr, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	e := &encrypted{replica: &replica{t: t, addr: addr, command: []string{"shebao", "serve", "--demo", "--archive", packBuild(t, "one"), "--data", filepath.Join(dir, "data"),
		"--addr", addr, "--tls-cert", certFile, "--tls-key", keyFile}}, roots: roots}
	e.launch()
	t.Cleanup(e.kill)
	e.alive("at the start")
	return e
}

// alive asks for a page, as somebody who has nothing to do with it all.
func (e *encrypted) alive(when string) {
	e.t.Helper()
	if answer, body := get(e.t, clientTo(e.addr, e.roots), "GET", "https://cards.example.org/en/hello/"); answer.StatusCode != 200 || !strings.Contains(body, "build one") {
		e.t.Errorf("%s a page is %s", when, answer.Status)
	}
}

// clean looks for what a log must not have after hostile clients.
func (e *encrypted) clean() {
	e.t.Helper()
	for _, word := range []string{"panic", "goroutine ", "127.0.0.1:", "level=ERROR"} {
		for line := range strings.SplitSeq(e.log.String(), "\n") {
			if strings.Contains(line, word) && !strings.Contains(line, "serving https://") {
				e.t.Errorf("the log has %q: %s", word, line)
			}
		}
	}
}

// Whatever comes where a handshake should, and a thousand handshakes that stop
// half way, leave the server answering everybody else.
func TestHostileHandshakes(t *testing.T) {
	t.Parallel()
	e := newEncrypted(t)
	hello := clientHello(t)
	var greetings [][]byte
	for _, text := range []string{
		"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "POST /en/status/ HTTP/1.1\r\nHost: x\r\nContent-Length: 99999\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "SSH-2.0-x\r\n", "\r\n\r\n", "\x00", "\x80\x2e\x01\x00\x02", "\x15\x03\x01\x00\x02\x02\x28",
		"\x16\x03\x01\x00\x00", "\x16\x03\x01\xff\xff" + strings.Repeat("\x01", 70000), "\x16\x03\x01\x40\x01" + strings.Repeat("x", 0x4001), "\x14\x03\x03\x00\x01\x01", "\x17\x03\x03\x00\x05hello", strings.Repeat("\x16\x03\x01\x00\x01\x01", 5000),
	} {
		greetings = append(greetings, []byte(text))
	}
	random := rand.New(rand.NewPCG(3, 4))
	for range 300 { // a proper one, with a few bytes changed, or cut
		changed := bytes.Clone(hello)
		for range 1 + random.IntN(4) {
			changed[random.IntN(len(changed))] ^= byte(1 + random.IntN(255))
		}
		greetings = append(greetings, changed[:1+random.IntN(len(changed))])
	}
	for n, greeting := range greetings {
		conn, err := net.Dial("tcp", e.addr)
		if err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(20 * time.Second))
		conn.Write(greeting)
		conn.(*net.TCPConn).CloseWrite()
		text, err := io.ReadAll(conn)
		conn.Close()
		if errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("greeting %d keeps the connection open", n)
		}
		if strings.Contains(string(text), ".go") || strings.Contains(string(text), "goroutine") {
			t.Errorf("greeting %d is told %q", n, text)
		}
	}
	e.alive("after bad handshakes")

	var half []net.Conn
	for n := range 1000 {
		conn, err := net.DialTimeout("tcp", e.addr, 5*time.Second)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.Write(hello[:n%len(hello)])
		half = append(half, conn)
	}
	for range 3 {
		e.alive("under a thousand half handshakes")
	}
	for _, conn := range half {
		conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		if _, err := io.Copy(io.Discard, conn); errors.Is(err, os.ErrDeadlineExceeded) {
			t.Fatal("a half handshake is not cut off")
		}
	}
	e.alive("after them")
	e.clean()
}

// clientHello is what a client sends first.
func clientHello(t *testing.T) []byte {
	t.Helper()
	near, far := net.Pipe()
	defer far.Close()
	go tls.Client(near, &tls.Config{ServerName: "cards.example.org", NextProtos: []string{"h2"}}).Handshake()
	record := make([]byte, 16<<10)
	far.SetReadDeadline(time.Now().Add(10 * time.Second))
	n, err := far.Read(record)
	if err != nil || n < 100 {
		t.Fatalf("a greeting of %d bytes, %v", n, err)
	}
	return record[:n]
}

// frames is an HTTP/2 connection that sends what it likes.
type frames struct {
	*http2.Framer
	conn    net.Conn
	headers bytes.Buffer
	encoder *hpack.Encoder
}

func (e *encrypted) frames(t *testing.T) *frames {
	t.Helper()
	conn, err := tls.Dial("tcp", e.addr, &tls.Config{ServerName: "cards.example.org", RootCAs: e.roots, NextProtos: []string{"h2"}})
	if err != nil {
		t.Fatal(err)
	}
	conn.SetDeadline(time.Now().Add(30 * time.Second))
	f := &frames{Framer: http2.NewFramer(conn, conn), conn: conn}
	f.AllowIllegalWrites = true
	f.encoder = hpack.NewEncoder(&f.headers)
	io.WriteString(conn, http2.ClientPreface)
	f.WriteSettings()
	return f
}

// block is a header block; fields are names and values in turn.
func (f *frames) block(fields ...string) []byte {
	f.headers.Reset()
	for i := 0; i < len(fields); i += 2 {
		f.encoder.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]})
	}
	return bytes.Clone(f.headers.Bytes())
}

var plainGet = []string{":method", "GET", ":scheme", "https", ":authority", "cards.example.org", ":path", "/en/hello/"}

func (f *frames) ask(stream uint32, endStream bool, fields ...string) error {
	return f.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: f.block(fields...), EndStream: endStream, EndHeaders: true})
}

// HTTP/2 as no client of good will speaks it: the server ends such a connection,
// or answers it, and answers everybody else meanwhile and afterwards.
func TestHostileHTTP2(t *testing.T) {
	t.Parallel()
	e := newEncrypted(t)
	long := strings.Repeat("a", 4000)
	shapes := map[string]func(f *frames) error{
		"10,000 requests that are taken back at once": func(f *frames) error {
			for n := range uint32(10_000) {
				if err := errors.Join(f.ask(2*n+1, true, plainGet...), f.WriteRSTStream(2*n+1, http2.ErrCodeCancel)); err != nil {
					return err
				}
			}
			return nil
		},
		"headers that go on for ever": func(f *frames) error {
			err := f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: f.block(plainGet...)})
			for n := 0; n < 10_000 && err == nil; n++ {
				err = f.WriteContinuation(1, false, f.block("x-"+fmt.Sprint(n), long))
			}
			return err
		},
		"continuations of nothing": func(f *frames) error {
			err := f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: f.block(plainGet...)})
			for n := 0; n < 10_000 && err == nil; n++ {
				err = f.WriteContinuation(1, false, nil)
			}
			return err
		},
		"a header that is named a thousand times over": func(f *frames) error {
			f.ask(1, true, append(plainGet, "x-long", long)...)
			fields := plainGet
			for range 1000 {
				fields = append(fields, "x-long", long) // a byte each, of the table
			}
			return f.ask(3, true, fields...)
		},
		"a table that is larger than allowed": func(f *frames) error {
			return f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte{0x3f, 0xe1, 0xff, 0xff, 0x7f}, EndStream: true, EndHeaders: true})
		},
		"an index that is not there": func(f *frames) error {
			return f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte{0xff, 0xff, 0xff, 0xff, 0x0f}, EndStream: true, EndHeaders: true})
		},
		"settings again and again": func(f *frames) error { return repeat(20_000, func() error { return f.WriteSettings() }) },
		"pings again and again":    func(f *frames) error { return repeat(20_000, func() error { return f.WritePing(false, [8]byte{}) }) },
		"no data again and again": func(f *frames) error {
			f.ask(1, false, append([]string{":method", "POST"}, plainGet[2:]...)...)
			return repeat(20_000, func() error { return f.WriteData(1, false, nil) })
		},
		"priorities again and again": func(f *frames) error {
			return repeat(20_000, func() error { return f.WritePriority(1, http2.PriorityParam{StreamDep: 3}) })
		},
		"a window that overflows": func(f *frames) error {
			return repeat(3, func() error { return f.WriteWindowUpdate(0, 1<<31-1) })
		},
		"a window of nothing, and a thousand pages": func(f *frames) error {
			f.WriteSettings(http2.Setting{ID: http2.SettingInitialWindowSize, Val: 0})
			for n := range uint32(1000) {
				if err := f.ask(2*n+1, true, plainGet...); err != nil {
					return err
				}
			}
			return nil
		},
		"data of no stream":         func(f *frames) error { return f.WriteData(99, true, []byte("x")) },
		"a stream of the server's":  func(f *frames) error { return f.ask(2, true, plainGet...) },
		"a stream that is 0":        func(f *frames) error { return f.ask(0, true, plainGet...) },
		"a stream that went before": func(f *frames) error { return errors.Join(f.ask(5, true, plainGet...), f.ask(3, true, plainGet...)) },
		"a stream that depends on itself": func(f *frames) error {
			return f.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: f.block(plainGet...), EndStream: true, EndHeaders: true, Priority: http2.PriorityParam{StreamDep: 1}})
		},
		"a frame of 16 MB": func(f *frames) error { return f.WriteRawFrame(http2.FrameData, 0, 1, make([]byte, 1<<24-1)) },
		"a frame that nobody knows": func(f *frames) error {
			return repeat(1000, func() error { return f.WriteRawFrame(0xfe, 0xff, 1, []byte(long)) })
		},
		"a promise":                  func(f *frames) error { return f.WriteRawFrame(http2.FramePushPromise, 4, 1, []byte{0, 0, 0, 2}) },
		"an end that is none":        func(f *frames) error { return f.WriteGoAway(0, http2.ErrCodeNo, bytes.Repeat([]byte("x"), 10_000)) },
		"settings of the wrong size": func(f *frames) error { return f.WriteRawFrame(http2.FrameSettings, 0, 0, []byte("12345")) },
		"a body that does not come": func(f *frames) error {
			return f.ask(1, false, ":method", "POST", ":scheme", "https", ":authority", "x", ":path", "/api/v1/card-status", "content-type", "application/json", "content-length", "50")
		},
		"a body longer than it says": func(f *frames) error {
			f.ask(1, false, ":method", "POST", ":scheme", "https", ":authority", "x", ":path", "/api/v1/card-status", "content-type", "application/json", "content-length", "2")
			return f.WriteData(1, true, []byte(long))
		},
	}
	for i, fields := range [][]string{
		{}, {":method", "GET"}, {":path", "/"}, append(plainGet, ":method", "POST"), append(plainGet, ":protocol", "websocket"), append(plainGet, ":status", "200"), append(plainGet, "Upper", "x"), append(plainGet, "connection", "close"),
		append(plainGet, "transfer-encoding", "chunked"), append(plainGet, "te", "gzip"), append(plainGet, "", "x"), append(plainGet, "a b", "x"), append(plainGet, "x", "a\r\nb: c"), append(plainGet, "x", "\x00"), append(plainGet, "host", "evil.example"), append(plainGet, "content-length", "-1"),
		{":method", "GET", ":scheme", "https", ":authority", "x", ":path", ""}, {":method", "GET", ":scheme", "https", ":authority", "x", ":path", "*"}, {":method", "GET", ":scheme", "https", ":authority", "x", ":path", "en/hello/"},
		{":method", "GET", ":scheme", "https", ":authority", "x", ":path", "/en/ HTTP/1.1\r\nHost: y"}, {":method", "GET", ":scheme", "https", ":authority", "a/b?c", ":path", "/en/"}, {":method", "GET", ":scheme", "https", ":authority", "user@x", ":path", "/en/"},
		{":method", "GET", ":scheme", "javascript", ":authority", "x", ":path", "/en/"}, {":method", "GET / HTTP/1.1\r\n", ":scheme", "https", ":authority", "x", ":path", "/en/"}, {":method", "CONNECT", ":authority", "x:1"}, {":method", "GET", ":scheme", "https", ":authority", "x", ":path", "/" + strings.Repeat("a", 40_000)},
		{":method", "GET", ":scheme", "https", ":authority", "x", ":path", "/%zz"}, {":method", "GET", ":scheme", "https", ":authority", "x", ":path", "//evil.example/"}, {"x", "y", ":method", "GET", ":scheme", "https", ":authority", "x", ":path", "/en/"},
	} {
		shapes[fmt.Sprintf("fields %d", i)] = func(f *frames) error { return f.ask(1, true, fields...) }
	}
	for name, send := range shapes {
		t.Run(name, func(t *testing.T) {
			f := e.frames(t)
			defer f.conn.Close()
			sent := make(chan struct{})
			go func() { // it may end at any time: the server has had enough
				defer close(sent)
				if send(f) == nil {
					f.WritePing(false, [8]byte{'e', 'n', 'd'})
				}
			}()
			decoder := hpack.NewDecoder(4096, nil)
			f.SetMaxReadFrameSize(1 << 20)
			for range 100_000 {
				frame, err := f.ReadFrame()
				if err != nil {
					break // it is closed, which is right; or nothing more comes
				}
				if p, ok := frame.(*http2.PingFrame); ok && p.IsAck() && p.Data == [8]byte{'e', 'n', 'd'} {
					break
				}
				h, ok := frame.(*http2.HeadersFrame)
				if !ok {
					continue
				}
				fields, err := decoder.DecodeFull(h.HeaderBlockFragment())
				if err != nil {
					t.Fatalf("an answer cannot be read: %v", err)
				}
				for _, field := range fields {
					if field.Name == ":status" && field.Value >= "500" && field.Value != "503" {
						t.Errorf("it is answered %s", field.Value)
					}
				}
			}
			f.conn.Close()
			<-sent
			e.alive("after it")
		})
	}
	e.clean()
	if a, body := get(t, clientTo(e.addr, e.roots), "GET", "https://cards.example.org/healthz"); a.StatusCode != http.StatusOK {
		t.Errorf("health is %s %s", a.Status, body)
	}
}

func repeat(n int, do func() error) error {
	for range n {
		if err := do(); err != nil {
			return err
		}
	}
	return nil
}
