package main

import (
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// wire is what lies between a server and its database: it can be cut, can be
// slow, and can take everything and give nothing.
type wire struct {
	listener net.Listener
	socket   string // of the database
	state    atomic.Int32
	mu       sync.Mutex
	open     []net.Conn
}

const (
	wirePasses = iota
	wireIsSlow // each packet comes so much later
	wireHangs
	wireIsCut
)

const wireDelay = 150 * time.Millisecond

func newWire(t *testing.T, socket string) *wire {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{listener: listener, socket: socket}
	t.Cleanup(func() { listener.Close(); w.set(wireIsCut) })
	go func() {
		for {
			near, err := listener.Accept()
			if err != nil {
				return
			}
			if w.state.Load() == wireIsCut {
				near.Close()
				continue
			}
			far, err := net.Dial("unix", socket)
			if err != nil {
				near.Close()
				continue
			}
			w.mu.Lock()
			w.open = append(w.open, near, far)
			w.mu.Unlock()
			go w.carry(near, far)
			go w.carry(far, near)
		}
	}()
	return w
}

func (w *wire) carry(from, to net.Conn) {
	defer to.Close()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		for w.state.Load() == wireHangs {
			time.Sleep(10 * time.Millisecond)
		}
		if w.state.Load() == wireIsSlow {
			time.Sleep(wireDelay)
		}
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}

func (w *wire) set(state int32) {
	w.state.Store(state)
	if state == wireIsCut {
		w.mu.Lock()
		defer w.mu.Unlock()
		for _, c := range w.open {
			c.Close()
		}
		w.open = nil
	}
}
