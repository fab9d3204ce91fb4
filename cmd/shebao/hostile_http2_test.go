package main

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

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
func TestHostileHTTP2LeavesTheServerAnswering(t *testing.T) {
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
