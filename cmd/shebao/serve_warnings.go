package main

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"shebao/cmd/shebao/settings"
)

// warnings are about what is allowed and seldom meant.
func (s serving) warnings(cmd *cobra.Command) []string {
	var warnings []string
	warn := func(format string, args ...any) { warnings = append(warnings, fmt.Sprintf(format, args...)) }
	if host, _, err := net.SplitHostPort(s.metricsAddr); err == nil {
		if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
			warn("--metrics-addr %s is every interface: see to it that only those who run the server reach that port", s.metricsAddr)
		}
	}
	switch {
	case s.encryption.on(), len(s.trustProxy) > 0:
	case strings.HasPrefix(s.BaseURL, "https://"):
		warn("--base-url is https, yet neither a certificate nor --trust-proxy is given: behind a proxy all readers would share the limits of one address")
	case !s.demo && !isOwnMachine(s.addr):
		warn("--addr %s is reached from elsewhere, yet neither a certificate nor --trust-proxy is given: numbers of cards would go through the network in clear, and behind a proxy all readers would share the limits of one address", s.addr)
	}
	if store := (vault{data: s.Data}); s.demo && !store.missing() {
		warn("--demo shows fictitious cards; those in %s are not used", store.storeFile())
	}
	for _, name := range []string{"cards", "redis", "otlp"} {
		f := cmd.Flags().Lookup(name)
		if settings.WithoutPassword(f.Value.String()) == f.Value.String() {
			continue
		}
		from := settings.Origin(f)
		info, err := os.Stat(s.configFile)
		switch {
		case from == "":
			warn("--%s has a password, which everybody on this machine can read on a command line; give it as %s", name, settings.Variable(name))
		case err == nil && strings.HasPrefix(from, s.configFile+":") && info.Mode().Perm()&0o004 != 0:
			warn("%s: %s has a password, and everybody on this machine can read that file: chmod 640 %s", from, name, s.configFile)
		}
	}
	return warnings
}

// isOwnMachine tells whether only programs on this machine reach an address.
func isOwnMachine(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil || host == "localhost" {
		return true // what is no address is said elsewhere
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}
