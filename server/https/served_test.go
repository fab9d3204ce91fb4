package https

import (
	"bytes"
	"crypto/x509"
	"log/slog"
	"strings"
	"testing"
	"time"

	"shebao/server/https/acmetest"
)

func TestWhatExpiresIsSaid(t *testing.T) {
	now := time.Now()
	for _, tt := range []struct {
		name  string
		after time.Duration // of the 90 days and the hour
		want  string
	}{
		{"a new one", 0, ""},
		{"one that is renewed about now", 61 * 24 * time.Hour, ""},
		{"one that should have been", 75 * 24 * time.Hour, "expires soon and has not been renewed"},
		{"one that is over", 91 * 24 * time.Hour, "has expired"},
	} {
		var log bytes.Buffer
		_, leaf := acmetest.SelfSigned(t, "Town", "cards.example.org")
		s := Served{remedy: "do something", all: func() map[string]*x509.Certificate { return map[string]*x509.Certificate{"cards.example.org": leaf} }}
		s.sayDue(now.Add(tt.after), slog.New(slog.NewTextHandler(&log, nil)))
		said := log.String()
		if tt.want == "" && said != "" || !strings.Contains(said, tt.want) || tt.want != "" && !strings.Contains(said, `name=cards.example.org`) {
			t.Errorf("%s: the log says %q", tt.name, said)
		}
	}
}
