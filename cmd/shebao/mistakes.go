package main

import (
	"errors"
	"fmt"
	"math"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"shebao/generator/publish"
	"shebao/server"
)

// serveAsTold puts together what serve was told, by the command line, variables
// and a file, and serves; or, with --check, looks at all of it and at what it
// leads to. faults is what is wrong with the command line already.
func (p program) serveAsTold(cmd *cobra.Command, s *serving, faults []error) error {
	faults = append(faults, p.flagsFromEnvironment(cmd), flagsFromFile(cmd, s.configFile))
	s.encryption.normalise()
	config, err := s.config(cmd, p)
	faults = append(faults, err)
	warnings := s.warnings(cmd)
	_, others := p.unknownVariables(cmd)
	for _, name := range others {
		w := fmt.Sprintf("the variable %s is none of shebao's and is not used", name)
		if meant := longer(name, knownVariables(cmd.Root())); meant != "" {
			w += "; did you mean " + meant + "?"
		}
		warnings = append(warnings, w)
	}
	if s.check {
		printSettings(p.stdout, cmd)
		if !s.demo {
			p.printKeyOrigin(vault{data: s.data, cards: s.cards})
		}
		c := checkup{program: p, serving: *s, cmd: cmd}
		c.run(cmd.Context())
		faults, warnings = append(faults, c.faults...), append(warnings, c.warnings...)
	}
	err = errors.Join(faults...)
	log := newServingLog(p.stderr, s.logFormat) // warnings do not wait
	for _, w := range warnings {
		if err != nil || s.check {
			fmt.Fprintf(p.stderr, "shebao: warning: %s\n", w)
		} else {
			log.Warn("a setting may not be meant so", "setting", w)
		}
	}
	if err != nil || s.check {
		return err
	}
	return p.serve(cmd.Context(), *s, config)
}

// flagFaults goes on behind the first fault in a command line, where the library
// ends: everything that is wrong is to be named at once.
func flagFaults(cmd *cobra.Command, args []string) []error {
	_, args, err := cmd.Root().Find(args)
	if err != nil {
		return []error{err}
	}
	var unknown []error
	for args = slices.Clone(args); ; {
		var faults []error
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if list, ok := f.Value.(pflag.SliceValue); ok {
				_ = list.Replace(nil) // what was given before is given again
			}
		})
		err := cmd.Flags().ParseAll(args, func(f *pflag.Flag, value string) error {
			if err := cmd.Flags().Set(f.Name, value); err != nil {
				faults = append(faults, newUsageError(cmd, flagFault(err)))
			}
			return nil
		})
		missing, ok := errors.AsType[*pflag.NotExistError](err)
		at := -1
		if ok {
			name := missing.GetSpecifiedName()
			at = slices.IndexFunc(args, func(a string) bool { return a == "--"+name || strings.HasPrefix(a, "--"+name+"=") })
			err = fmt.Errorf("%w%s", err, likely(cmd, name))
		}
		if err != nil {
			unknown = append(unknown, newUsageError(cmd, err))
		}
		if at < 0 {
			return append(unknown, faults...)
		}
		args = slices.Delete(args, at, at+1)
	}
}

// settingFaults collects what is wrong with settings.
type settingFaults struct {
	cmd  *cobra.Command
	list []error
}

// add takes a fault that begins with the flag it is about, and says before it
// where that was given, if not on the command line.
func (f *settingFaults) add(fault error) {
	if fault == nil {
		return
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(fault.Error(), "--"), " ")
	if about := f.cmd.Flags().Lookup(strings.TrimSuffix(name, ":")); about != nil && len(about.Annotations[origin]) > 0 {
		fault = fmt.Errorf("%s: %w", about.Annotations[origin][0], fault)
	}
	f.list = append(f.list, newUsageError(f.cmd, fault))
}

func (f *settingFaults) addf(format string, args ...any) { f.add(fmt.Errorf(format, args...)) }

// config turns the flags into the server's settings, naming every wrong one.
func (s serving) config(cmd *cobra.Command, p program) (server.Config, error) {
	config := server.Config{Public: s.public, SearchLimit: s.searchLimit, Drain: s.drain}
	faults := &settingFaults{cmd: cmd}
	if !(s.searchLimit >= 0 && s.searchLimit <= math.MaxInt32) { // nor NaN
		faults.addf("--search-limit %v: must be 0 or more", s.searchLimit)
	}
	size, err := parseSize(s.cacheSize)
	if err != nil {
		faults.addf("--cache-size %w", err)
	}
	config.CacheSize = size
	for _, text := range s.trustProxy {
		prefix, err := parseProxy(text)
		if err != nil {
			faults.addf("--trust-proxy %w", err)
			continue
		}
		config.TrustedProxies = append(config.TrustedProxies, prefix)
	}
	faults.add((vault{cards: s.cards}).check())
	if s.archive == "" {
		for _, secret := range []struct{ flag, name string }{
			{"data", s.data}, {"cards", (vault{cards: s.cards}).file()}, {"tls-key", s.encryption.key}, {"config", s.configFile},
		} {
			faults.add(s.apart(secret.flag, secret.name))
		}
	}
	for _, address := range []struct{ flag, addr, example string }{
		{"addr", s.addr, "localhost:8080 or :8080"}, {"metrics-addr", s.metricsAddr, "localhost:9090"}, {"http-addr", s.encryption.httpAddr, ":80"},
	} {
		if address.addr != "" || address.flag == "addr" {
			if checkAddress(address.addr) != nil {
				faults.addf("--%s %q: write host:port, such as %s", address.flag, address.addr, address.example)
			}
		}
	}
	s.operationFaults(faults)
	for _, fault := range s.encryption.faults(s) {
		faults.add(fault)
	}
	for _, name := range []string{"content", "base-url", "drafts", "public"} {
		if s.archive != "" && cmd.Flags().Changed(name) {
			faults.addf("--archive and --%s exclude each other: the archive holds a finished site", name)
		}
	}
	if s.demo && s.cards != "" {
		faults.addf("--demo and --cards exclude each other: demo cards are fictitious")
	}
	if key, _ := p.env(keyVariable); s.demo && key != "" {
		faults.addf("--demo and the variable %s exclude each other: demo cards are fictitious, and the key is that of real ones", keyVariable)
	}
	return config, errors.Join(faults.list...)
}

// maxDrain bounds --drain: no load balancer takes longer to notice.
const maxDrain = 5 * time.Minute

// operationFaults is what is wrong with the flags for those who run the server.
func (s serving) operationFaults(faults *settingFaults) {
	if s.metricsAddr != "" && checkAddress(s.metricsAddr) == nil {
		if s.metricsAddr == s.addr && !strings.HasSuffix(s.addr, ":0") {
			faults.addf("--metrics-addr %s: that is where readers are; metrics and profiles need an address of their own", s.metricsAddr)
		}
		if host, _, _ := net.SplitHostPort(s.metricsAddr); isPublic(host) {
			faults.addf("--metrics-addr %s: everybody could read metrics and profiles there; name an address of an inside network, or localhost", s.metricsAddr)
		}
	}
	if s.drain < 0 || s.drain > maxDrain {
		faults.addf("--drain %s: must be from 0s to %s", s.drain, maxDrain)
	}
	if s.logFormat != "text" && s.logFormat != "json" {
		faults.addf("--log-format %q: write text or json", s.logFormat)
	}
}

// isPublic tells whether a host is an address that the whole Internet reaches.
func isPublic(host string) bool {
	ip, err := netip.ParseAddr(host)
	shared := netip.MustParsePrefix("100.64.0.0/10") // RFC 6598, within a provider's or a cluster's network
	return err == nil && ip.Unmap().IsGlobalUnicast() && !ip.Unmap().IsPrivate() && !shared.Contains(ip.Unmap())
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

// apart refuses to keep in the site what is nobody's business: every file in the
// public folder can be had by everybody. flag is what name was given by.
func (l place) apart(flag, name string) error {
	if name == "" || !isWithin(name, l.public) {
		return nil
	}
	return fmt.Errorf("--%s %s: it is in the public folder %s, of which everybody can have every file, keys too; keep it elsewhere", flag, name, l.public)
}

// siteAbove is the folder of a built site that the data folder is in, "" for none.
func (l place) siteAbove() string {
	for dir := resolved(l.data); ; dir = filepath.Dir(dir) {
		if publish.In(dir) != "" {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}

// isWithin tells whether a file or folder, which need not be there yet, is
// another one or in it.
func isWithin(inner, outer string) bool {
	in, err := filepath.Rel(resolved(outer), resolved(inner))
	return err == nil && in != ".." && !strings.HasPrefix(in, ".."+string(filepath.Separator))
}

// resolved is where a name leads, as far as it is there.
func resolved(name string) string {
	name, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	if real, err := filepath.EvalSymlinks(name); err == nil {
		return real
	}
	if above := filepath.Dir(name); above != name {
		return filepath.Join(resolved(above), filepath.Base(name))
	}
	return name
}

// warnings are about what is allowed and seldom meant.
func (s serving) warnings(cmd *cobra.Command) []string {
	var warnings []string
	warn := func(format string, args ...any) { warnings = append(warnings, fmt.Sprintf(format, args...)) }
	if host, _, err := net.SplitHostPort(s.metricsAddr); err == nil {
		if ip, err := netip.ParseAddr(host); host == "" || err == nil && ip.IsUnspecified() {
			warn("--metrics-addr %s is every interface: see to it that only those who run the server reach that port", s.metricsAddr)
		}
	}
	if strings.HasPrefix(s.baseURL, "https://") && !s.encryption.on() && len(s.trustProxy) == 0 {
		warn("--base-url is https, yet neither a certificate nor --trust-proxy is given: behind a proxy all readers would share the limits of one address")
	}
	if store := (vault{data: s.data}); s.demo && !store.missing() {
		warn("--demo shows fictitious cards; those in %s are not used", store.storeFile())
	}
	for _, name := range []string{"cards", "redis", "otlp"} {
		f := cmd.Flags().Lookup(name)
		if withoutPassword(f.Value.String()) == f.Value.String() {
			continue
		}
		from := f.Annotations[origin]
		info, err := os.Stat(s.configFile)
		switch {
		case len(from) == 0:
			warn("--%s has a password, which everybody on this machine can read on a command line; give it as %s", name, variable(name))
		case err == nil && strings.HasPrefix(from[0], s.configFile+":") && info.Mode().Perm()&0o004 != 0:
			warn("%s: %s has a password, and everybody on this machine can read that file: chmod 640 %s", from[0], name, s.configFile)
		}
	}
	return warnings
}
