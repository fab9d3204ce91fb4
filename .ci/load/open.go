package main

import (
	"slices"
	"sync"
	"time"
)

// load is what became of requests, timed from when they were due.
type load struct {
	served, refused, health []time.Duration
	late                    []time.Duration // served, of those due after two seconds
	turnedAway              []time.Duration // refused, of those on a connection of their own
	failed                  int
	lastRefusal             time.Duration // since the beginning
}

// add puts what became of more requests to the others.
func (l *load) add(more *load) {
	l.served = append(l.served, more.served...)
	l.refused = append(l.refused, more.refused...)
	l.health = append(l.health, more.health...)
	l.late = append(l.late, more.late...)
	l.turnedAway = append(l.turnedAway, more.turnedAway...)
	l.failed += more.failed
	l.lastRefusal = max(l.lastRefusal, more.lastRefusal)
}

// maxConnections bounds those of open. A client that makes another one for each
// request that is not answered yet measures how soon connections are made.
const maxConnections = 1000

// open sends requests at a rate, whether or not earlier ones were answered, each
// on a connection that is free or, where none is, on a new one; and fifty times a
// second asks for /healthz, and has somebody new come. Connections are kept for the
// next time: clients that make a thousand at once are busy with that for 100 ms, which
// is the slowest hundredth of six seconds, whoever answers.
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
	// visit asks on a connection of its own, as somebody new does.
	visit := func(due time.Time) {
		conn, err := c.dial()
		if err != nil {
			return
		}
		defer conn.Close()
		served, err := conn.ask(c.next())
		mu.Lock()
		defer mu.Unlock()
		if err != nil {
			l.failed++
		} else if !served {
			l.turnedAway = append(l.turnedAway, time.Since(due))
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
			since := due // which changes
			all.Go(func() { visit(since) })
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

// quantile is in milliseconds.
func quantile(all []time.Duration, q float64) float64 {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return float64(all[min(int(q*float64(len(all))), len(all)-1)].Microseconds()) / 1000
}
