package main

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// balancer sends each request to the next replica, as a load balancer does: one
// that is not ready gets none as long as another is, and one that takes no
// connection leaves the request to the next.
type balancer struct {
	replicas []*replica
	ready    []atomic.Bool
	turn     atomic.Int64
	client   *http.Client
	checks   sync.WaitGroup
	stop     context.CancelFunc
}

// balance begins to watch the replicas. Each request has a connection of its
// own, so that what a killed replica held is known exactly.
func balance(t *testing.T, replicas ...*replica) *balancer {
	ctx, stop := context.WithCancel(context.Background())
	b := &balancer{replicas: replicas, ready: make([]atomic.Bool, len(replicas)), stop: stop,
		client: &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	for i, r := range replicas {
		b.ready[i].Store(true)
		b.checks.Go(func() {
			for ; ctx.Err() == nil; time.Sleep(50 * time.Millisecond) {
				answer, err := b.client.Get(r.url("/readyz"))
				if err == nil {
					answer.Body.Close()
				}
				b.ready[i].Store(err == nil && answer.StatusCode == http.StatusOK)
			}
		})
	}
	t.Cleanup(func() {
		stop()
		b.checks.Wait()
	})
	return b
}

// answer is what came back, and from whom.
type answer struct {
	status int
	header http.Header
	body   string
	from   *replica
}

// ask sends a request to the next replica. from is whom it is for, by the
// address that the balancer names.
func (b *balancer) ask(method, path, body, from string) (a answer, err error) {
	first := int(b.turn.Add(1))
	for _, readyOnly := range []bool{true, false} {
		for n := range b.replicas {
			i := (first + n) % len(b.replicas)
			if readyOnly && !b.ready[i].Load() {
				continue
			}
			a, err = b.replicas[i].ask(b.client, method, path, body, from)
			if !errors.Is(err, syscall.ECONNREFUSED) {
				return a, err
			}
		}
	}
	return a, err
}
