package server

import (
	"net/http"
	"testing"
)

func TestWhichSiteARequestIsFrom(t *testing.T) {
	for _, tt := range []struct {
		name, host, origin, site string
		card, feedback           bool // whether it is refused
	}{
		{"a program", "cards.example.org", "", "", false, false},
		{"the site's own page", "cards.example.org", "https://cards.example.org", "same-origin", false, false},
		{"an older browser on the site's own page", "cards.example.org", "https://cards.example.org", "", false, false},
		{"in other letters", "Cards.Example.org", "https://cards.example.ORG", "", false, false},
		{"the port that goes without saying", "cards.example.org:443", "https://cards.example.org", "", false, false},
		{"a port of its own", "localhost:8080", "http://localhost:8080", "", false, false},
		{"an address", "[::1]:8080", "http://[::1]:8080", "", false, false},
		{"an address without port", "[::1]", "https://[::1]", "", false, false},
		{"a page that hides its origin", "cards.example.org", "null", "", false, true},
		{"another site", "cards.example.org", "https://evil.example", "", true, true},
		{"another site that only Sec-Fetch-Site tells of", "cards.example.org", "", "cross-site", true, true},
		{"another site that hides its origin", "cards.example.org", "null", "cross-site", true, true},
		{"another port", "cards.example.org", "https://cards.example.org:8443", "", true, true},
		{"a name that begins alike", "cards.example.org", "https://cards.example.org.evil.example", "", true, true},
		{"a name below it", "cards.example.org", "https://x.cards.example.org", "", true, true},
		{"behind a proxy that names itself", "127.0.0.1:8080", "https://cards.example.org", "same-origin", false, false},
		{"no origin at all", "cards.example.org", "cards.example.org", "", true, true},
		{"what cannot be read", "cards.example.org", "https://%zz", "", true, true},
		{"an origin of nothing", "", "https://", "", true, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := &http.Request{Host: tt.host, Header: http.Header{}}
			if tt.origin != "" {
				r.Header.Set("Origin", tt.origin)
			}
			if tt.site != "" {
				r.Header.Set("Sec-Fetch-Site", tt.site)
			}
			if got := crossSite(r, true); got != tt.card {
				t.Errorf("a lookup is refused: %v, want %v", got, tt.card)
			}
			if got := crossSite(r, false); got != tt.feedback {
				t.Errorf("feedback is refused: %v, want %v", got, tt.feedback)
			}
		})
	}
}
