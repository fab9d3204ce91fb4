package https

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
	seldom  seldom   // of each name
	log     *slog.Logger
}

// certificate is get, and says of a failure what it was. An order that has
// failed is not made again for a minute; who comes meanwhile, or waited for it,
// learns only that there is no certificate, which is not worth saying.
func (r *refusals) certificate(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
	certificate, err := r.get(hello)
	if err == nil || strings.HasSuffix(err.Error(), "missing certificate") || slices.Equal(hello.SupportedProtos, []string{acme.ALPNProto}) {
		return certificate, err
	}
	name, invalid := idna.Lookup.ToASCII(strings.TrimSuffix(hello.ServerName, "."))
	if invalid == nil && slices.Contains(r.domains, name) && r.seldom.due(name) {
		r.log.Error("there is no certificate for a name", "name", name, "error", err)
	}
	return nil, err
}

// seldom keeps the log from saying the same again within a minute.
type seldom struct {
	now func() time.Time

	mu   sync.Mutex
	said map[string]time.Time // when it was said last
}

// seldomMost bounds what is kept: beyond, something may be said too often.
const seldomMost = 1000

// due tells whether it is time to say something, and takes it for said.
func (s *seldom) due(what string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	if last, ok := s.said[what]; ok && now.Sub(last) < time.Minute {
		return false
	}
	if s.said == nil || len(s.said) > seldomMost {
		s.said = map[string]time.Time{}
	}
	s.said[what] = now
	return true
}
