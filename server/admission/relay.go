package admission

import (
	"os"
	"sync/atomic"
)

// relay gives free places on by way of the network poller.
//
// Go looks at the network when no goroutine can run, and otherwise a hundred
// times a second. Where a place that gets free makes the next one in line run at
// once, some goroutine always can: while all work is done, new requests stand in
// the kernel, where nobody refuses them in time. A byte sent through a pipe is
// found behind whatever has come before it.
type relay struct {
	pipe *os.File
	told atomic.Bool // a byte is under way
}

// tell has the places be given on. It is false where that cannot be told.
func (r *relay) tell() bool {
	if r.told.Swap(true) {
		return true
	}
	_, err := r.pipe.Write([]byte{0})
	return err == nil
}

// Relay has places given on by way of the network poller until stop is called:
// for a line of those who come over the network.
func (l *Line) Relay() (stop func(), err error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	relay := &relay{pipe: w}
	l.relay.Store(relay)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		var told [1]byte
		for {
			if _, err := r.Read(told[:]); err != nil {
				return
			}
			relay.told.Store(false)
			l.giveOn()
		}
	}()
	return func() {
		l.relay.Store(nil)
		_ = w.Close() // nothing is lost with it
		<-ended
		_ = r.Close()
		l.giveOn()
	}, nil
}
