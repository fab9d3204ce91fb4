package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
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

func TestTheWatchdogAsksTheHandler(t *testing.T) {
	hang := make(chan struct{})
	defer close(hang)
	for name, tt := range map[string]struct {
		handler http.HandlerFunc
		alive   bool
	}{
		"an answer":      {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") }, true},
		"an error":       {func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(503) }, false},
		"a panic":        {func(http.ResponseWriter, *http.Request) { panic("x") }, false},
		"no answer":      {func(http.ResponseWriter, *http.Request) {}, false},
		"one that hangs": {func(http.ResponseWriter, *http.Request) { <-hang }, false},
		"the address asked": {func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(map[bool]int{true: 200, false: 404}[r.URL.Path == "/healthz"])
		}, true},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		if err := (service{handler: tt.handler}).alive(ctx); (err == nil) != tt.alive {
			t.Errorf("%s: %v", name, err)
		}
		cancel()
	}
}
