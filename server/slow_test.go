package server

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a listener whose connections are pipes: what is sent on them takes
// no time but the time that a test lets pass.
type pipes struct {
	accept chan net.Conn
	closed chan struct{}
}

func newPipes() *pipes { return &pipes{make(chan net.Conn), make(chan struct{})} }

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.accept:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	select {
	case <-p.closed:
	default:
		close(p.closed)
	}
	return nil
}

func (p *pipes) Addr() net.Addr { return pipeAddr{} }

func (p *pipes) dial() net.Conn {
	client, server := net.Pipe()
	p.accept <- server
	return client
}

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }

// A client that sends or reads too slowly is cut off, and slows nobody.
func TestSlowClientsAreCutOff(t *testing.T) {
	const drips = 300
	for _, tt := range []struct {
		name   string
		within time.Duration
		slow   func(c net.Conn)
	}{
		{"a header that drips in", 6 * time.Second, func(c net.Conn) {
			io.WriteString(c, "GET /zh/ HTTP/1.1\r\nHost: a\r\n")
			drip(c, "X: y\r\n")
		}},
		{"nothing at all", 6 * time.Second, func(c net.Conn) { io.Copy(io.Discard, c) }},
		{"a body that drips in", 16 * time.Second, func(c net.Conn) {
			io.WriteString(c, "POST /api/v1/card-status HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n")
			go io.Copy(io.Discard, c)
			drip(c, " ")
		}},
		{"an answer that nobody reads", 31 * time.Second, func(c net.Conn) {
			io.WriteString(c, "GET /zh/ HTTP/1.1\r\nHost: a\r\n\r\n")
			for !closed(c) {
				time.Sleep(time.Second)
			}
		}},
		{"a connection that is kept and not used", 61 * time.Second, func(c net.Conn) {
			io.WriteString(c, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
			io.Copy(io.Discard, c)
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				i := start(t, func(c *Config) { c.SearchLimit = 0 })
				listener := newPipes()
				ctx, cancel := context.WithCancel(t.Context())
				done := make(chan error, 1)
				go func() { done <- i.Serve(ctx, listener) }()

				began := time.Now()
				cut := make(chan time.Duration, drips)
				for range drips {
					c := listener.dial()
					go func() {
						tt.slow(c)
						cut <- time.Since(began)
					}()
				}
				synctest.Wait()
				// Somebody else is answered meanwhile, in no time.
				other := listener.dial()
				asked := time.Now()
				if _, err := io.WriteString(other, "GET /zh/ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"); err != nil {
					t.Fatal(err)
				}
				answer, err := http.ReadResponse(bufio.NewReader(other), nil)
				if err != nil || answer.StatusCode != 200 {
					t.Fatalf("somebody else is answered %v, %v", answer, err)
				}
				if _, err := io.Copy(io.Discard, answer.Body); err != nil {
					t.Error(err)
				}
				if took := time.Since(asked); took > 0 {
					t.Errorf("somebody else waits for %s", took)
				}
				other.Close()
				for range drips {
					if after := <-cut; after > tt.within {
						t.Errorf("cut off after %s only", after)
					} else if after < tt.within*3/4 {
						t.Errorf("cut off after %s already", after)
					}
				}
				cancel()
				if err := <-done; err != nil {
					t.Error(err)
				}
				i.Close()
			})
		})
	}
}

// drip sends a little each half second until the other side has had enough.
func drip(c net.Conn, what string) {
	for {
		c.SetWriteDeadline(time.Now().Add(time.Second))
		if _, err := io.Copy(c, strings.NewReader(what)); err != nil {
			return
		}
		time.Sleep(500 * time.Millisecond)
	}
}

// closed tells whether the other side of a pipe has gone, without reading.
func closed(c net.Conn) bool {
	_, err := c.Read(nil)
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe)
}
