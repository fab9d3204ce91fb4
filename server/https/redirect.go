package https

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Redirect leads whoever came by HTTP to the same address by HTTPS.
type Redirect struct {
	Port    string   // of HTTPS
	Domains []string // only to these; none = to whatever host was asked for
}

// ServeHTTP implements http.Handler.
func (to Redirect) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	host := r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.ToLower(strings.Trim(host, "[]"))
	ours := len(to.Domains) == 0 || slices.Contains(to.Domains, host)
	switch {
	case host == "" || !ours || strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789.-:") != "":
		http.Error(w, "unknown host", http.StatusBadRequest)
		return
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		http.Error(w, "use HTTPS", http.StatusForbidden) // what was posted has been sent in clear already
		return
	case to.Port != "443":
		host = net.JoinHostPort(host, to.Port)
	case strings.Contains(host, ":"):
		host = "[" + host + "]"
	}
	path := "/" + strings.TrimLeft(r.URL.EscapedPath(), "/")
	w.Header().Set("Cache-Control", "no-store")
	// #nosec G710 -- the same host, whose name has been looked at, and the same path
	http.Redirect(w, r, (&url.URL{Scheme: "https", Host: host}).String()+path+query(r), http.StatusPermanentRedirect)
}

func query(r *http.Request) string {
	if r.URL.RawQuery == "" {
		return ""
	}
	return "?" + r.URL.RawQuery
}
