package https

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"log/slog"
	"net/http"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/crypto/acme/autocert"
)

// Names is what an authority is to be asked for.
type Names struct {
	Domains   []string // as browsers send them: small letters, and ASCII (RFC 5891)
	Email     string   // whom the authority tells about trouble; "" = nobody
	Directory string   // address of the authority; "" = Let's Encrypt
	Folder    string   // where certificates and the account's key are kept
}

// Authority gets certificates for names from an authority that speaks ACME
// (RFC 8555), when the first reader comes, and renews them. It is safe for
// concurrent use.
type Authority struct {
	manager *autocert.Manager
	names   Names
	refused *refusals
}

// unreachable is what to do about a certificate that an authority does not give.
const unreachable = "the name must lead to this machine, and the authority must reach its ports 443 and 80, and be reached from it"

// NewAuthority asks for nothing yet.
func NewAuthority(n Names, now func() time.Time, log *slog.Logger) *Authority {
	way := &ordering{to: http.DefaultTransport, seldom: seldom{now: now}, log: log}
	a := &Authority{names: n, manager: &autocert.Manager{
		Prompt:     autocert.AcceptTOS,
		Cache:      autocert.DirCache(n.Folder),
		HostPolicy: autocert.HostWhitelist(n.Domains...),
		Email:      n.Email,
		Client:     &acme.Client{DirectoryURL: autocert.DefaultACMEDirectory, HTTPClient: &http.Client{Transport: way, Timeout: time.Minute}},
	}}
	if n.Directory != "" {
		a.manager.Client.DirectoryURL = n.Directory
	}
	a.refused = &refusals{get: a.manager.GetCertificate, domains: n.Domains, seldom: seldom{now: now}, log: log}
	return a
}

// Protocol is what tls.Config.NextProtos has to name beside HTTP, so that the
// authority can prove a name by TLS-ALPN-01 (RFC 8737).
const Protocol = acme.ALPNProto

// GetCertificate is for tls.Config.
func (a *Authority) GetCertificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	return a.refused.certificate(hello)
}

// HTTPHandler answers the authority's questions by plain HTTP (HTTP-01), and leaves
// all others to next.
func (a *Authority) HTTPHandler(next http.Handler) http.Handler { return a.manager.HTTPHandler(next) }

// Served is for the metrics and the watch over what expires.
func (a *Authority) Served() Served {
	return Served{remedy: unreachable, all: func() map[string]*x509.Certificate { return kept(a.manager.Cache, a.names.Domains) }}
}

// kept are the certificates that the authority has given for names.
func kept(cache autocert.Cache, names []string) map[string]*x509.Certificate {
	all := map[string]*x509.Certificate{}
	for _, name := range names {
		text, err := cache.Get(context.Background(), name)
		if err != nil {
			continue // there is none yet
		}
		for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
			if block.Type != "CERTIFICATE" {
				continue
			}
			if leaf, err := x509.ParseCertificate(block.Bytes); err == nil {
				all[name] = leaf
			}
			break
		}
	}
	return all
}
