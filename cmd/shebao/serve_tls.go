package main

import (
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/net/idna"

	"shebao/server/https"
)

// encryption is what serve was told about TLS: nothing, where a proxy has it; a
// certificate of one's own; or names for which to get certificates.
type encryption struct {
	cert, key string
	domains   []string
	email     string
	directory string // of the authority; "" = Let's Encrypt
	httpAddr  string // where plain HTTP is led to HTTPS
}

func (e *encryption) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&e.cert, "tls-cert", "", "serve HTTPS with this certificate, a PEM file with the whole chain")
	f.StringVar(&e.key, "tls-key", "", "its key, a PEM file")
	f.StringSliceVar(&e.domains, "acme-domain", nil, "serve HTTPS for these names, with certificates of Let's Encrypt, got and renewed by themselves")
	f.StringVar(&e.email, "acme-email", "", "whom the authority tells about trouble with a certificate")
	f.StringVar(&e.directory, "acme-directory", "", "address of another authority that speaks ACME")
	f.StringVar(&e.httpAddr, "http-addr", "", "address for plain HTTP, which leads to HTTPS (default: :80 with --acme-domain, else none)")
}

func (e encryption) on() bool { return e.cert != "" || len(e.domains) > 0 }

// plainAddr is where plain HTTP is led to HTTPS, "" for nowhere.
func (e encryption) plainAddr() string {
	if e.httpAddr == "" && len(e.domains) > 0 {
		return ":80"
	}
	return e.httpAddr
}

// normalise writes the names as browsers send them: small letters, and those of
// other scripts in ASCII (RFC 5891). What is no name is left for faults to name.
func (e *encryption) normalise() {
	for i, name := range e.domains {
		name = strings.TrimSpace(name) // behind the comma of a list
		if ascii, err := idna.Lookup.ToASCII(strings.TrimSuffix(name, ".")); err == nil {
			e.domains[i] = ascii
		}
	}
}

// faults is what is wrong with the flags, and which do not go together.
func (e encryption) faults(s serving) []error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if (e.cert == "") != (e.key == "") {
		fault("--tls-cert and --tls-key belong together")
	} else if e.cert != "" {
		_, err := https.Read(e.files())
		if each, ok := err.(interface{ Unwrap() []error }); ok { // each file's has a place of its own
			faults = append(faults, each.Unwrap()...)
		} else if err != nil {
			faults = append(faults, err)
		}
	}
	if e.cert != "" && len(e.domains) > 0 {
		fault("--tls-cert and --acme-domain exclude each other: either you have a certificate or the authority gives one")
	}
	if len(e.domains) == 0 && (e.email != "" || e.directory != "") {
		fault("--acme-email and --acme-directory need --acme-domain")
	}
	for _, name := range e.domains {
		_, err := idna.Lookup.ToASCII(name)
		if _, ip := netip.ParseAddr(name); err != nil || ip == nil || !strings.Contains(name, ".") || strings.ContainsAny(name, "*:/@ ") {
			fault("--acme-domain %q: write a whole name such as cards.example.org", name)
		}
	}
	if a, err := mail.ParseAddress(e.email); e.email != "" && (err != nil || a.Address != e.email) {
		fault("--acme-email %q: write an address such as operator@example.org", e.email)
	}
	if u, err := url.Parse(e.directory); e.directory != "" && (err != nil || u.Scheme != "https" || u.Host == "") {
		fault("--acme-directory: write an address that begins with https://")
	}
	if len(e.domains) > 0 && len(s.trustProxy) > 0 {
		fault("--acme-domain and --trust-proxy exclude each other: behind a proxy that has the readers' TLS, it has the certificate too")
	}
	if host, _, err := net.SplitHostPort(s.addr); err == nil && len(e.domains) > 0 && e.directory == "" && isLoopback(host) {
		fault("--acme-domain needs an --addr that the authority can reach, such as :443, not %s", s.addr)
	}
	if e.httpAddr != "" {
		if !e.on() {
			fault("--http-addr leads to HTTPS, which is not served: name a certificate or --acme-domain")
		}
		if e.httpAddr == s.addr && !strings.HasSuffix(s.addr, ":0") {
			fault("--http-addr %s: that is where HTTPS is served", e.httpAddr)
		}
	}
	if e.on() && strings.HasPrefix(s.BaseURL, "http://") {
		fault("--base-url %s: the site is served by HTTPS", s.BaseURL)
	}
	return faults
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// files are the certificate of one's own and its key.
func (e encryption) files() (cert, key https.File) {
	return https.File{Setting: "--tls-cert", Path: e.cert}, https.File{Setting: "--tls-key", Path: e.key}
}
