package https

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"time"
)

// Files is a certificate in two files, which others renew. Files that have
// changed are read again; what cannot be used, such as a new certificate whose
// key is still to come, leaves the earlier one in place. It is safe for
// concurrent use.
type Files struct {
	cert, key File
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

// filesEvery is how often the files are looked at.
const filesEvery = time.Minute

// Open reads a certificate with its key (see Read).
func Open(cert, key File, now func() time.Time, log *slog.Logger) (*Files, error) {
	f := &Files{cert: cert, key: key, now: now, log: log}
	return f, f.Reload()
}

// GetCertificate is for tls.Config. There is always one.
func (f *Files) GetCertificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.now().Sub(f.checked) >= filesEvery && f.states() != f.read {
		if err := f.load(); err != nil {
			f.log.Error("the new certificate cannot be used, the earlier one stays", "error", err)
		} else {
			f.log.Info("the certificate was read again")
		}
	}
	return f.pair, nil
}

// Served is for the metrics and the watch over what expires.
func (f *Files) Served() Served {
	return Served{remedy: fmt.Sprintf("put a new certificate and its key into the files of %s and %s", f.cert.Setting, f.key.Setting),
		all: func() map[string]*x509.Certificate {
			f.mu.Lock()
			defer f.mu.Unlock()
			leaf := f.pair.Leaf
			name := leaf.Subject.CommonName
			if len(leaf.DNSNames) > 0 {
				name = leaf.DNSNames[0]
			}
			return map[string]*x509.Certificate{name: leaf}
		}}
}

// Reload reads the files, changed or not. On error the earlier certificate stays.
func (f *Files) Reload() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.load()
}

// states looks at the files. One that is away has none.
func (f *Files) states() (v [2]fileState) {
	f.checked = f.now()
	for i, file := range []File{f.cert, f.key} {
		if info, err := os.Stat(file.Path); err == nil {
			v[i] = fileState{info.ModTime(), info.Size()}
		}
	}
	return v
}

func (f *Files) load() error {
	before := f.states() // what changes while it is read is read again
	pair, err := Read(f.cert, f.key)
	if err != nil {
		return err
	}
	f.pair, f.read = &pair, before
	return nil
}
