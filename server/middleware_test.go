package server

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"shebao/server/logtest"

	"github.com/labstack/echo/v4"
)

// An error means the same wherever it comes from and however it is wrapped, and
// its own words stay inside.
func TestAnErrorMeansTheSameWhereverItComesFrom(t *testing.T) {
	i := start(t, nil)
	cause := errors.New("open /srv/secret: permission denied")
	for path, h := range map[string]echo.HandlerFunc{
		"/plain":   func(echo.Context) error { return cause },
		"/index":   func(echo.Context) error { var s []int; return fmt.Errorf("%d", s[len(path404)]) },
		"/thrown":  func(echo.Context) error { panic("a query that was typed") },
		"/wrapped": func(echo.Context) error { return fmt.Errorf("wrapped: %w", echo.ErrNotFound) },
		"/teapot":  func(echo.Context) error { return echo.NewHTTPError(http.StatusTeapot, "typed text").SetInternal(cause) },
		"/late": func(c echo.Context) error {
			c.String(200, "said")
			return cause
		},
	} {
		i.echo.GET(path, h)
		i.echo.GET("/api"+path, h)
	}
	for path, code := range map[string]int{"/plain": 500, "/index": 500, "/thrown": 500, "/wrapped": 404, "/teapot": 418, "/late": 200} {
		for _, prefix := range []string{"", "/api"} {
			w := i.do("GET", prefix+path, "")
			if w.Code != code {
				t.Errorf("GET %s%s is %d, want %d", prefix, path, w.Code, code)
			}
			want := map[string]string{"": "text/html; charset=utf-8", "/api": "application/problem+json"}[prefix]
			if got := w.Header().Get("Content-Type"); path != "/late" && got != want {
				t.Errorf("GET %s%s is %s", prefix, path, got)
			}
			for _, word := range []string{"secret", "typed", "panic", "runtime", "goroutine"} {
				if strings.Contains(w.Body.String(), word) {
					t.Errorf("GET %s%s tells %q:\n%s", prefix, path, word, w.Body)
				}
			}
		}
	}
	log := i.log.String()
	for _, want := range []string{"/srv/secret", "index out of range", "panic: string", "middleware_test.go"} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %q", want)
		}
	}
	if strings.Contains(log, "a query that was typed") {
		t.Error("the log holds the value of a panic")
	}
}

const path404 = "/404"

// Every answer has the security headers, whatever it is.
func TestEveryAnswerHasTheSecurityHeaders(t *testing.T) {
	i := start(t, nil)
	i.echo.GET("/broken", func(echo.Context) error { panic("x") })
	for _, tt := range []struct{ method, target string }{
		{"GET", "/"}, {"GET", "/zh/"}, {"HEAD", "/zh/"}, {"GET", "/zh"}, {"GET", "/nothing"}, {"POST", "/zh/"}, {"OPTIONS", "/zh/"},
		{"GET", "/zh/search/?q=a"}, {"GET", "/zh/status/"}, {"POST", "/zh/status/"}, {"GET", "/api/v1/search?q=a"}, {"GET", "/api/x"},
		{"GET", "/healthz"}, {"GET", "/readyz"}, {"GET", "/robots.txt"}, {"GET", "/zh/guides/map.png"}, {"GET", "/broken"}, {"BREW", "/"},
	} {
		h := i.do(tt.method, tt.target, "").Header()
		resource := "same-origin"
		if strings.HasPrefix(tt.target, "/api/v1/search") { // for everybody
			resource = "cross-origin"
		}
		for name, want := range map[string]string{
			"Content-Security-Policy":      policy,
			"X-Content-Type-Options":       "nosniff",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": resource,
		} {
			if h.Get(name) != want || len(h[name]) != 1 {
				t.Errorf("%s %s: %s is %q", tt.method, tt.target, name, h[name])
			}
		}
		for _, name := range []string{"Referrer-Policy", "Permissions-Policy", "Cache-Control"} {
			if len(h[name]) != 1 || h.Get(name) == "" {
				t.Errorf("%s %s: %s is %q", tt.method, tt.target, name, h[name])
			}
		}
		if h.Get("Server") != "" || h.Get("X-Powered-By") != "" || h.Get("Set-Cookie") != "" {
			t.Errorf("%s %s: %v", tt.method, tt.target, h)
		}
	}
	if strings.Contains(policy, "unsafe") || !strings.HasPrefix(policy, "default-src 'none'") {
		t.Errorf("the policy is %s", policy)
	}
}

func TestAHostIsANameOrAnAddressWithAPort(t *testing.T) {
	for host, want := range map[string]bool{
		"": true, "example.org": true, "example.org:8080": true, "localhost": true, "192.0.2.1:80": true, "[2001:db8::1]:80": true,
		"xn--fiqs8s.example": true, "my_host": true,
		"a b": false, "a/b": false, "user@host": false, "a:b": false, "host:80x": false, "a<b": false, "a%00": false, "社保": false,
		strings.Repeat("a", 256): false,
	} {
		if got := validHost(host); got != want {
			t.Errorf("validHost(%q) is %t", host, got)
		}
	}
}

// What net/http says on its own names no client.
func TestServerLogNamesNobody(t *testing.T) {
	log := &logtest.Buffer{}
	w := logWriter{slog.New(slog.NewTextHandler(log, nil))}
	for _, line := range []string{
		"http: TLS handshake error from 192.0.2.7:51514: EOF\n",
		"http: panic serving 192.0.2.7:51514: boom\ngoroutine 7 [running]:\n",
		"http2: server connection error from 192.0.2.7:51514: PROTOCOL_ERROR\n",
		"http: Accept error: accept tcp [::]:8080: accept4: too many open files; retrying in 5ms\n",
	} {
		w.Write([]byte(line))
	}
	if text := log.String(); strings.Contains(text, "192.0.2.7") || !strings.Contains(text, "too many open files") || strings.Count(text, "\n") != 4 {
		t.Errorf("logged\n%s", text)
	}
}

// Style sheets and scripts go without what documents alone heed: three of them
// are most of a first visit's header bytes.
func TestPartsOfAPageHaveShortHeaders(t *testing.T) {
	i := start(t, nil)
	for address, f := range i.current.Load().files {
		h := i.do("GET", address, "").Header()
		short := h.Get("Content-Security-Policy") == "default-src 'none'" && h.Get("Permissions-Policy") == ""
		if short != f.part || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Cross-Origin-Resource-Policy") != "same-origin" {
			t.Errorf("%s: %v", address, h)
		}
	}
	for name, want := range map[string]bool{
		"assets/site-3f2a9c0d12.css": true, "assets/site-f00e065446.js": true, "assets/icon-84024bbe3d.svg": false,
		"assets/site.css": false, "sw.js": false, "zh/index.html": false,
	} {
		contentType, cacheControl, _ := typeOf(name)
		if isPart(contentType, cacheControl) != want {
			t.Errorf("%s is taken for a part of a page: %v", name, !want)
		}
	}
}
