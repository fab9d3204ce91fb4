package main

import (
	"crypto/tls"
	"net/http"
	"strings"
	"testing"
)

// An authority that gives no certificate is no reason to be restarted, and
// stands in the log.
func TestTheWatchdogNeedsNoCertificate(t *testing.T) {
	hear := serviceManager(t)
	addr, plainAddr := twoAddresses(t)
	stop := runServer(t, "--archive", packBuild(t, "one"), "--data", t.TempDir(), "--addr", addr, "--http-addr", plainAddr,
		"--acme-domain", "Cards.Example.org", "--acme-directory", "https://127.0.0.1:1/")
	for range 2 {
		hear("WATCHDOG=1")
	}
	if _, err := tls.Dial("tcp", addr, &tls.Config{ServerName: "cards.example.org"}); err == nil {
		t.Error("there is a certificate")
	}
	answer, _ := get(t, clientTo(plainAddr, nil), "GET", "http://cards.example.org/en/")
	if answer.StatusCode != http.StatusPermanentRedirect {
		t.Errorf("plain HTTP is %s", answer.Status)
	}
	log := stop()
	if strings.Count(log, "there is no certificate for a name") != 1 || !strings.Contains(log, "name=cards.example.org") || strings.Contains(log, "does not answer itself") {
		t.Errorf("the log says\n%s", log)
	}
}
