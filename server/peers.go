package server

import (
	"encoding/binary"
	"encoding/hex"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"regexp"

	"github.com/labstack/echo/v4"
)

// peers tells who a request comes from. What a client says about itself counts
// only where the connection comes from a proxy that the operator has named.
type peers struct {
	trusted []netip.Prefix
	address echo.IPExtractor
	scheme  echo.SchemeExtractor
}

func newPeers(trusted []netip.Prefix) peers {
	p := peers{trusted: trusted, address: echo.ExtractIPDirect(), scheme: echo.ExtractSchemeDirect()}
	if len(trusted) == 0 {
		return p
	}
	// Echo trusts loopback and private networks unless told otherwise.
	options := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, prefix := range trusted {
		prefix = prefix.Masked()
		options = append(options, echo.TrustIPRange(&net.IPNet{
			IP:   prefix.Addr().AsSlice(),
			Mask: net.CIDRMask(prefix.Bits(), prefix.Addr().BitLen()),
		}))
	}
	p.address = echo.ExtractIPFromXFFHeader(options...) // the rightmost address that is no trusted proxy
	p.scheme = echo.ExtractSchemeFromHeaders(options...)
	return p
}

// clientAddress is the address that limits count by.
func clientAddress(c echo.Context) netip.Addr {
	address, err := netip.ParseAddr(c.RealIP())
	if err != nil {
		address, _ = netip.ParseAddr(c.Echo().IPExtractor(&http.Request{RemoteAddr: c.Request().RemoteAddr}))
	}
	return address.Unmap().WithZone("")
}

// isTrusted tells whether the connection itself comes from a named proxy.
func (p peers) isTrusted(r *http.Request) bool {
	if len(p.trusted) == 0 {
		return false
	}
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	for _, prefix := range p.trusted {
		if prefix.Contains(peer.Addr().Unmap()) {
			return true
		}
	}
	return false
}

// isSecure tells whether the reader's connection is encrypted.
func (p peers) isSecure(r *http.Request) bool {
	return r.TLS != nil || len(p.trusted) > 0 && p.scheme(r) == "https"
}

// foreignID is the shape of a request id that is taken over: a UUID or a W3C
// trace id. A person's number does not fit.
var foreignID = regexp.MustCompile(`^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$`)

// requestID names a request in the log and in X-Request-Id. That of a trusted
// proxy is taken over.
func (p peers) requestID(r *http.Request) string {
	if id := r.Header.Get(requestIDHeader); id != "" && p.isTrusted(r) && foreignID.MatchString(id) {
		return id
	}
	return newID()
}

// newID is 32 random digits. They tell requests apart and protect nothing.
func newID() string {
	var id [16]byte
	binary.NativeEndian.PutUint64(id[:8], rand.Uint64()) // #nosec G404 -- see above
	binary.NativeEndian.PutUint64(id[8:], rand.Uint64()) // #nosec G404 -- see above
	return hex.EncodeToString(id[:])
}
