package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
)

// service is what a service manager wants of a server, and what it gets told.
// Without systemd, nobody is told.
type service struct {
	reload func() error
	client *http.Client // that asks for it
	health string       // address that must answer for the watchdog to be content
	log    *slog.Logger
}

// runIn is run, for a goroutine.
func (s service) runIn(ctx context.Context) func() { return func() { s.run(ctx) } }

// run follows signals and the watchdog until ctx ends. ready is sent at once.
func (s service) run(ctx context.Context) {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	s.tell(daemon.SdNotifyReady)

	var watchdog <-chan time.Time
	if every, err := daemon.SdWatchdogEnabled(false); err == nil && every > 0 {
		ticks := time.NewTicker(every / 3)
		defer ticks.Stop()
		watchdog = ticks.C
	}
	for {
		select {
		case <-ctx.Done():
			s.tell(daemon.SdNotifyStopping)
			return
		case <-hangups:
			s.tell(daemon.SdNotifyReloading + "\n" + daemon.SdNotifyMonotonicUsec())
			if err := s.reload(); err != nil {
				s.log.Error("the site was not read again, the earlier build stays", "error", err)
			}
			s.tell(daemon.SdNotifyReady)
		case <-watchdog:
			if err := s.alive(ctx); err != nil {
				s.log.Error("the server does not answer itself", "error", err)
				continue // systemd restarts what stays silent
			}
			s.tell(daemon.SdNotifyWatchdog)
		}
	}
}

func (s service) tell(state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		s.log.Warn("systemd cannot be told", "error", err)
	}
}

// alive asks the server for its health as a client would.
func (s service) alive(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.health, nil)
	if err != nil {
		return err
	}
	r.Close = true
	answer, err := s.client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", answer.StatusCode)
	}
	return nil
}
