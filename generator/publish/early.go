package publish

import "sync"

// earlyShare is how many bytes a stage takes until they are sent to the disk
// while more is written. Left to the end, the disk of a large site is waited for
// when there is nothing else to do.
const earlyShare = 96 << 20

// early sends what is written to the disk in the background, one share at a time.
// What it could not write it keeps: a system tells such an error only once.
type early struct {
	mu      sync.Mutex
	waiting int // bytes since the last share
	busy    bool
	failed  error
	running sync.WaitGroup
}

// wrote counts bytes, and sends them off once there are enough and nothing else
// is under way.
func (e *early) wrote(bytes int, send func() error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.waiting += bytes; e.busy || e.waiting < earlyShare {
		return
	}
	e.waiting, e.busy = 0, true
	e.running.Go(func() {
		err := send()
		e.mu.Lock()
		defer e.mu.Unlock()
		e.busy = false
		if e.failed == nil {
			e.failed = err
		}
	})
}

// wait waits for what is under way and tells what has failed.
func (e *early) wait() error {
	e.running.Wait()
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.failed
}
