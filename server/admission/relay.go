package admission

import (
	"os"
	"sync/atomic"
)

// relay has work begin by way of the network poller: it gives free places on, and
// wakes those who rest.
//
// Go looks at the network when no goroutine can run, and otherwise a hundred
// times a second. Where a place that gets free makes the next one in line run at
// once, or a timer who was refused and asks again, some goroutine always can:
// while all work is done, new requests stand in the kernel, where nobody refuses
// them in time. A byte sent through a pipe is found behind whatever has come
// before it.
type relay struct {
	pipe *os.File
	told atomic.Bool // a byte is under way
}

// tell has the places be given on. It is false where that cannot be told.
func (r *relay) tell() bool {
	if r.told.Swap(true) {
		return true
	}
	if _, err := r.pipe.Write([]byte{0}); err != nil {
		r.told.Store(false)
		return false
	}
	return true
}

// Relay has work begin by way of the network poller until stop is called: for a
// line of those who come over the network.
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
		l.passOn(r, relay)
	}()
	return func() {
		_ = w.Close() // nothing is lost with it
		<-ended
		_ = r.Close()
	}, nil
}

// passOn does what a relay is told until its pipe ends, and then whatever it was
// told last. Nobody rests by way of it from then on.
func (l *Line) passOn(pipe *os.File, relay *relay) {
	var told [1]byte
	for {
		if _, err := pipe.Read(told[:]); err != nil {
			l.relay.Store(nil)
			l.giveOn()
			l.resting.wakeAll()
			return
		}
		relay.told.Store(false)
		l.giveOn()
		l.resting.wake(relay)
	}
}
