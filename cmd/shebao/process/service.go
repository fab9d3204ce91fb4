package process

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

// Service is what a service manager wants of a server, and what it gets told.
// Without systemd, nobody is told.
type Service struct {
	Reloads []func() error // what is read again on SIGHUP, in this order
	Handler http.Handler   // that must answer /healthz for the watchdog to be content
	Log     *slog.Logger
}

// Run follows signals and the watchdog until ctx ends. systemd is told at once
// that the server is ready.
func (s Service) Run(ctx context.Context) {
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
			for _, reload := range s.Reloads {
				if err := reload(); err != nil {
					s.Log.Error("not everything was read again; what was there stays", "error", err)
				}
			}
			s.tell(daemon.SdNotifyReady)
		case <-watchdog:
			if err := s.alive(ctx); err != nil {
				s.Log.Error("the server does not answer itself", "error", err)
				continue // systemd restarts what stays silent
			}
			s.tell(daemon.SdNotifyWatchdog)
		}
	}
}

func (s Service) tell(state string) {
	if _, err := daemon.SdNotify(false, state); err != nil {
		s.Log.Warn("systemd cannot be told", "error", err)
	}
}

// alive asks the server for its health, within the process: neither a missing
// certificate nor idle clients that have all connections are mended by a
// restart, which would only ask the authority for one more certificate.
func (s Service) alive(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://localhost/healthz", nil)
	if err != nil {
		return err
	}
	r.RemoteAddr = "127.0.0.1:0"
	status := make(chan int, 1)
	go func() { // one that hangs is left behind
		answer := statusOnly{header: http.Header{}}
		defer func() {
			if recover() != nil { // as net/http would
				answer.status = http.StatusInternalServerError
			}
			status <- answer.status
		}()
		s.Handler.ServeHTTP(&answer, r)
	}()
	select {
	case code := <-status:
		if code != http.StatusOK {
			return fmt.Errorf("status %d", code)
		}
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// statusOnly keeps the status of an answer and nothing else of it.
type statusOnly struct {
	header http.Header
	status int
}

func (s *statusOnly) Header() http.Header { return s.header }

func (s *statusOnly) WriteHeader(status int) {
	if s.status == 0 {
		s.status = status
	}
}

func (s *statusOnly) Write(p []byte) (int, error) {
	s.WriteHeader(http.StatusOK)
	return len(p), nil
}
