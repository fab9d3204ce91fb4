package https

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// File is a file in PEM format, and what the operator knows it by.
type File struct {
	Setting string // that names it, such as --tls-cert; "" = none
	Path    string
}

// String is how errors name the file.
func (f File) String() string { return strings.TrimPrefix(f.Setting+" "+f.Path, " ") }

// Read reads a certificate, with its whole chain, and its key. The error has a
// line for each file that is at fault, which begins with its name.
func Read(cert, key File) (tls.Certificate, error) {
	chain, first, certErr := cert.read("certificate", func(kind string) bool { return kind == "CERTIFICATE" })
	private, _, keyErr := key.read("private key", func(kind string) bool { return strings.HasSuffix(kind, "PRIVATE KEY") })
	if err := errors.Join(certErr, keyErr); err != nil {
		return tls.Certificate{}, err
	}
	if _, err := x509.ParseCertificate(first.Bytes); err != nil {
		return tls.Certificate{}, fmt.Errorf("%s: the certificate in it is damaged", cert)
	}
	pair, err := tls.X509KeyPair(chain, private)
	switch {
	case err == nil:
		return pair, nil
	case strings.Contains(err.Error(), "does not match"):
		return pair, fmt.Errorf("%s: it is not the key of %s", key, cert)
	}
	return pair, fmt.Errorf("%s: the private key in it is damaged, or of a kind that is not known", key)
}

// read reads a file that must hold a block of one kind, and the first such.
func (f File) read(what string, is func(kind string) bool) ([]byte, *pem.Block, error) {
	text, err := os.ReadFile(f.Path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, fmt.Errorf("%s: there is no such file", f)
	case errors.Is(err, fs.ErrPermission):
		return nil, nil, fmt.Errorf("%s: this user may not read it", f)
	case err != nil:
		if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
			err = pathErr.Err // its own text would name the path a second time
		}
		return nil, nil, fmt.Errorf("%s: %w", f, err)
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		switch {
		case !is(block.Type):
		case block.Type == "ENCRYPTED PRIVATE KEY" || block.Headers["DEK-Info"] != "":
			return nil, nil, fmt.Errorf("%s: the private key has a password; write it without one", f)
		default:
			return text, block, nil
		}
	}
	return nil, nil, fmt.Errorf("%s: there is no %s in PEM format in it", f, what)
}
