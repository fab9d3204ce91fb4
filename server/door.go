package server

import (
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"sync"
	"time"

	"shebao/server/admission"
)

// door is the side of a connection on which requests come in. It lets a request
// begin, or refuses it, while it is nothing but bytes: of ten times what a server
// can do nine parts have to be refused, and net/http takes several times as long
// as that alone to read a request, watch its connection and write an answer.
//
// It decides about requests that it understands without any doubt: those that
// admission.ReadAsked knows, alone in what was read. All others, and health, go to net/http
// as they are; Server.answer decides about those.
type door struct {
	server  *Server
	between bool // the next byte is the first of a request

	ahead    byte // of the next request, which came before this one was answered
	hasAhead bool

	renewed time.Time     // when the deadlines were set for refusals; zero: net/http has set them
	delay   time.Duration // how long the first request was refused, again and again

	mu      sync.Mutex
	changed sync.Cond // of mu: past or closed
	past    bool      // the deadline for reading has passed; net/http ends a read by that
	owing   bool      // a request is in line, or may have come already
	closing bool      // it was closed while one was: the answer comes first
	closed  bool
	begun   time.Time // when a place was given to the request that net/http reads; zero: none
}

// renewEvery is how often deadlines are set while nothing but refusals is sent.
const renewEvery = time.Second

func newDoor(c *wholeConn, s *Server) *wholeConn {
	c.server, c.between = s, true
	c.changed.L = &c.mu
	return c
}

// Read returns what there is to read; between two requests, one that may begin.
// Those that may not it answers itself.
func (c *wholeConn) Read(p []byte) (int, error) {
	if !c.between {
		return c.Conn.Read(p)
	}
	if len(p) == 1 {
		return c.watch(p)
	}
	var since time.Time // they are refused
	for {
		n, err := c.readNext(p)
		if n == 0 || err != nil {
			c.between = n == 0
			return n, err
		}
		var a admission.Asked
		var refusal *refusal
		if a, c.between = admission.ReadAsked(p[:n]); c.between {
			refusal = c.server.refusalOf(a.Path)
		}
		if refusal == nil || c.enter() {
			c.handOn(since)
			return n, nil
		}
		if since.IsZero() {
			since = time.Now()
		}
		if err := c.refuse(a, refusal); err != nil {
			return 0, err
		}
		c.rest()
	}
}

// rest leaves what comes next in the kernel for a moment. Who was refused and
// asks again at once is heard, and refused, less often, and what it asks has come
// by the time it is read: one call to the system less, and one goroutine less to
// be woken up.
func (c *wholeConn) rest() {
	c.owe(true)
	o := &c.server.overload
	o.requests.Rest(restOf(int(o.resting.Add(1))))
	o.resting.Add(-1)
	if c.owe(false) { // what has come is answered, and nothing waited for
		_ = c.Conn.SetReadDeadline(time.Now().Add(time.Millisecond)) // the next read tells as well
	}
}

// watch reads while a request is answered: net/http wants to know when the client
// goes. A byte of the next request is kept, so that this is read whole.
func (c *wholeConn) watch(p []byte) (int, error) {
	if !c.hasAhead {
		if n, err := c.Conn.Read(p); n == 0 || err != nil {
			return n, err
		}
		c.ahead, c.hasAhead = p[0], true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for !c.past && !c.closed {
		c.changed.Wait()
	}
	return 0, os.ErrDeadlineExceeded
}

func (c *wholeConn) readNext(p []byte) (int, error) {
	if !c.hasAhead {
		return c.Conn.Read(p)
	}
	c.hasAhead = false
	p[0] = c.ahead
	n, err := c.Conn.Read(p[1:])
	if n == 0 {
		err = nil // it comes again
	}
	return n + 1, err
}

// SetReadDeadline sets it later for a connection whose first request was refused
// for a time: net/http counts from the moment at which it was accepted.
func (c *wholeConn) SetReadDeadline(t time.Time) error {
	c.mu.Lock()
	c.past = !t.IsZero() && !t.After(time.Now())
	if c.past {
		c.changed.Broadcast()
	}
	past := c.past
	c.mu.Unlock()
	switch {
	case t.IsZero(): // net/http begins anew with the next request
		c.delay = 0
	case !past:
		t = t.Add(c.delay)
	}
	return c.Conn.SetReadDeadline(t)
}

// handOn leaves a request to net/http, with as much time as if it had just come.
func (c *wholeConn) handOn(since time.Time) {
	if since.IsZero() {
		return
	}
	now := time.Now()
	c.delay += now.Sub(since)
	c.renewed = time.Time{}
	_ = c.Conn.SetReadDeadline(now.Add(readHeaderTimeout)) // the next read tells as well
}

// enter asks for a place, and waits for it in line. A connection that is closed
// meanwhile gets none.
func (c *wholeConn) enter() bool {
	o := &c.server.overload
	entered := !c.owe(true) && o.enter()
	if closing := c.owe(false); entered && closing {
		o.leave(0)
		return false
	}
	if entered {
		c.begin()
	}
	return entered
}

// owe notes whether there is, or may be, a request that has to be answered before
// the connection is closed, and tells whether it is to be.
func (c *wholeConn) owe(something bool) (closing bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.owing = something && !c.closed
	return c.closing
}

func (c *wholeConn) begin() {
	c.mu.Lock()
	c.begun = time.Now()
	c.mu.Unlock()
}

// takePlace returns when a place was given to the request, once.
func (c *wholeConn) takePlace() (begun time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	begun, c.begun = c.begun, time.Time{}
	return begun
}

// Close gives back the place of a request that net/http could not read.
func (c *wholeConn) Close() error {
	c.mu.Lock()
	if c.owing {
		c.closing = true
		c.mu.Unlock()
		return nil
	}
	c.closed = true
	c.changed.Broadcast()
	c.mu.Unlock()
	if begun := c.takePlace(); !begun.IsZero() {
		c.server.overload.leave(time.Since(begun))
	}
	return c.Conn.Close()
}

// refuse answers a request. An error ends the connection.
func (c *wholeConn) refuse(a admission.Asked, r *refusal) error {
	c.server.countRefusal(a.Method)
	now := time.Now()
	if now.Sub(c.renewed) > renewEvery {
		if err := c.Conn.SetReadDeadline(now.Add(idleTimeout)); err != nil {
			return err
		}
		if err := c.Conn.SetWriteDeadline(now.Add(writeTimeout)); err != nil {
			return err
		}
		c.renewed = now
	}
	answer := r.answers[rand.IntN(busyRetry)] // #nosec G404 -- it only spreads who comes back when
	if a.Method == "HEAD" {
		answer = answer[:len(answer)-len(r.body)]
	}
	c.mu.Lock()
	last := a.Last || c.closing || c.closed
	c.mu.Unlock()
	if last || c.server.draining.Load() {
		line := bytes.IndexByte(answer, '\n') + 1
		answer = append(append(bytes.Clone(answer[:line]), "Connection: close\r\n"...), answer[line:]...)
		_, _ = c.Conn.Write(answer) // it ends here in any case
		return io.EOF
	}
	_, err := c.Conn.Write(answer)
	return err
}
