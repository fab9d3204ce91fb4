package server

import (
	"crypto/tls"
	"net/http/httptest"
	"net/netip"
	"testing"
)

// Who a request is counted for, and what its connection is taken to be.
func TestARequestIsCountedForTheClientBehindTrustedProxies(t *testing.T) {
	const proxy, other = "10.0.0.7:4000", "203.0.113.5:4000"
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/24"), netip.MustParsePrefix("2001:db8:1::/48")}
	for _, tt := range []struct {
		name    string
		trusted []netip.Prefix
		peer    string
		headers []string
		want    string
	}{
		{"without proxies the peer counts", nil, other, []string{"X-Forwarded-For: 198.51.100.1", "X-Real-Ip: 198.51.100.1", "Forwarded: for=198.51.100.1"}, "203.0.113.5"},
		{"even a peer in a private network", nil, "192.168.1.5:99", []string{"X-Forwarded-For: 198.51.100.1"}, "192.168.1.5"},
		{"and this very machine", nil, "127.0.0.1:99", []string{"X-Forwarded-For: 198.51.100.1"}, "127.0.0.1"},
		{"a trusted proxy's word counts", trusted, proxy, []string{"X-Forwarded-For: 198.51.100.1"}, "198.51.100.1"},
		{"what the client wrote before it does not", trusted, proxy, []string{"X-Forwarded-For: 192.0.2.66, 198.51.100.1"}, "198.51.100.1"},
		{"nor in a line of its own", trusted, proxy, []string{"X-Forwarded-For: 192.0.2.66", "X-Forwarded-For: 198.51.100.1"}, "198.51.100.1"},
		{"a chain of trusted proxies is gone through", trusted, proxy, []string{"X-Forwarded-For: 198.51.100.1, 10.0.0.8"}, "198.51.100.1"},
		{"a stranger's word does not count", trusted, other, []string{"X-Forwarded-For: 198.51.100.1"}, "203.0.113.5"},
		{"nor that of this machine, unless named", trusted, "127.0.0.1:99", []string{"X-Forwarded-For: 198.51.100.1"}, "127.0.0.1"},
		{"what is no address counts for the proxy", trusted, proxy, []string{"X-Forwarded-For: unknown"}, "10.0.0.7"},
		{"a proxy that says nothing counts itself", trusted, proxy, nil, "10.0.0.7"},
		{"IPv6", trusted, "[2001:db8:1::7]:4000", []string{"X-Forwarded-For: 2001:db8:2::5"}, "2001:db8:2::5"},
		{"IPv4 in IPv6 is IPv4", trusted, "[::ffff:10.0.0.7]:4000", []string{"X-Forwarded-For: ::ffff:198.51.100.1"}, "198.51.100.1"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			i := start(t, func(c *Config) { c.TrustedProxies = tt.trusted })
			r := httptest.NewRequest("GET", "/", nil)
			r.RemoteAddr = tt.peer
			for _, h := range tt.headers {
				addHeader(r, h)
			}
			if got := clientAddress(i.echo.NewContext(r, httptest.NewRecorder())); got.String() != tt.want {
				t.Errorf("counts for %s, want %s", got, tt.want)
			}
		})
	}

	t.Run("HSTS is for encrypted connections alone", func(t *testing.T) {
		i := start(t, func(c *Config) { c.TrustedProxies = trusted })
		for _, tt := range []struct {
			peer, proto string
			tls, want   bool
		}{
			{other, "", false, false},
			{other, "", true, true},
			{other, "https", false, false},
			{proxy, "https", false, true},
			{proxy, "http", false, false},
			{proxy, "https, http", false, false},
		} {
			r := httptest.NewRequest("GET", "/zh/", nil)
			r.RemoteAddr = tt.peer
			if tt.proto != "" {
				r.Header.Set("X-Forwarded-Proto", tt.proto)
			}
			if tt.tls {
				r.TLS = &tls.ConnectionState{}
			}
			w := httptest.NewRecorder()
			i.Handler().ServeHTTP(w, r)
			if got := w.Header().Get("Strict-Transport-Security") != ""; got != tt.want {
				t.Errorf("%+v: sent: %t", tt, got)
			}
		}
	})

	t.Run("a request id is taken over from a trusted proxy, in a safe shape", func(t *testing.T) {
		i := start(t, func(c *Config) { c.TrustedProxies = trusted })
		const id = "0b5a7a4e-2c6a-4d0f-9a57-0c6d3f6c7a11"
		for _, tt := range []struct {
			peer, id string
			want     bool
		}{
			{proxy, id, true},
			{proxy, "0b5a7a4e2c6a4d0f9a570c6d3f6c7a11", true},
			{other, id, false},
			{proxy, knownID, false},
			{proxy, id + "\"}", false},
		} {
			r := httptest.NewRequest("GET", "/zh/", nil)
			r.RemoteAddr = tt.peer
			r.Header.Set("X-Request-Id", tt.id)
			w := httptest.NewRecorder()
			i.Handler().ServeHTTP(w, r)
			if got := w.Header().Get("X-Request-Id"); (got == tt.id) != tt.want || got == "" {
				t.Errorf("%s from %s becomes %q", tt.id, tt.peer, got)
			}
		}
	})
}
