package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"shebao/server/https/acmetest"
	"shebao/server/logtest"
)

// clientTo connects to one address, whatever name it asks for, and follows no
// redirects.
func clientTo(addr string, roots *x509.CertPool) *http.Client {
	return &http.Client{
		Timeout:       20 * time.Second,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return (&net.Dialer{}).DialContext(ctx, "tcp", addr)
			},
			TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true, DisableKeepAlives: true,
		},
	}
}

func get(t *testing.T, client *http.Client, method, url string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(method, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	var answer *http.Response
	within(t, 30*time.Second, url+" is answered", func() bool { answer, err = client.Do(request); return err == nil })
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

// runServer runs a server in this process until the test ends or stop is called.
func runServer(t *testing.T, args ...string) (stop func() (log string)) {
	t.Helper()
	var out, log logtest.Buffer
	p := program{stdin: strings.NewReader(""), stdout: &out, stderr: &log, env: func(string) (string, bool) { return "", false }}
	ctx, cancel := context.WithCancel(context.Background())
	code := make(chan int, 1)
	go func() { code <- p.run(ctx, append([]string{"serve", "--demo"}, args...)); close(code) }()
	t.Cleanup(func() { cancel(); <-code })
	return func() string {
		cancel()
		if c := <-code; c != 0 {
			t.Errorf("it ended with %d:\n%s", c, log.String())
		}
		return log.String()
	}
}

func twoAddresses(t *testing.T) (string, string) {
	t.Helper()
	a, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	b, err := freeAddress()
	if err != nil {
		t.Fatal(err)
	}
	return a, b
}

// With a certificate of one's own, HTTPS is served, by HTTP/2 and with HSTS, and
// plain HTTP leads there.
func TestWithACertificateOfOnesOwnPlainHTTPLeadsToHTTPS(t *testing.T) {
	dir := t.TempDir()
	certFile, keyFile, roots := acmetest.Files(t, dir, "cards.example.org")
	addr, plainAddr := twoAddresses(t)
	stop := runServer(t, "--archive", packBuild(t, "one"), "--data", filepath.Join(dir, "data"), "--addr", addr, "--http-addr", plainAddr, "--tls-cert", certFile, "--tls-key", keyFile)
	client := clientTo(addr, roots)
	answer, body := get(t, client, "GET", "https://cards.example.org/en/hello/")
	if answer.StatusCode != 200 || answer.ProtoMajor != 2 || answer.Header.Get("Strict-Transport-Security") == "" || !strings.Contains(body, "build one") {
		t.Errorf("it is %s %s %v", answer.Proto, answer.Status, answer.Header)
	}
	_, port, _ := net.SplitHostPort(addr)
	plain := clientTo(plainAddr, nil)
	for _, tt := range []struct{ method, url, location string }{
		{"GET", "http://cards.example.org/en/hello/?q=a", "https://cards.example.org:" + port + "/en/hello/?q=a"},
		{"GET", "http://cards.example.org//evil.example/", "https://cards.example.org:" + port + "/evil.example/"},
		{"POST", "http://cards.example.org/en/status/", ""},
	} {
		answer, _ := get(t, plain, tt.method, tt.url)
		if answer.Header.Get("Location") != tt.location || tt.location != "" && answer.StatusCode != 308 || tt.location == "" && answer.StatusCode != 403 ||
			answer.Header.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s %s is %s %v", tt.method, tt.url, answer.Status, answer.Header)
		}
	}
	// A renewed one is served after SIGHUP, without a restart.
	_, _, roots = acmetest.Files(t, dir, "cards.example.org")
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP) // which else would end the test where the server does not listen for it yet
	defer signal.Stop(hangups)
	within(t, 30*time.Second, "the renewed certificate is served", func() bool {
		if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		answer, err := clientTo(addr, roots).Get("https://cards.example.org/en/hello/")
		if err == nil {
			answer.Body.Close()
		}
		return err == nil
	})
	if log := stop(); strings.Contains(log, "level=ERROR") {
		t.Errorf("the log says\n%s", log)
	}
}
