package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"strings"
)

// addresses takes each address for a moment, all at once.
func (c *checkup) addresses(ctx context.Context) {
	running := false // a server like this one has the first
	for _, a := range []struct{ flag, addr string }{{"addr", c.addr}, {"metrics-addr", c.metricsAddr}, {"http-addr", c.encryption.plainAddr()}} {
		if a.addr == "" || checkAddress(a.addr) != nil {
			continue
		}
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a.addr)
		if err == nil {
			defer listener.Close()
			continue
		}
		running = running || a.flag == "addr" && c.isShebao(ctx, a.addr)
		if running && isInUse(err) {
			c.warn("--%s %s is in use by a shebao that runs already", a.flag, a.addr)
			continue
		}
		c.fault(fmt.Errorf("--%s %s: %w", a.flag, a.addr, listenReason(a.flag, err)))
	}
}

// isShebao tells whether a server of this program answers at an address: a check
// of the settings beside it is no mistake.
func (c *checkup) isShebao(ctx context.Context, addr string) bool {
	ctx, cancel := context.WithTimeout(ctx, checkupWait)
	defer cancel()
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	if host == "" {
		host = "localhost"
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	scheme := "http"
	if c.encryption.on() {
		scheme = "https"
		// #nosec G402 -- whoever has the port is asked what it is, and told nothing
		secret := &tls.Config{InsecureSkipVerify: true, ServerName: strings.Join(c.encryption.domains[:min(1, len(c.encryption.domains))], "")}
		client.Transport = &http.Transport{TLSClientConfig: secret, DisableKeepAlives: true}
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+net.JoinHostPort(host, port)+"/healthz", nil)
	if err != nil {
		return false
	}
	answer, err := client.Do(r)
	if err != nil {
		return false
	}
	_ = answer.Body.Close()
	return answer.Header.Get("X-Build") != ""
}
