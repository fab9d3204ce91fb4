package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
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
