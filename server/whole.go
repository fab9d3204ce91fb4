package server

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"sync"

	"github.com/labstack/echo/v4"
)

// maxWhole is the size up to which an answer is gathered before it is sent.
const maxWhole = 32 << 10

// wholeListener accepts connections on which an answer can leave in one piece.
// net/http writes through 4 KB: a page and its header take two or three system
// calls and packets, which is half of what it costs to send them.
type wholeListener struct {
	net.Listener
	server *Server
}

func (l wholeListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	boundUnsent(c)
	if _, encrypted := c.(*tls.Conn); encrypted { // net/http has to see that it is
		return c, nil
	}
	return newDoor(&wholeConn{Conn: c}, l.server), nil
}

// wholeConn keeps back what is written between hold and release. Only the
// goroutine that writes an answer calls them.
type wholeConn struct {
	net.Conn
	held   *[]byte // nil: nothing is kept back
	common []byte  // what is put behind the status line
	door
}

var heldBuffers = sync.Pool{New: func() any {
	b := make([]byte, 0, maxWhole+4<<10)
	return &b
}}

func (c *wholeConn) Write(p []byte) (int, error) {
	if c.held == nil {
		return c.Conn.Write(p)
	}
	rest := p
	if line := bytes.IndexByte(p, '\n') + 1; len(*c.held) == 0 {
		*c.held = append(append(*c.held, p[:line]...), c.common...)
		rest = p[line:]
	}
	*c.held = append(*c.held, rest...)
	return len(p), nil
}

// ReadFrom lets the system send a file.
func (c *wholeConn) ReadFrom(r io.Reader) (int64, error) {
	if from, ok := c.Conn.(io.ReaderFrom); ok && c.held == nil {
		return from.ReadFrom(r)
	}
	return io.Copy(struct{ io.Writer }{c}, r)
}

// CloseWrite ends what is sent, as net/http does before it closes a connection
// on which there is more than it wants to read.
func (c *wholeConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return nil
}

// hold keeps back what is written. common are lines that every answer's header
// has: net/http would keep, copy, sort and write them one by one.
func (c *wholeConn) hold(common []byte) {
	c.held, c.common = heldBuffers.Get().(*[]byte), common
}

// release sends what was kept back. A connection on which that fails is closed:
// net/http does not learn of it.
func (c *wholeConn) release() {
	held := c.held
	c.held = nil
	if _, err := c.Conn.Write(*held); err != nil {
		c.Conn.Close()
	}
	*held = (*held)[:0]
	heldBuffers.Put(held)
}

type wholeKey struct{}

// withConn lets sendBody find the connection of a request.
func withConn(ctx context.Context, c net.Conn) context.Context {
	if whole, ok := c.(*wholeConn); ok {
		return context.WithValue(ctx, wholeKey{}, whole)
	}
	return ctx
}

// sendBody ends an answer whose header says how long body is. An error means
// that the client has gone.
func sendBody(c echo.Context, status int, body []byte) {
	w := c.Response()
	if c.Request().Method == http.MethodHead {
		body = nil
	}
	p, _ := w.Writer.(*place)
	if p == nil || p.conn == nil || p.common == nil || len(body) > maxWhole {
		w.WriteHeader(status)
		if len(body) > 0 {
			_, _ = w.Write(body)
		}
		return
	}
	var lines []byte
	if p.common.areUsual(w.Header()) {
		lines, p.common = p.common.lines, nil
	}
	p.conn.hold(lines)
	defer p.conn.release()
	w.WriteHeader(status)
	if len(body) > 0 {
		if _, err := w.Write(body); err != nil {
			return
		}
	}
	w.Flush()
}

// fileWriter lets the system send a file, which echo.Response hides.
type fileWriter struct{ *echo.Response }

func (w fileWriter) ReadFrom(r io.Reader) (int64, error) {
	inner := w.Response.Writer
	for {
		if from, ok := inner.(io.ReaderFrom); ok {
			n, err := from.ReadFrom(r)
			w.Size += n
			return n, err
		}
		outer, ok := inner.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return io.Copy(struct{ io.Writer }{w.Response}, r)
		}
		inner = outer.Unwrap()
	}
}
