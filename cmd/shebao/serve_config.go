package main

import (
	"fmt"
	"math"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"shebao/cmd/shebao/settings"
	"shebao/server"
)

// config turns the flags into the server's settings, naming every wrong one.
func (s serving) config(cmd *cobra.Command, p program) (server.Config, error) {
	config := server.Config{Public: s.Public, SearchLimit: s.searchLimit, Drain: s.drain}
	faults := &settings.Faults{Cmd: cmd}
	if !(s.searchLimit >= 0 && s.searchLimit <= math.MaxInt32) { // nor NaN
		faults.Addf("--search-limit %v: must be 0 or more", s.searchLimit)
	}
	size, err := settings.ParseSize(s.cacheSize)
	if err != nil {
		faults.Addf("--cache-size %w", err)
	}
	config.CacheSize = size
	for _, text := range s.trustProxy {
		prefix, err := parseProxy(strings.TrimSpace(text)) // behind the comma of a list
		if err != nil {
			faults.Addf("--trust-proxy %w", err)
			continue
		}
		config.TrustedProxies = append(config.TrustedProxies, prefix)
	}
	if err := checkCards(s.cards); err != nil {
		faults.Addf("--cards: %w", err)
	}
	if s.archive == "" {
		for _, secret := range []struct{ flag, name string }{
			{"data", s.Data}, {"cards", (vault{cards: s.cards}).file()}, {"tls-key", s.encryption.key}, {"config", s.configFile},
		} {
			faults.Add(s.Apart(secret.flag, secret.name))
		}
	}
	for _, address := range []struct{ flag, addr, example string }{
		{"addr", s.addr, "localhost:8080 or :8080"}, {"metrics-addr", s.metricsAddr, "localhost:9090"}, {"http-addr", s.encryption.httpAddr, ":80"},
	} {
		if address.addr != "" || address.flag == "addr" {
			if checkAddress(address.addr) != nil {
				faults.Addf("--%s %q: write host:port, such as %s", address.flag, address.addr, address.example)
			}
		}
	}
	s.operationFaults(faults)
	for _, fault := range s.encryption.faults(s) {
		faults.Add(fault)
	}
	for _, name := range []string{"content", "base-url", "drafts", "public"} {
		if s.archive != "" && cmd.Flags().Changed(name) {
			faults.Addf("--archive and --%s exclude each other: the archive holds a finished site", name)
		}
	}
	if s.demo && s.cards != "" {
		faults.Addf("--demo and --cards exclude each other: demo cards are fictitious")
	}
	if key, _ := p.env(keyVariable); s.demo && key != "" {
		faults.Addf("--demo and the variable %s exclude each other: demo cards are fictitious, and the key is that of real ones", keyVariable)
	}
	return config, faults.Err()
}

// maxDrain bounds --drain: no load balancer takes longer to notice.
const maxDrain = 5 * time.Minute

// operationFaults is what is wrong with the flags for those who run the server.
func (s serving) operationFaults(faults *settings.Faults) {
	if s.metricsAddr != "" && checkAddress(s.metricsAddr) == nil {
		if s.metricsAddr == s.addr && !strings.HasSuffix(s.addr, ":0") {
			faults.Addf("--metrics-addr %s: that is where readers are; metrics and profiles need an address of their own", s.metricsAddr)
		}
		if host, _, _ := net.SplitHostPort(s.metricsAddr); isPublic(host) {
			faults.Addf("--metrics-addr %s: everybody could read metrics and profiles there; name an address of an inside network, or localhost", s.metricsAddr)
		}
	}
	if s.drain < 0 || s.drain > maxDrain {
		faults.Addf("--drain %s: must be from 0s to %s", s.drain, maxDrain)
	}
	if s.logFormat != "text" && s.logFormat != "json" {
		faults.Addf("--log-format %q: write text or json", s.logFormat)
	}
}

// parseProxy reads an address or a range of proxies. One so wide that no network
// of one's own can be meant is refused: whoever is in it can say to be anybody,
// and no limit holds.
func parseProxy(text string) (netip.Prefix, error) {
	prefix, err := netip.ParsePrefix(text)
	if !strings.Contains(text, "/") {
		var addr netip.Addr
		addr, err = netip.ParseAddr(text)
		prefix = netip.PrefixFrom(addr, addr.BitLen())
	}
	least := 8 // 10.0.0.0/8
	if prefix.Addr().Is6() {
		least = 7 // fc00::/7
	}
	switch {
	case err != nil || prefix.Addr().Zone() != "":
		return prefix, fmt.Errorf("%q: not an address or a range such as 10.0.0.0/8", text)
	case prefix.Addr().Is4In6():
		return prefix, fmt.Errorf("%s: write it as IPv4, such as 10.0.0.0/8", text)
	case prefix.Bits() < least:
		return prefix, fmt.Errorf("%s: everybody could then say to be anybody, and no limit would hold; name your proxies", text)
	}
	return prefix, nil
}

// isPublic tells whether a host is an address that the whole Internet reaches.
func isPublic(host string) bool {
	ip, err := netip.ParseAddr(host)
	shared := netip.MustParsePrefix("100.64.0.0/10") // RFC 6598, within a provider's or a cluster's network
	return err == nil && ip.Unmap().IsGlobalUnicast() && !ip.Unmap().IsPrivate() && !shared.Contains(ip.Unmap())
}
