package https

import (
	"net/http/httptest"
	"testing"
)

func TestRedirectKeepsTheAddressAndLeadsToNoOtherHost(t *testing.T) {
	for _, tt := range []struct {
		name        string
		to          Redirect
		method, url string
		host        string // as the client says
		status      int
		location    string
	}{
		{"the usual port", Redirect{Port: "443"}, "GET", "/en/?q=a", "cards.example.org", 308, "https://cards.example.org/en/?q=a"},
		{"a port that the client names", Redirect{Port: "443"}, "HEAD", "/", "Cards.Example.org:80", 308, "https://cards.example.org/"},
		{"another port", Redirect{Port: "8443"}, "GET", "/%2e/", "cards.example.org", 308, "https://cards.example.org:8443/%2e/"},
		{"an address of IPv6", Redirect{Port: "443"}, "GET", "/", "[2001:db8::1]:80", 308, "https://[2001:db8::1]/"},
		{"a path that is a host", Redirect{Port: "443"}, "GET", "//evil.example/", "cards.example.org", 308, "https://cards.example.org/evil.example/"},
		{"a name of ours", Redirect{Port: "443", Domains: []string{"a.example"}}, "GET", "/", "a.example", 308, "https://a.example/"},
		{"a name that is none of ours", Redirect{Port: "443", Domains: []string{"a.example"}}, "GET", "/", "b.example", 400, ""},
		{"no name", Redirect{Port: "443"}, "GET", "/", "", 400, ""},
		{"what is no name", Redirect{Port: "443"}, "GET", "/", "a@b", 400, ""},
		{"what was posted in clear", Redirect{Port: "443"}, "POST", "/en/status/", "cards.example.org", 403, ""},
	} {
		r := httptest.NewRequest(tt.method, "http://x"+tt.url, nil)
		r.Host = tt.host
		w := httptest.NewRecorder()
		tt.to.ServeHTTP(w, r)
		if got := w.Header().Get("Location"); w.Code != tt.status || got != tt.location {
			t.Errorf("%s: it is %d %s; want %d %s", tt.name, w.Code, got, tt.status, tt.location)
		}
	}
}
