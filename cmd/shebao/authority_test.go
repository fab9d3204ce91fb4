package main

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
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
	"slices"
	"sync"
	"testing"
	"time"

	"golang.org/x/crypto/acme"
)

// authority is a certificate authority that speaks as much of ACME (RFC 8555)
// as a client needs that does everything right. It proves a name as real ones
// do, by TLS-ALPN-01 (RFC 8737), but at an address that the test names.
type authority struct {
	*httptest.Server
	t    *testing.T
	addr string // where every name is to be found
	key  *ecdsa.PrivateKey
	root *x509.Certificate

	mu     sync.Mutex
	name   string // of the order
	proven bool
	issued []byte // PEM
	count  int

	lasts   time.Duration // what a certificate holds from now on; 0 = 90 days
	refuses bool          // every order after the first
	unmoved bool          // by proofs after the first order: they are found wanting
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t}
	a.key, a.root = selfSigned(t, "Authority", nil)
	a.Server = httptest.NewTLSServer(http.HandlerFunc(a.answer))
	t.Cleanup(a.Close)
	return a
}

// selfSigned makes a certificate that vouches for itself and others.
func selfSigned(t *testing.T, name string, names []string) (*ecdsa.PrivateKey, *x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, DNSNames: names, IsCA: true, BasicConstraintsValid: true,
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(90 * 24 * time.Hour), KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return key, certificate
}

func (a *authority) answer(w http.ResponseWriter, r *http.Request) {
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
		json.NewEncoder(w).Encode(body)
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
	wanting := a.unmoved && a.count > 0
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
		if a.refuses && a.count > 0 {
			w.Header().Set("Content-Type", "application/problem+json")
			w.WriteHeader(http.StatusForbidden)
			json.NewEncoder(w).Encode(map[string]any{"type": "urn:ietf:params:acme:error:unauthorized", "detail": "the account is closed", "status": 403})
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
func (a *authority) prove() {
	conn, err := tls.Dial("tcp", a.addr, &tls.Config{ServerName: a.name, NextProtos: []string{acme.ALPNProto}, InsecureSkipVerify: true})
	if err != nil {
		a.t.Errorf("the name is not proven: %v", err)
		return
	}
	defer conn.Close()
	certificate := conn.ConnectionState().PeerCertificates[0]
	a.proven = slices.Equal(certificate.DNSNames, []string{a.name}) && slices.ContainsFunc(certificate.Extensions, func(e pkix.Extension) bool {
		return e.Id.String() == "1.3.6.1.5.5.7.1.31" && e.Critical
	})
}

func (a *authority) issue(csr string) {
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
	lasts := a.lasts
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

// trusted is how a reader's browser connects that believes the authority, to
// names that are all at one address.
func (a *authority) trusted(addr string) *http.Client {
	roots := x509.NewCertPool()
	roots.AddCert(a.root)
	return clientTo(addr, roots)
}

func (a *authority) certificates() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.count
}
