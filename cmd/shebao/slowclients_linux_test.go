package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// A thousand clients that send nothing or half a header, on a server that may
// open 256 files: whoever is connected is served as always, and so is everybody
// once the slow ones are cut off.
func TestAThousandSlowConnectionsKeepNobodyOut(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	shebao(t, nil, "cards", "import", importedCards(t, dir, 100), "--data", dir)
	r := newReplicaUnder(t, []string{"sh", "-c", `ulimit -n 256; exec "$0" "$@"`, "shebao"}, nil, "--archive", packBuild(t, "one"), "--data", dir, "--trust-proxy", "127.0.0.1")
	client := &http.Client{Timeout: 20 * time.Second} // keeps its connection
	asAlways := func(when string) {
		t.Helper()
		for path, want := range map[string]int{"/en/hello/": 200, "/api/v1/search?q=town&lang=en": 200, "/api/v1/guides?lang=en": 200, "/healthz": 200, "/robots.txt": 200} {
			if a, err := r.ask(client, "GET", path, "", somebody()); err != nil || a.status != want {
				t.Errorf("%s %s is %d, %v", when, path, a.status, err)
			}
		}
		if a, err := r.ask(client, "POST", "/api/v1/card-status", lookupBody(7, 7), somebody()); err != nil || a.status != 200 {
			t.Errorf("%s a lookup is %d, %v", when, a.status, err)
		}
	}
	if a, err := r.ask(client, "GET", "/healthz", "", ""); err != nil || a.status != 200 {
		t.Fatal(err)
	}
	var slow []net.Conn
	for n := range 1000 {
		conn, err := net.DialTimeout("tcp", r.addr, 5*time.Second)
		if err != nil {
			break // the machine's own queue is full
		}
		defer conn.Close()
		slow = append(slow, conn)
		if n%2 == 0 {
			fmt.Fprintf(conn, "GET /en/hello/ HTTP/1.1\r\nHost: x\r\n")
		}
	}
	if len(slow) < 300 {
		t.Fatalf("only %d connections came about", len(slow))
	}
	for range 5 {
		asAlways("under slow clients")
		time.Sleep(100 * time.Millisecond)
	}
	for _, conn := range slow[:100] {
		conn.SetReadDeadline(time.Now().Add(20 * time.Second))
		if _, err := io.Copy(io.Discard, conn); err != nil && !strings.Contains(err.Error(), "reset") {
			t.Fatalf("a slow client is not cut off: %v", err)
		}
	}
	for _, conn := range slow {
		conn.Close()
	}
	client.CloseIdleConnections()
	within(t, 20*time.Second, "new clients are served", func() bool {
		a, err := r.ask(&http.Client{Timeout: time.Second}, "GET", "/healthz", "", "")
		return err == nil && a.status == 200
	})
	asAlways("afterwards")
}
