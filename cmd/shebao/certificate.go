package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"sync"
	"time"
)

// ownCertificate is a certificate in two files, which others renew. Files that
// have changed are read again; what cannot be used, such as a new certificate
// whose key is still to come, leaves the earlier one in place.
type ownCertificate struct {
	cert, key string // the files
	now       func() time.Time
	log       *slog.Logger

	mu      sync.Mutex
	pair    *tls.Certificate
	read    [2]fileState // what pair was read from
	checked time.Time
}

// fileState tells one state of a file from another.
type fileState struct {
	changed time.Time
	size    int64
}

// certificateEvery is how often the files are looked at.
const certificateEvery = time.Minute

// get is for tls.Config.
func (o *ownCertificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.now().Sub(o.checked) >= certificateEvery && o.states() != o.read {
		if err := o.load(); err != nil {
			o.log.Error("the new certificate cannot be used, the earlier one stays", "error", err)
		} else {
			o.log.Info("the certificate was read again")
		}
	}
	return o.pair, nil
}

// served is for the metrics and the watch over what expires.
func (o *ownCertificate) served() map[string]*x509.Certificate {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.pair == nil || o.pair.Leaf == nil {
		return nil
	}
	name := o.pair.Leaf.Subject.CommonName
	if len(o.pair.Leaf.DNSNames) > 0 {
		name = o.pair.Leaf.DNSNames[0]
	}
	return map[string]*x509.Certificate{name: o.pair.Leaf}
}

// reload reads the files, changed or not.
func (o *ownCertificate) reload() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.load()
}

// states looks at the files. One that is away has none.
func (o *ownCertificate) states() (v [2]fileState) {
	o.checked = o.now()
	for i, name := range []string{o.cert, o.key} {
		if info, err := os.Stat(name); err == nil {
			v[i] = fileState{info.ModTime(), info.Size()}
		}
	}
	return v
}

func (o *ownCertificate) load() error {
	before := o.states() // what changes while it is read is read again
	pair, err := readCertificate(o.cert, o.key)
	if err != nil {
		return err
	}
	o.pair, o.read = &pair, before
	return nil
}

// readCertificate reads a certificate and its key, and names the file that is
// at fault.
func readCertificate(certFile, keyFile string) (tls.Certificate, error) {
	chain, first, certErr := readPEM("tls-cert", certFile, "certificate", func(kind string) bool { return kind == "CERTIFICATE" })
	key, _, keyErr := readPEM("tls-key", keyFile, "private key", func(kind string) bool { return strings.HasSuffix(kind, "PRIVATE KEY") })
	if err := errors.Join(certErr, keyErr); err != nil {
		return tls.Certificate{}, err
	}
	if _, err := x509.ParseCertificate(first.Bytes); err != nil {
		return tls.Certificate{}, fmt.Errorf("--tls-cert %s: the certificate in it is damaged", certFile)
	}
	pair, err := tls.X509KeyPair(chain, key)
	switch {
	case err == nil:
		return pair, nil
	case strings.Contains(err.Error(), "does not match"):
		return pair, fmt.Errorf("--tls-key %s: it is not the key of --tls-cert %s", keyFile, certFile)
	}
	return pair, fmt.Errorf("--tls-key %s: the private key in it is damaged, or of a kind that is not known", keyFile)
}

// readPEM reads a file that must hold a block of one kind, and the first such.
func readPEM(flag, name, what string, is func(kind string) bool) ([]byte, *pem.Block, error) {
	text, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, fmt.Errorf("--%s %s: there is no such file", flag, name)
	case errors.Is(err, fs.ErrPermission):
		return nil, nil, fmt.Errorf("--%s %s: this user may not read it", flag, name)
	case err != nil:
		return nil, nil, fmt.Errorf("--%s %s: %w", flag, name, cause(err))
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		switch {
		case !is(block.Type):
		case block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "":
			return nil, nil, fmt.Errorf("--%s %s: the private key has a password; write it without one", flag, name)
		default:
			return text, block, nil
		}
	}
	return nil, nil, fmt.Errorf("--%s %s: there is no %s in PEM format in it", flag, name, what)
}
