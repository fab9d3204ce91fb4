package https

import (
	"bytes"
	"encoding/pem"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shebao/server/https/acmetest"
)

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
	oneKey, one := acmetest.SelfSigned(t, "one", "cards.example.org")
	twoKey, two := acmetest.SelfSigned(t, "two", "cards.example.org")
	cert, key := acmetest.PEM(t, oneKey, one)
	write(certFile, cert)
	write(keyFile, key)
	var log bytes.Buffer
	o, err := Open(File{"--tls-cert", certFile}, File{"--tls-key", keyFile}, func() time.Time { return now }, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	served := func(want string) {
		t.Helper()
		if pair, err := o.GetCertificate(nil); err != nil || pair.Leaf.Subject.CommonName != want {
			t.Errorf("it is %v, %v; want %s", pair.Leaf.Subject, err, want)
		}
	}
	served("one")
	now = now.Add(30 * time.Second)
	cert, key = acmetest.PEM(t, twoKey, two)
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
	if err := o.Reload(); err == nil {
		t.Error("a file that is away is read")
	}
	served("two")
	cert, key = acmetest.PEM(t, oneKey, one)
	write(certFile, cert)
	write(keyFile, key)
	if err := o.Reload(); err != nil { // by SIGHUP at once
		t.Error(err)
	}
	served("one")
}

func TestWhatIsWrongWithACertificateNamesTheFile(t *testing.T) {
	aKey, a := acmetest.SelfSigned(t, "a")
	bKey, b := acmetest.SelfSigned(t, "b")
	cert, key := acmetest.PEM(t, aKey, a)
	_, otherKey := acmetest.PEM(t, bKey, b)
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
			_, err := Read(File{"--tls-cert", certFile}, File{"--tls-key", keyFile})
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
