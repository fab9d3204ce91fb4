package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// clients ask a server for searches over connections that they keep.
type clients struct {
	address string
	queries [][]byte // requests, of which each is another one
	few     [][]byte // what everybody asks for
	asked   atomic.Int64
	page    []byte
	health  []byte

	idle        []*connection // of open
	connections int           // of open, those in use too
}

// load is what became of requests, timed from when they were due.
type load struct {
	served, refused, health []time.Duration
	late                    []time.Duration // served, of those due after two seconds
	failed                  int
	lastRefusal             time.Duration // since the beginning
}

// newClients waits for the server and takes words to search for from its titles.
func newClients(address string) (*clients, error) {
	c := &clients{address: address, health: request(address, "/healthz")}
	var answer struct{ Guides []struct{ Title, URL string } }
	for try := 0; ; try++ {
		got, err := http.Get("http://" + address + "/api/v1/guides?lang=en")
		if err == nil {
			err = json.NewDecoder(got.Body).Decode(&answer)
			got.Body.Close()
		}
		if err == nil {
			break
		}
		if try == 200 {
			return nil, err
		}
		time.Sleep(100 * time.Millisecond)
	}
	for limit := 1; limit <= 20; limit++ {
		for _, guide := range answer.Guides {
			target := fmt.Sprintf("/api/v1/search?lang=en&limit=%d&q=%s", limit, url.QueryEscape(guide.Title))
			c.queries = append(c.queries, request(address, target))
		}
	}
	rand.Shuffle(len(c.queries), func(i, j int) { c.queries[i], c.queries[j] = c.queries[j], c.queries[i] })
	c.few = c.queries[:min(200, len(c.queries))]
	if len(c.queries) == 0 {
		return nil, fmt.Errorf("%s has no guides", address)
	}
	c.page = fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n", answer.Guides[0].URL, address)
	return c, nil
}

func request(address, target string) []byte {
	return fmt.Appendf(nil, "GET %s HTTP/1.1\r\nHost: %s\r\nAccept-Encoding: gzip\r\n\r\n", target, address)
}

// next is the request that is sent next.
func (c *clients) next() []byte { return c.queries[int(c.asked.Add(1))%len(c.queries)] }

// connection is asked one thing at a time.
type connection struct {
	net.Conn
	r *bufio.Reader
}

func (c *clients) dial() (*connection, error) {
	conn, err := net.Dial("tcp", c.address)
	if err != nil {
		return nil, err
	}
	return &connection{conn, bufio.NewReaderSize(conn, 16<<10)}, nil
}

// ask tells whether a request was served, or refused in the way that is promised.
func (c *connection) ask(request []byte) (served bool, err error) {
	if err := c.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		return false, err
	}
	if _, err := c.Write(request); err != nil {
		return false, err
	}
	length, status, retry := 0, "", false
	for n := 0; ; n++ {
		line, err := c.r.ReadSlice('\n')
		if err != nil {
			return false, err
		}
		switch {
		case n == 0 && len(line) > 12:
			status = string(line[9:12])
		case bytes.HasPrefix(line, []byte("Retry-After: ")):
			retry = true
		case bytes.HasPrefix(line, []byte("Content-Length: ")):
			for _, digit := range bytes.TrimSpace(line[16:]) {
				length = 10*length + int(digit-'0')
			}
		case len(line) == 2:
			if _, err := c.r.Discard(length); err != nil {
				return false, err
			}
			if status != "200" && (status != "503" || !retry) {
				return false, fmt.Errorf("answered %s", status)
			}
			return status == "200", nil
		}
	}
}

// closed asks from so many clients, each of which waits for its answer.
func (c *clients) closed(n int, long time.Duration) *load {
	l := &load{}
	var mu sync.Mutex
	var all sync.WaitGroup
	for range n {
		all.Go(func() {
			conn, err := c.dial()
			if err != nil {
				return
			}
			defer conn.Close()
			for end := time.Now().Add(long); time.Now().Before(end); {
				began := time.Now()
				if served, err := conn.ask(c.next()); err == nil && served {
					mu.Lock()
					l.served = append(l.served, time.Since(began))
					mu.Unlock()
				}
			}
		})
	}
	all.Wait()
	return l
}

// maxConnections bounds those of open. A client that makes another one for each
// request that is not answered yet measures how soon connections are made.
const maxConnections = 1000

// open sends requests at a rate, whether or not earlier ones were answered, each
// on a connection that is free or, where none is, on a new one; and asks for
// /healthz fifty times a second. Connections are kept for the next time: clients
// that make a thousand at once are busy with that for 100 ms, which is the slowest
// hundredth of six seconds, whoever answers.
func (c *clients) open(perSecond float64, long time.Duration) *load {
	l := &load{}
	var mu sync.Mutex
	var all sync.WaitGroup
	var waiting []question
	begin := time.Now()
	note := func(q question, served bool, err error) {
		took, since := time.Since(q.due), q.due.Sub(begin)
		switch {
		case err != nil:
			l.failed++
		case q.health:
			l.health = append(l.health, took)
		case !served:
			l.refused = append(l.refused, took)
			l.lastRefusal = max(l.lastRefusal, since)
		default:
			l.served = append(l.served, took)
			if since > 2*time.Second {
				l.late = append(l.late, took)
			}
		}
	}
	// ask asks what is given, and then what waits.
	ask := func(conn *connection, q question) {
		defer all.Done()
		for more := true; more; {
			var err error
			var served bool
			if conn == nil {
				conn, err = c.dial()
			}
			if err == nil {
				served, err = conn.ask(q.request)
			}
			if err != nil && conn != nil {
				conn.Close()
				conn = nil
			}
			mu.Lock()
			note(q, served, err)
			switch more = len(waiting) > 0; {
			case more:
				q, waiting = waiting[0], waiting[1:]
			case conn == nil:
				c.connections--
			default:
				c.idle = append(c.idle, conn)
			}
			mu.Unlock()
		}
	}
	send := func(q question) {
		mu.Lock()
		defer mu.Unlock()
		switch n := len(c.idle); {
		case n > 0:
			all.Add(1)
			go ask(c.idle[n-1], q)
			c.idle = c.idle[:n-1]
		case c.connections < maxConnections:
			c.connections++
			all.Add(1)
			go ask(nil, q)
		default:
			waiting = append(waiting, q)
		}
	}
	every := time.Duration(float64(time.Second) / perSecond)
	healthDue := begin
	for sent, due := 0, begin; due.Sub(begin) < long; sent++ {
		if wait := time.Until(due); wait > 0 {
			time.Sleep(wait)
		}
		send(question{c.next(), due, false})
		if due.After(healthDue) {
			send(question{c.health, due, true})
			healthDue = healthDue.Add(20 * time.Millisecond)
		}
		due = begin.Add(time.Duration(sent+1) * every)
	}
	all.Wait()
	return l
}

// question is asked at a time.
type question struct {
	request []byte
	due     time.Time
	health  bool
}

// slow begins so many requests whose header drips in, as many whose body does,
// and as many pages that nobody reads. wait tells after what time the last of
// the first two kinds was cut off.
func (c *clients) slow(n int) (wait func() (headers, bodies time.Duration)) {
	var mu sync.Mutex
	var all sync.WaitGroup
	var headers, bodies time.Duration
	drip := func(start, piece string, last *time.Duration) {
		began := time.Now()
		conn, err := c.dial()
		if err != nil {
			return
		}
		defer conn.Close()
		go func() {
			_, err := io.WriteString(conn, start)
			for err == nil {
				time.Sleep(500 * time.Millisecond)
				_, err = io.WriteString(conn, piece)
			}
		}()
		_, _ = io.Copy(io.Discard, conn) // until it is cut off
		mu.Lock()
		*last = max(*last, time.Since(began))
		mu.Unlock()
	}
	for range n {
		all.Go(func() { drip("GET / HTTP/1.1\r\nHost: a\r\n", "X: y\r\n", &headers) })
		all.Go(func() {
			drip("POST /api/v1/card-status HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 4000\r\n\r\n", " ", &bodies)
		})
		all.Go(func() {
			conn, err := c.dial()
			if err != nil {
				return
			}
			defer conn.Close()
			// The system is not to read for it what it does not.
			if err := conn.Conn.(*net.TCPConn).SetReadBuffer(4 << 10); err != nil {
				return
			}
			for range 20 { // 20 pages are more than the system keeps on the way
				if _, err := conn.Write(c.page); err != nil {
					return
				}
			}
			time.Sleep(15 * time.Second)
		})
	}
	return func() (time.Duration, time.Duration) {
		all.Wait()
		return headers, bodies
	}
}

// quantile is in milliseconds.
func quantile(all []time.Duration, q float64) float64 {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return float64(all[min(int(q*float64(len(all))), len(all)-1)].Microseconds()) / 1000
}
