package acmetest

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/acme"
)

// Authority is a certificate authority that speaks as much of ACME (RFC 8555)
// as a client needs that does everything right. It proves a name as real ones
// do, by TLS-ALPN-01 (RFC 8737), but at an address that the test names.
type Authority struct {
	Addr    string        // where every name is to be found
	Lasts   time.Duration // what a certificate holds from now on; 0 = 90 days
	Refuses bool          // every order after the first
	Unmoved bool          // by proofs after the first order: they are found wanting

	*httptest.Server
	t    testing.TB
	key  *ecdsa.PrivateKey
	root *x509.Certificate

	mu     sync.Mutex
	name   string // of the order
	proven bool
	issued []byte // PEM
	count  int
}

// New starts an authority that ends with the test. Its fields are to be set
// before it is asked for anything.
func New(t testing.TB) *Authority {
	t.Helper()
	a := &Authority{t: t}
	a.key, a.root = SelfSigned(t, "Authority")
	a.Server = httptest.NewTLSServer(http.HandlerFunc(a.answer))
	t.Cleanup(a.Close)
	return a
}

// Own is a file of the certificate with which the authority itself is asked by
// HTTPS, for SSL_CERT_FILE.
func (a *Authority) Own() string {
	name := filepath.Join(a.t.TempDir(), "roots.pem")
	write(a.t, name, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Server.Certificate().Raw}))
	return name
}

// Roots is what a reader's browser has that believes the authority.
func (a *Authority) Roots() *x509.CertPool { return pool(a.root) }

// Issued counts the certificates that it has given.
func (a *Authority) Issued() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.count
}

func (a *Authority) answer(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	w.Header().Set("Replay-Nonce", rand.Text())
	var signed struct{ Payload string }
	if r.Method == http.MethodPost {
		if err := json.NewDecoder(r.Body).Decode(&signed); err != nil {
			a.t.Errorf("%s: %v", r.URL.Path, err)
		}
	}
	payload, err := base64.RawURLEncoding.DecodeString(signed.Payload)
	if err != nil {
		a.t.Errorf("%s: %v", r.URL.Path, err)
	}
	send := func(status int, location string, body any) {
		if location != "" {
			w.Header().Set("Location", a.URL+location)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(body) // who asked notices
	}
	state := func(before, after string) string {
		if a.proven {
			return after
		}
		return before
	}
	order := func() map[string]any {
		o := map[string]any{"status": state("pending", "ready"), "identifiers": []any{map[string]string{"type": "dns", "value": a.name}},
			"authorizations": []string{a.URL + "/authorization"}, "finalize": a.URL + "/finalize"}
		if a.issued != nil {
			o["status"], o["certificate"] = "valid", a.URL+"/certificate"
		}
		return o
	}
	wanting := a.Unmoved && a.count > 0
	challenge := func() map[string]any {
		c := map[string]any{"type": "tls-alpn-01", "url": a.URL + "/challenge", "token": "token", "status": state("pending", "valid")}
		if wanting {
			c["status"], c["error"] = "invalid", map[string]string{"type": "urn:ietf:params:acme:error:connection", "detail": "192.0.2.1: Timeout during connect"}
		}
		return c
	}
	authorization := func() string {
		if wanting {
			return "invalid"
		}
		return state("pending", "valid")
	}
	switch r.URL.Path {
	case "/":
		send(200, "", map[string]string{"newNonce": a.URL + "/nonce", "newAccount": a.URL + "/account", "newOrder": a.URL + "/order"})
	case "/nonce":
	case "/account":
		send(201, "/account/1", map[string]string{"status": "valid"})
	case "/order":
		var wanted struct{ Identifiers []struct{ Value string } }
		if err := json.Unmarshal(payload, &wanted); err != nil || len(wanted.Identifiers) != 1 {
			a.t.Errorf("the order is %s", payload)
			return
		}
		if a.Refuses && a.count > 0 {
			send(http.StatusForbidden, "", map[string]any{"type": "urn:ietf:params:acme:error:unauthorized", "detail": "the account is closed", "status": 403})
			return
		}
		a.name, a.proven, a.issued = wanted.Identifiers[0].Value, false, nil
		send(201, "/order/1", order())
	case "/order/1":
		send(200, "/order/1", order())
	case "/authorization":
		send(200, "", map[string]any{"status": authorization(), "identifier": map[string]string{"type": "dns", "value": a.name}, "challenges": []any{challenge()}})
	case "/challenge":
		a.prove()
		send(200, "", challenge())
	case "/finalize":
		var wanted struct{ CSR string }
		if err := json.Unmarshal(payload, &wanted); err == nil && a.proven {
			a.issue(wanted.CSR)
		}
		send(200, "/order/1", order())
	case "/certificate":
		w.Header().Set("Content-Type", "application/pem-certificate-chain")
		w.Write(a.issued)
	default:
		a.t.Errorf("%s %s is not known", r.Method, r.URL.Path)
	}
}

// prove connects to the name and looks for the challenge's certificate.
func (a *Authority) prove() {
	conn, err := tls.Dial("tcp", a.Addr, &tls.Config{ServerName: a.name, NextProtos: []string{acme.ALPNProto}, InsecureSkipVerify: true})
	if err != nil {
		a.t.Errorf("the name is not proven: %v", err)
		return
	}
	defer func() { _ = conn.Close() }() // what it is has been seen
	certificate := conn.ConnectionState().PeerCertificates[0]
	a.proven = slices.Equal(certificate.DNSNames, []string{a.name}) && slices.ContainsFunc(certificate.Extensions, func(e pkix.Extension) bool {
		return e.Id.String() == "1.3.6.1.5.5.7.1.31" && e.Critical
	})
}

func (a *Authority) issue(csr string) {
	der, err := base64.RawURLEncoding.DecodeString(csr)
	if err != nil {
		a.t.Error(err)
		return
	}
	request, err := x509.ParseCertificateRequest(der)
	if err != nil || !slices.Equal(request.DNSNames, []string{a.name}) {
		a.t.Errorf("a certificate is asked for %v, %v", request, err)
		return
	}
	a.count++
	lasts := a.Lasts
	if lasts == 0 {
		lasts = 90 * 24 * time.Hour
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(int64(a.count + 1)), DNSNames: request.DNSNames, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(lasts),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	if der, err = x509.CreateCertificate(rand.Reader, template, a.root, request.PublicKey, a.key); err != nil {
		a.t.Error(err)
		return
	}
	var chain bytes.Buffer
	for _, der := range [][]byte{der, a.root.Raw} {
		if err := pem.Encode(&chain, &pem.Block{Type: "CERTIFICATE", Bytes: der}); err != nil {
			a.t.Error(err)
		}
	}
	a.issued = chain.Bytes()
}
