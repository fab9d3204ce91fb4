package main

import (
	"io"
	"net"
	"sync"
	"time"
)

// slow begins so many requests whose header drips in, as many whose body does,
// and as many pages that nobody reads, within a second. wait tells after what time the last of
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
		time.Sleep(time.Second / time.Duration(n)) // they come within a second
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
