package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// serveBeside serves a small handler beside the server, until stop is called.
// A request must have come within the time read; 0 is any, for answers that
// take longer.
func serveBeside(listener net.Listener, handler http.Handler, read time.Duration, log *slog.Logger) (stop func()) {
	hs := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: read, IdleTimeout: time.Minute, MaxHeaderBytes: 16 << 10,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug)} // its lines name clients
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := hs.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			log.Error("an address is not served any more", "address", listener.Addr().String(), "error", err)
		}
	}()
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if hs.Shutdown(ctx) != nil {
			hs.Close()
		}
		<-done
	}
}
