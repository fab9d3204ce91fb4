package main

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"shebao/server/https/acmetest"
)

// launchFor starts a server, in a process of its own, that gets the certificate
// of cards.example.org from an authority.
func launchFor(t *testing.T, a *acmetest.Authority, plainAddr string, args ...string) *replica {
	t.Helper()
	r := &replica{t: t, addr: a.Addr, env: []string{"SSL_CERT_FILE=" + a.Own()}, command: append([]string{"shebao", "serve", "--demo", "--addr", a.Addr, "--http-addr", plainAddr,
		"--acme-domain", "cards.example.org", "--acme-email", "operator@example.org", "--acme-directory", a.URL + "/"}, args...)}
	r.launch()
	t.Cleanup(r.kill)
	return r
}

// A certificate is got from the authority when the first reader comes, proven by
// TLS-ALPN-01, kept, and used again after a restart; other names get none.
func TestACertificateOfAnAuthorityIsKeptAndUsedAgain(t *testing.T) {
	a, data, archive := acmetest.New(t), t.TempDir(), packBuild(t, "one")
	addr, plainAddr := twoAddresses(t)
	a.Addr = addr
	run := func() *replica { return launchFor(t, a, plainAddr, "--archive", archive, "--data", data) }
	r := run()
	for range 2 {
		answer, body := get(t, clientTo(addr, a.Roots()), "GET", "https://cards.example.org/en/hello/")
		if answer.StatusCode != 200 || !strings.Contains(body, "build one") || answer.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("it is %s %v\n%s", answer.Status, answer.Header, r.log.String())
		}
		if n := a.Issued(); n != 1 {
			t.Errorf("the authority has given %d certificates; want one, that is kept", n)
		}
		if _, err := clientTo(addr, a.Roots()).Get("https://other.example.org/"); err == nil {
			t.Error("another name is served")
		}
		plain := clientTo(plainAddr, nil)
		if answer, _ := get(t, plain, "GET", "http://cards.example.org/en/"); answer.StatusCode != 308 || !strings.HasPrefix(answer.Header.Get("Location"), "https://cards.example.org:") {
			t.Errorf("plain HTTP is %s %v", answer.Status, answer.Header)
		}
		if answer, _ := get(t, plain, "GET", "http://other.example.org/en/"); answer.StatusCode != 400 {
			t.Errorf("another name by plain HTTP is %s", answer.Status)
		}
		r.stop()
		r = run()
	}
	files, err := os.ReadDir(filepath.Join(data, "acme"))
	if err != nil || len(files) < 2 {
		t.Errorf("the certificate is not kept: %v, %v", files, err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s can be read by others", f.Name())
		}
	}
}

// A certificate that is not renewed, which happens in the background, stands in
// the log with its name, the reason and what to do, and in the metrics.
func TestARenewalThatFailsIsSaid(t *testing.T) {
	t.Parallel()
	archive := packBuild(t, "one")
	for _, tt := range []struct {
		name   string
		breaks func(a *acmetest.Authority)
		reason string
	}{
		{"the order is refused", func(a *acmetest.Authority) { a.Refuses = true }, "the account is closed"},
		{"the name is not reached", func(a *acmetest.Authority) { a.Unmoved = true }, "192.0.2.1: Timeout during connect"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a := acmetest.New(t)
			a.Lasts = 10 * time.Minute // with the hour that it has held, a third is left: it is renewed at once
			tt.breaks(a)
			addr, plainAddr := twoAddresses(t)
			metrics, err := freeAddress()
			if err != nil {
				t.Fatal(err)
			}
			a.Addr = addr
			r := launchFor(t, a, plainAddr, "--archive", archive, "--data", t.TempDir(), "--metrics-addr", metrics)
			if answer, _ := get(t, clientTo(addr, a.Roots()), "GET", "https://cards.example.org/en/hello/"); answer.StatusCode != 200 {
				t.Fatalf("before: %s", answer.Status)
			}
			within(t, 30*time.Second, "the log says why", func() bool { return strings.Contains(r.log.String(), "the authority gives no certificate") })
			for _, want := range []string{"level=ERROR", "name=cards.example.org", tt.reason, "remedy=", "443"} {
				if !strings.Contains(r.log.String(), want) {
					t.Errorf("the log lacks %q:\n%s", want, r.log.String())
				}
			}
			answer, err := http.Get("http://" + metrics + "/metrics")
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			text, err := io.ReadAll(answer.Body)
			if err != nil {
				t.Fatal(err)
			}
			m := regexp.MustCompile(`(?m)^shebao_certificate_expiry_timestamp_seconds\{name="cards.example.org"\} (\S+)$`).FindSubmatch(text)
			if m == nil {
				t.Fatalf("the metrics lack the certificate:\n%s", text)
			}
			expires, err := strconv.ParseFloat(string(m[1]), 64)
			if left := time.Until(time.Unix(int64(expires), 0)); err != nil || left > 10*time.Minute || left < 0 {
				t.Errorf("it expires in %s, %v", left, err)
			}
			if answer, _ := get(t, clientTo(addr, a.Roots()), "GET", "https://cards.example.org/en/hello/"); answer.StatusCode != 200 {
				t.Errorf("meanwhile: %s", answer.Status)
			}
		})
	}
}
