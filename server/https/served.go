package https

import (
	"context"
	"crypto/x509"
	"log/slog"
	"time"
)

// Served are the certificates that are served by now, by name.
type Served struct {
	all    func() map[string]*x509.Certificate
	remedy string // where one of them is not renewed
}

// Expiries tells when each expires.
func (s Served) Expiries() map[string]time.Time {
	all := map[string]time.Time{}
	for name, leaf := range s.all() {
		all[name] = leaf.NotAfter
	}
	return all
}

// servedEvery is how often is looked whether a certificate is due.
const servedEvery = time.Hour

// Watch says, until ctx ends, which certificates should have been renewed by
// now: the authority's are at a third of their time, others are by hand.
func (s Served) Watch(ctx context.Context, log *slog.Logger) {
	ticks := time.NewTicker(servedEvery)
	defer ticks.Stop()
	for {
		s.sayDue(time.Now(), log)
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
		}
	}
}

func (s Served) sayDue(now time.Time, log *slog.Logger) {
	for name, leaf := range s.all() {
		left := leaf.NotAfter.Sub(now)
		switch {
		case left <= 0:
			log.Error("the certificate has expired", "name", name, "expired", leaf.NotAfter, "remedy", s.remedy)
		case left < leaf.NotAfter.Sub(leaf.NotBefore)/4:
			log.Error("the certificate expires soon and has not been renewed", "name", name, "expires", leaf.NotAfter, "remedy", s.remedy)
		}
	}
}
