package main

import (
	"crypto/tls"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/crypto/acme"
	"golang.org/x/net/idna"
)

// refusals tells the log why there is no certificate for a name. net/http would
// say so in a line that begins with the client's address, of which the server
// keeps nothing.
type refusals struct {
	get     func(*tls.ClientHelloInfo) (*tls.Certificate, error)
	domains []string // normalised; what others ask for is nobody's fault
	now     func() time.Time
	log     *slog.Logger

	mu   sync.Mutex
	said map[string]time.Time // when it was last said of a name
}

// refusalsEvery is how often it is said of one name.
const refusalsEvery = time.Minute

// certificate is get, and says of a failure what it was. An order that has
// failed is not made again for a minute; who comes meanwhile, or waited for it,
// learns only that there is no certificate, which is not worth saying.
func (r *refusals) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	certificate, err := r.get(hello)
	if err == nil || strings.HasSuffix(err.Error(), "missing certificate") || slices.Equal(hello.SupportedProtos, []string{acme.ALPNProto}) {
		return certificate, err
	}
	name, invalid := idna.Lookup.ToASCII(strings.TrimSuffix(hello.ServerName, "."))
	if invalid == nil && slices.Contains(r.domains, name) && r.due(name) {
		r.log.Error("there is no certificate for a name", "name", name, "error", err)
	}
	return nil, err
}

// due tells whether it is time to speak of a name.
func (r *refusals) due(name string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if last, ok := r.said[name]; ok && now.Sub(last) < refusalsEvery {
		return false
	}
	if r.said == nil {
		r.said = map[string]time.Time{}
	}
	r.said[name] = now
	return true
}
