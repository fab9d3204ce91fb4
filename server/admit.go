package server

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/labstack/echo/v4"
)

// Handler answers requests. It is what Serve serves.
func (s *Server) Handler() http.Handler { return http.HandlerFunc(s.answer) }

// answer lets a request begin, or refuses it before anything else is done.
//
// Health is always answered. What is posted is let in here, since its body may
// come slowly; a lookup is counted when it begins.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	conn, _ := r.Context().Value(wholeKey{}).(*wholeConn)
	var began time.Time
	if conn != nil {
		began = conn.takePlace()
	}
	limited := !began.IsZero()
	if !limited {
		limited = r.Method != http.MethodPost && !isHealth(r.URL.Path)
		if limited && !s.overload.enter() {
			s.shed(w, r)
			return
		}
		began = time.Now()
	}
	s.begun.Add(1)
	p := places.Get().(*place)
	p.ResponseWriter, p.common, p.began, p.conn = w, &s.headers.documents, began, conn
	if limited {
		p.overload = &s.overload
		p.waited = s.overload.giveWay(p.began)
	}
	defer func() {
		p.leave()
		*p = place{}
		places.Put(p)
	}()
	s.echo.ServeHTTP(p, r)
}

// place is what a request that is under way holds. It is given back when the
// answer's header is written, so that a client that reads slowly holds none.
type place struct {
	http.ResponseWriter
	overload *overload // nil: given back, or none was needed
	began    time.Time
	waited   time.Duration // of the time since then
	common   *common       // nil: written
	conn     *wholeConn
}

var places = sync.Pool{New: func() any { return new(place) }}

func (p *place) leave() {
	if p.overload != nil {
		took := time.Since(p.began)
		p.overload.requests.Worked(took - p.waited)
		p.overload.leave(took)
		p.overload = nil
	}
}

// beginAnswer ends what comes before the header.
func (p *place) beginAnswer() {
	p.leave()
	if p.common != nil {
		p.common.fill(p.Header())
		p.common = nil
	}
}

func (p *place) WriteHeader(status int) {
	p.beginAnswer()
	p.ResponseWriter.WriteHeader(status)
}

func (p *place) Write(body []byte) (int, error) {
	p.beginAnswer()
	return p.ResponseWriter.Write(body)
}

// Unwrap leads http.ResponseController to what else a ResponseWriter can do.
func (p *place) Unwrap() http.ResponseWriter { return p.ResponseWriter }

// untilAnswered is the context of what an answer waits for. It does not end when
// the client closes its half of the connection, which some do who have said all
// they have to say: net/http takes them for gone, and nothing here takes long. A
// stream of HTTP/2 that is taken back is finished likewise, within the limit of
// how many may be under way.
func untilAnswered(c echo.Context) context.Context {
	return context.WithoutCancel(c.Request().Context())
}
