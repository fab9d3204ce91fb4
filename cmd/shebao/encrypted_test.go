package main

import (
	"crypto/x509"
	"path/filepath"
	"strings"
	"testing"

	"shebao/server/https/acmetest"
)

// encrypted is a server with a certificate of its own, in a process of its own.
type encrypted struct {
	*replica
	roots *x509.CertPool
}

func newEncrypted(t *testing.T) *encrypted {
	t.Helper()
	dir := t.TempDir()
	certFile, keyFile, roots := acmetest.Files(t, dir, "cards.example.org")
	addr, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	e := &encrypted{replica: &replica{t: t, addr: addr, command: []string{"shebao", "serve", "--demo", "--archive", packBuild(t, "one"), "--data", filepath.Join(dir, "data"),
		"--addr", addr, "--tls-cert", certFile, "--tls-key", keyFile}}, roots: roots}
	e.launch()
	t.Cleanup(e.kill)
	e.alive("at the start")
	return e
}

// alive asks for a page, as somebody who has nothing to do with it all.
func (e *encrypted) alive(when string) {
	e.t.Helper()
	if answer, body := get(e.t, clientTo(e.addr, e.roots), "GET", "https://cards.example.org/en/hello/"); answer.StatusCode != 200 || !strings.Contains(body, "build one") {
		e.t.Errorf("%s a page is %s", when, answer.Status)
	}
}

// clean looks for what a log must not have after hostile clients.
func (e *encrypted) clean() {
	e.t.Helper()
	for _, word := range []string{"panic", "goroutine ", "127.0.0.1:", "level=ERROR"} {
		for line := range strings.SplitSeq(e.log.String(), "\n") {
			if strings.Contains(line, word) && !strings.Contains(line, "serving https://") {
				e.t.Errorf("the log has %q: %s", word, line)
			}
		}
	}
}
