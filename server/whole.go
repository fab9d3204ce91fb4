package server

import (
	"bytes"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strings"
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
	held *heldAnswer // nil: nothing is kept back
	door
}

// heldAnswer is an answer that is being gathered.
type heldAnswer struct {
	bytes []byte
	lines []byte // of its header, to be put behind the status line
}

var heldAnswers = sync.Pool{New: func() any {
	return &heldAnswer{bytes: make([]byte, 0, maxWhole+4<<10), lines: make([]byte, 0, 2<<10)}
}}

func (c *wholeConn) Write(p []byte) (int, error) {
	if c.held == nil {
		return c.Conn.Write(p)
	}
	rest := p
	if line := bytes.IndexByte(p, '\n') + 1; len(c.held.bytes) == 0 {
		c.held.bytes = append(append(c.held.bytes, p[:line]...), c.held.lines...)
		rest = p[line:]
	}
	c.held.bytes = append(c.held.bytes, rest...)
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

// hold keeps back what is written, and takes what it can of the answer's header
// out of net/http's hands, which would copy, sort and write the fields one by one:
// with a page that is ready that takes longer than all else.
func (c *wholeConn) hold(h http.Header, v *common) {
	c.held = heldAnswers.Get().(*heldAnswer)
	c.held.lines = takeOwn(v.append(c.held.lines[:0], h), h)
}

// own are the names of fields that net/http need not know of.
var own = [...]string{"Accept-Ranges", "Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Cache-Control", "Content-Encoding",
	"Cross-Origin-Resource-Policy", "Etag", "Link", "Ratelimit", "Ratelimit-Policy", "Vary", buildHeader, requestIDHeader}

// takeOwn moves those fields from a header to lines. What is no single line is left
// to net/http, which makes one of it.
func takeOwn(lines []byte, h http.Header) []byte {
	for _, name := range own {
		values := h[name]
		if len(values) != 1 || strings.ContainsAny(values[0], "\r\n") {
			continue
		}
		lines = append(append(append(append(lines, name...), ": "...), values[0]...), "\r\n"...)
		delete(h, name)
	}
	return lines
}

// release sends what was kept back. A connection on which that fails is closed:
// net/http does not learn of it.
func (c *wholeConn) release() {
	held := c.held
	c.held = nil
	if _, err := c.Conn.Write(held.bytes); err != nil {
		c.Conn.Close()
	}
	held.bytes = held.bytes[:0]
	heldAnswers.Put(held)
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
	p.conn.hold(w.Header(), p.common)
	p.common = nil
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
