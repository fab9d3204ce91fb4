package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"shebao/server/logtest"
)

// serviceManager is one that wants a sign of life every 300 ms. hear waits for a
// message that begins so.
func serviceManager(t *testing.T) (hear func(want string) string) {
	t.Helper()
	socket := filepath.Join(t.TempDir(), "notify")
	manager, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { manager.Close() })
	t.Setenv("NOTIFY_SOCKET", socket)
	t.Setenv("WATCHDOG_USEC", "300000")
	t.Setenv("WATCHDOG_PID", fmt.Sprint(os.Getpid()))
	return func(want string) string {
		t.Helper()
		if err := manager.SetReadDeadline(time.Now().Add(30 * time.Second)); err != nil {
			t.Fatal(err)
		}
		for buf := make([]byte, 4096); ; {
			n, err := manager.Read(buf)
			if err != nil {
				t.Fatalf("the service manager never heard %s: %v", want, err)
			}
			if got := string(buf[:n]); strings.HasPrefix(got, want) {
				return got
			}
		}
	}
}

// A service manager hears of every turn in a server's life, and the watchdog
// that it answers; metrics and profiles are there and nowhere else.
func TestAServiceManagerHearsOfEveryTurnInAServersLife(t *testing.T) {
	hear := serviceManager(t)
	dir := t.TempDir()
	addr, metricsAddr := twoAddresses(t)
	var out, log logtest.Buffer
	p := program{stdin: strings.NewReader(""), stdout: &out, stderr: &log, env: func(string) (string, bool) { return "", false }}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	code := make(chan int, 1)
	go func() {
		code <- p.run(ctx, []string{"serve", "--demo", "--addr", addr, "--metrics-addr", metricsAddr, "--log-format", "json",
			"--drain", "200ms", "--public", filepath.Join(dir, "public"), "--data", filepath.Join(dir, "data")})
	}()
	hear("READY=1")
	hear("WATCHDOG=1")

	get := func(addr, path string) (int, string) {
		t.Helper()
		r, err := http.Get("http://" + addr + path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return r.StatusCode, string(body)
	}
	get(addr, "/zh/search/?q=card")
	for _, want := range []string{"shebao_build_info{build=", `shebao_http_requests_total{method="GET",route="/:lang/search/",status="2xx"} 1`, "go_goroutines ", "process_open_fds ", "go_build_info{", `shebao_dependency_up{name="cards"} 1`} {
		status, body := get(metricsAddr, "/metrics")
		for end := time.Now().Add(10 * time.Second); !strings.Contains(body, want) && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
			status, body = get(metricsAddr, "/metrics") // a request is counted when its answer is written, which its reader has before
		}
		if status != 200 || !strings.Contains(body, want) {
			t.Errorf("/metrics is %d without %s\n%s", status, want, body)
		}
	}
	if status, body := get(metricsAddr, "/debug/pprof/goroutine?debug=1"); status != 200 || !strings.Contains(body, "goroutine profile") {
		t.Errorf("the profile is %d", status)
	}
	for _, path := range []string{"/metrics", "/debug/pprof/"} {
		if status, _ := get(addr, path); status != 404 {
			t.Errorf("readers are answered %s with %d", path, status)
		}
	}

	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	if got := hear("RELOADING=1"); !strings.Contains(got, "MONOTONIC_USEC=") {
		t.Errorf("systemd wants the time too: %q", got)
	}
	hear("READY=1")
	if status, body := get(metricsAddr, "/metrics"); status != 200 || !strings.Contains(body, `shebao_build_reloads_total{outcome="served"} 2`) {
		t.Errorf("SIGHUP has not read the build again:\n%s", body)
	}

	cancel()
	hear("STOPPING=1")
	if c := <-code; c != 0 || !strings.HasSuffix(out.String(), "stopped\n") {
		t.Errorf("it ended with %d and said\n%s\n%s", c, out.String(), log.String())
	}
	lines := bufio.NewScanner(strings.NewReader(log.String()))
	for lines.Scan() {
		var entry map[string]any
		text := lines.Text()
		if strings.HasPrefix(text, "shebao: warning:") {
			continue
		}
		if err := json.Unmarshal([]byte(text), &entry); err != nil || entry["msg"] == nil {
			t.Errorf("the log has a line that is no JSON: %s", text)
		}
	}
	if _, err := net.Dial("tcp", metricsAddr); err == nil {
		t.Error("the metrics are still served")
	}
}
