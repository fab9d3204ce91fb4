package https

import (
	"bytes"
	"crypto/tls"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/acme"
)

// Why there is no certificate is said once a minute for each name that the
// operator has named, and of nothing that clients make up.
func TestTheLogSaysWhyThereIsNoCertificate(t *testing.T) {
	now, failure := time.Now(), errors.New("429 too many certificates")
	var log bytes.Buffer
	r := &refusals{domains: []string{"a.example.org", "xn--gmq.example.org"}, seldom: seldom{now: func() time.Time { return now }}, log: slog.New(slog.NewTextHandler(&log, nil)),
		get: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return nil, failure }}
	ask := func(want int, name string, protocols ...string) {
		t.Helper()
		log.Reset()
		if _, err := r.certificate(&tls.ClientHelloInfo{ServerName: name, SupportedProtos: protocols}); !errors.Is(err, failure) {
			t.Errorf("the error is %v", err)
		}
		if got := strings.Count(log.String(), "level=ERROR"); got != want || want == 1 && !strings.Contains(log.String(), failure.Error()) {
			t.Errorf("%s: %d lines, want %d:\n%s", name, got, want, log.String())
		}
	}
	ask(0, "other.example.org")
	ask(0, "")
	ask(0, "a.example.org", acme.ALPNProto)
	ask(1, "A.Example.org", "h2")
	ask(0, "a.example.org", "h2")
	ask(1, "人.example.org", "h2")
	now = now.Add(59 * time.Second)
	ask(0, "a.example.org")
	now = now.Add(time.Second)
	ask(1, "a.example.org")
	now, failure = now.Add(time.Hour), errors.New("acme/autocert: missing certificate") // of those who only waited
	ask(0, "a.example.org")
}
