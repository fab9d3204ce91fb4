package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/acme"
)

// pems writes a certificate and its key.
func pems(t *testing.T, certificate *x509.Certificate, key *ecdsa.PrivateKey) (cert, private []byte) {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

func TestAChangedCertificateIsReadAgain(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile := filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	now := time.Now()
	write := func(name string, text []byte) {
		t.Helper()
		if err := os.WriteFile(name, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, now, now); err != nil { // as late as the clock of this test
			t.Fatal(err)
		}
	}
	oneKey, one := selfSigned(t, "one", []string{"cards.example.org"})
	twoKey, two := selfSigned(t, "two", []string{"cards.example.org"})
	cert, key := pems(t, one, oneKey)
	write(certFile, cert)
	write(keyFile, key)
	var log bytes.Buffer
	o := &ownCertificate{cert: certFile, key: keyFile, now: func() time.Time { return now }, log: slog.New(slog.NewTextHandler(&log, nil))}
	if err := o.reload(); err != nil {
		t.Fatal(err)
	}
	served := func(want string) {
		t.Helper()
		if pair, err := o.get(nil); err != nil || pair.Leaf.Subject.CommonName != want {
			t.Errorf("it is %v, %v; want %s", pair.Leaf.Subject, err, want)
		}
	}
	served("one")
	now = now.Add(30 * time.Second)
	cert, key = pems(t, two, twoKey)
	write(certFile, cert)
	served("one") // not looked at yet
	now = now.Add(time.Minute)
	served("one") // its key is still to come
	served("one")
	if got := strings.Count(log.String(), "it is not the key of"); got != 1 {
		t.Errorf("the log says %d times that the key does not fit:\n%s", got, log.String())
	}
	write(keyFile, key)
	now = now.Add(time.Minute)
	served("two")
	if err := os.Remove(certFile); err != nil {
		t.Fatal(err)
	}
	if err := o.reload(); err == nil {
		t.Error("a file that is away is read")
	}
	served("two")
	cert, key = pems(t, one, oneKey)
	write(certFile, cert)
	write(keyFile, key)
	if err := o.reload(); err != nil { // by SIGHUP at once
		t.Error(err)
	}
	served("one")
}

func TestWhatIsWrongWithACertificateNamesTheFile(t *testing.T) {
	aKey, a := selfSigned(t, "a", nil)
	bKey, b := selfSigned(t, "b", nil)
	cert, key := pems(t, a, aKey)
	_, otherKey := pems(t, b, bKey)
	damaged := func(kind string) []byte { return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: []byte("x")}) }
	for _, tt := range []struct {
		name      string
		cert, key []byte // nil = no such file
		want      string // "" = nothing is wrong
	}{
		{"nothing", cert, key, ""},
		{"no certificate", nil, key, "--tls-cert CERT: there is no such file"},
		{"no key", cert, nil, "--tls-key KEY: there is no such file"},
		{"neither", nil, nil, "--tls-cert CERT: there is no such file\n--tls-key KEY: there is no such file"},
		{"an empty file", []byte{}, key, "--tls-cert CERT: there is no certificate in PEM format in it"},
		{"DER", a.Raw, key, "--tls-cert CERT: there is no certificate in PEM format in it"},
		{"one for the other", key, cert, "--tls-cert CERT: there is no certificate in PEM format in it\n--tls-key KEY: there is no private key in PEM format in it"},
		{"a damaged certificate", damaged("CERTIFICATE"), key, "--tls-cert CERT: the certificate in it is damaged"},
		{"a damaged key", cert, damaged("PRIVATE KEY"), "--tls-key KEY: the private key in it is damaged, or of a kind that is not known"},
		{"a key with a password", cert, damaged("ENCRYPTED PRIVATE KEY"), "--tls-key KEY: the private key has a password; write it without one"},
		{"another's key", cert, otherKey, "--tls-key KEY: it is not the key of --tls-cert CERT"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			certFile, keyFile := filepath.Join(dir, "c"), filepath.Join(dir, "k")
			for name, text := range map[string][]byte{certFile: tt.cert, keyFile: tt.key} {
				if text == nil {
					continue
				}
				if err := os.WriteFile(name, text, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			_, err := readCertificate(certFile, keyFile)
			got := ""
			if err != nil {
				got = strings.NewReplacer(certFile, "CERT", keyFile, "KEY").Replace(err.Error())
			}
			if got != tt.want {
				t.Errorf("it says\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// Why there is no certificate is said once a minute for each name that the
// operator has named, and of nothing that clients make up.
func TestTheLogSaysWhyThereIsNoCertificate(t *testing.T) {
	now, failure := time.Now(), errors.New("429 too many certificates")
	var log bytes.Buffer
	r := &refusals{domains: []string{"a.example.org", "xn--gmq.example.org"}, now: func() time.Time { return now }, log: slog.New(slog.NewTextHandler(&log, nil)),
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
