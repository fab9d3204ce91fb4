package main

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/acme/autocert"
)

// A certificate that is not renewed, which happens in the background, stands in
// the log with its name, the reason and what to do, and in the metrics.
func TestARenewalThatFailsIsSaid(t *testing.T) {
	t.Parallel()
	archive := packBuild(t, "one")
	for _, tt := range []struct {
		name   string
		breaks func(a *authority)
		reason string
	}{
		{"the order is refused", func(a *authority) { a.refuses = true }, "the account is closed"},
		{"the name is not reached", func(a *authority) { a.unmoved = true }, "192.0.2.1: Timeout during connect"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, data := newAuthority(t), t.TempDir()
			a.lasts = 10 * time.Minute // with the hour that it has held, a third is left: it is renewed at once
			tt.breaks(a)
			roots := filepath.Join(t.TempDir(), "roots.pem")
			if err := os.WriteFile(roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Certificate().Raw}), 0o600); err != nil {
				t.Fatal(err)
			}
			addr, plainAddr := twoAddresses(t)
			metrics, err := freeAddress()
			if err != nil {
				t.Fatal(err)
			}
			a.addr = addr
			r := &replica{t: t, addr: addr, env: []string{"SSL_CERT_FILE=" + roots}, command: []string{"shebao", "serve", "--demo", "--archive", archive, "--data", data,
				"--addr", addr, "--http-addr", plainAddr, "--metrics-addr", metrics, "--acme-domain", "cards.example.org", "--acme-directory", a.URL + "/"}}
			r.launch()
			t.Cleanup(r.kill)
			if answer, _ := get(t, a.trusted(addr), "GET", "https://cards.example.org/en/hello/"); answer.StatusCode != 200 {
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
			if answer, _ := get(t, a.trusted(addr), "GET", "https://cards.example.org/en/hello/"); answer.StatusCode != 200 {
				t.Errorf("meanwhile: %s", answer.Status)
			}
		})
	}
}

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
		_, leaf := selfSigned(t, "Town", []string{"cards.example.org"})
		c := certificates(func() map[string]*x509.Certificate { return map[string]*x509.Certificate{"cards.example.org": leaf} })
		c.sayDue(now.Add(tt.after), "do something", slog.New(slog.NewTextHandler(&log, nil)))
		said := log.String()
		if tt.want == "" && said != "" || !strings.Contains(said, tt.want) || tt.want != "" && !strings.Contains(said, `name=cards.example.org`) {
			t.Errorf("%s: the log says %q", tt.name, said)
		}
	}
}

// What is kept of the authority is read as it is; what is damaged is none.
func TestCachedCertificates(t *testing.T) {
	cache := autocert.DirCache(t.TempDir())
	key, leaf := selfSigned(t, "Town", []string{"a.example.org"})
	cert, private := pems(t, leaf, key)
	for name, text := range map[string][]byte{"a.example.org": append(private, cert...), "b.example.org": []byte("nothing"), "c.example.org": nil, "d.example.org": private} {
		if err := cache.Put(context.Background(), name, text); err != nil {
			t.Fatal(err)
		}
	}
	got := cachedCertificates(cache, []string{"a.example.org", "b.example.org", "c.example.org", "d.example.org", "e.example.org"}).expiries()
	if len(got) != 1 || !got["a.example.org"].Equal(leaf.NotAfter) {
		t.Errorf("it is %v", got)
	}
}

// The way to the authority hands every answer on, and repeats itself no more than
// once a minute.
func TestOrderingSaysEachReasonOnceAMinute(t *testing.T) {
	var log bytes.Buffer
	now := time.Now()
	answer := func(status int, body string) roundTrip {
		return func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Status: fmt.Sprint(status), Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
		}
	}
	o := &ordering{now: func() time.Time { return now }, log: slog.New(slog.NewTextHandler(&log, nil))}
	for _, tt := range []struct {
		name string
		to   roundTrip
		want string // "" = nothing is said
	}{
		{"a directory", answer(200, `{"newNonce":"x"}`), ""},
		{"no JSON", answer(200, "-----BEGIN CERTIFICATE-----"), ""},
		{"a nonce that was used", answer(400, `{"type":"urn:ietf:params:acme:error:badNonce","detail":"again"}`), ""},
		{"too many", answer(429, `{"detail":"too many certificates"}`), "too many certificates"},
		{"the same again", answer(429, `{"detail":"too many certificates"}`), ""},
		{"a gateway's page", answer(502, "<html>"), "the authority answers 502"},
		{"an order that is invalid", answer(200, `{"status":"invalid","error":{"detail":"CAA forbids"}}`), "CAA forbids"},
		{"nobody there", func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }, "the authority cannot be asked: unexpected EOF"},
		{"a long answer", answer(200, strings.Repeat("x", 3*maxOrderAnswer)), ""},
	} {
		log.Reset()
		o.to = tt.to
		r, err := http.NewRequest("GET", "https://authority.example/", nil)
		if err != nil {
			t.Fatal(err)
		}
		want, _ := tt.to(r)
		got, err := o.RoundTrip(r)
		if (err != nil) != (want == nil) {
			t.Errorf("%s: %v", tt.name, err)
		}
		if got != nil {
			a, _ := io.ReadAll(want.Body)
			if b, _ := io.ReadAll(got.Body); !bytes.Equal(a, b) {
				t.Errorf("%s: the answer is not handed on whole", tt.name)
			}
		}
		if said := log.String(); tt.want == "" && said != "" || !strings.Contains(said, tt.want) {
			t.Errorf("%s: the log says %q", tt.name, said)
		}
	}
	log.Reset()
	now = now.Add(2 * time.Minute)
	o.say("", "too many certificates")
	if log.Len() == 0 {
		t.Error("it is not said again")
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
