package server

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

// noOrigin is what a browser sends in place of an origin that it keeps to
// itself, as it does from pages without referrers.
const noOrigin = "null"

// crossSite tells whether a browser says that a page of another site has sent
// a request: it must not act there for its visitors. Browsers say so by
// Sec-Fetch-Site. Older ones say it of a form by Origin alone (RFC 6454, 7); JSON
// they do not send to another site without asking first, which is refused. Programs
// send neither. An Origin that is kept back is not from here unless mayHide is set:
// the site's own pages without referrers hide it too.
func crossSite(r *http.Request, mayHide bool) bool {
	if site := r.Header.Get("Sec-Fetch-Site"); site != "" {
		return site == "cross-site"
	}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return false
	}
	for _, origin := range r.Header["Origin"] {
		if origin == noOrigin && mayHide {
			continue
		}
		u, err := url.Parse(origin)
		if err != nil || u.Host == "" || hostAndPort(u.Host, u.Scheme) != hostAndPort(r.Host, u.Scheme) {
			return true
		}
	}
	return false
}

// hostAndPort makes one host of those that differ in letters only, or in naming
// the port that goes without saying. Behind a proxy the reader's scheme is not
// that of the connection, so both sides are taken by the Origin's.
func hostAndPort(host, scheme string) string {
	host = strings.ToLower(host)
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		return strings.Trim(host, "[]")
	}
	if scheme == "https" && port == "443" || scheme == "http" && port == "80" || port == "" {
		return name
	}
	return net.JoinHostPort(name, port)
}
