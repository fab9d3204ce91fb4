package server

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"time"
)

// What a connection may take. A header or body that drips in more slowly, and
// a client that does not read, is cut off.
const (
	readHeaderTimeout = 5 * time.Second
	readTimeout       = 15 * time.Second
	writeTimeout      = 30 * time.Second
	idleTimeout       = 60 * time.Second
	maxHeaderBytes    = 32 << 10

	// stopTimeout is what requests under way get to finish.
	stopTimeout = 10 * time.Second
)

// Serve answers requests on listener until ctx ends, and picks up new builds
// meanwhile. Then /readyz turns 503, the listener closes after Config.Drain,
// and requests under way have ten seconds to finish; nil means that all did.
// The listener is closed in any case.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	hs := &http.Server{
		Handler:           s.Handler(),
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes - 4096, // net/http adds as much for the request line
		ErrorLog:          log.New(logWriter{s.log}, "", 0),
		ConnContext:       withConn,
	}
	if listener.Addr().Network() == "tcp" {
		if stop, err := s.overload.requests.Relay(); err != nil {
			s.log.Warn("under load, refusals will come late", "error", err)
		} else {
			defer stop()
		}
	}
	failed := make(chan error, 1)
	go func() { failed <- hs.Serve(wholeListener{listener, s}) }()
	ticks := time.NewTicker(s.config.Poll)
	defer ticks.Stop()
	for {
		select {
		case <-ticks.C:
			s.poll()
		case err := <-failed:
			hs.Close()
			return fmt.Errorf("serve on %s: %w", listener.Addr(), err)
		case <-ctx.Done():
			return s.stop(hs, failed)
		}
	}
}

// stop ends a server in the order that loses nothing.
func (s *Server) stop(hs *http.Server, failed <-chan error) error {
	s.draining.Store(true)
	select {
	case <-time.After(s.config.Drain):
	case err := <-failed: // there is nothing to wait for
		s.log.Error("no connection is accepted any more", "error", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	if err := hs.Shutdown(ctx); err != nil {
		if errors.Is(err, context.DeadlineExceeded) {
			err = fmt.Errorf("requests were cut off that took longer than %s", stopTimeout)
		}
		return errors.Join(err, hs.Close())
	}
	if s.overload.requests.HasRefused(time.Second) { // who was in line or at rest has left net/http's books, and is answered by then
		time.Sleep(inLine + mostRest)
	}
	return nil
}
