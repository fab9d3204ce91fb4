package acmetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// SelfSigned makes a certificate for host names that vouches for itself and
// others: from an hour ago, for 90 days. subject is its common name.
func SelfSigned(t testing.TB, subject string, hosts ...string) (*ecdsa.PrivateKey, *x509.Certificate) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: subject}, DNSNames: hosts, IsCA: true, BasicConstraintsValid: true,
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

// PEM writes a certificate and its key as files have them.
func PEM(t testing.TB, key *ecdsa.PrivateKey, certificate *x509.Certificate) (cert, private []byte) {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// Files puts a certificate for a host name and its key into a folder, in the
// place of those of an earlier call. roots is what believes it.
func Files(t testing.TB, folder, host string) (cert, key string, roots *x509.CertPool) {
	t.Helper()
	private, certificate := SelfSigned(t, "Town", host)
	certText, keyText := PEM(t, private, certificate)
	cert, key = filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	write(t, cert, certText)
	write(t, key, keyText)
	return cert, key, pool(certificate)
}

func write(t testing.TB, name string, text []byte) {
	t.Helper()
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func pool(root *x509.Certificate) *x509.CertPool {
	roots := x509.NewCertPool()
	roots.AddCert(root)
	return roots
}
