package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"shebao/generator/theme"
	"shebao/server"
)

// serving is what serve was told on the command line.
type serving struct {
	place
	addr        string
	cards       string
	redis       string
	demo        bool
	searchLimit float64
	cacheSize   string
	trustProxy  []string
	metricsAddr string
	drain       time.Duration
	logFormat   string
	otlp        string
	encryption  encryption
	archive     string
	configFile  string
	check       bool
}

func (p program) serveCommand() *cobra.Command {
	var s serving
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the site, its search and the card-status lookup",
		Long: "serve builds the site if it is missing or older than its content, and serves it\n" +
			"until it is told to stop (Ctrl-C or SIGTERM), when it finishes what it is doing.\n" +
			"A build finished meanwhile by 'shebao build' is picked up within a second.\n\n" +
			"SIGHUP makes it look at once, and reads the certificate of --tls-cert again.\n\n" +
			"With --demo it answers from seven fictitious cards in memory.\n\n" +
			"Settings come from the command line, else from variables, else from the file of\n" +
			"--config, whose keys are the names of the flags. --check prints what they come to.",
		Example: "  shebao serve --demo\n  shebao serve --addr :8080 --data /var/lib/shebao --trust-proxy 10.0.0.0/8\n" +
			"  shebao serve --config /etc/shebao.yaml --check",
		Args:              positional(cobra.NoArgs),
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil }, // RunE reads the variables
		RunE: func(cmd *cobra.Command, _ []string) error {
			faults := []error{p.flagsFromEnvironment(cmd)}
			faults = append(faults, flagsFromFile(cmd, s.configFile))
			s.encryption.normalise()
			config, err := s.config(cmd)
			if s.check {
				printSettings(p.stdout, cmd)
				faults = append(faults, s.folderFaults(cmd))
			}
			if err := errors.Join(append(faults, err)...); err != nil || s.check {
				return err
			}
			return p.serve(cmd.Context(), s, config)
		},
	}
	s.contentFlags(cmd)
	s.siteFlags(cmd)
	f := cmd.Flags()
	f.StringVar(&s.addr, "addr", "localhost:8080", "address to listen on; :8080 is every interface, port 0 a free one")
	f.StringVar(&s.cards, "cards", "", cardsUsage)
	f.Var(checkedText{&s.redis, redisURL}, "redis", "share limits (of lookups and searches) and style sheets with other replicas: redis://host:6379 (default: limits in memory)")
	f.BoolVar(&s.demo, "demo", false, "serve fictitious cards, one for each status; the status page shows which numbers to try")
	f.Float64Var(&s.searchLimit, "search-limit", 100, "searches a second that one address may ask for; 0 = no limit")
	f.StringVar(&s.cacheSize, "cache-size", "64MB", "memory for pages and their compressed forms")
	f.StringSliceVar(&s.trustProxy, "trust-proxy", nil, "addresses of proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8")
	f.StringVar(&s.metricsAddr, "metrics-addr", "", "address for /metrics and /debug/pprof/, for those who run the server alone (default: none)")
	f.DurationVar(&s.drain, "drain", 0, "how long to go on taking requests after SIGTERM while /readyz says no, so that a load balancer notices")
	f.StringVar(&s.logFormat, "log-format", "text", "text or json")
	s.encryption.flags(cmd)
	f.Var(checkedText{&s.otlp, otlpURL}, "otlp", "send traces to this collector of OpenTelemetry, such as http://localhost:4318 (default: none, or OTEL_EXPORTER_OTLP_ENDPOINT)")
	f.StringVar(&s.archive, "archive", "", "serve the site packed by 'shebao build --archive'; a new file in its place is picked up")
	f.StringVar(&s.configFile, "config", "", "YAML file of settings, such as 'addr: :8080'")
	f.BoolVar(&s.check, "check", false, "print the settings and every mistake in them, and serve nothing")
	return cmd
}

// folderFaults is what is wrong with the folders that are named.
func (s serving) folderFaults(cmd *cobra.Command) error {
	var faults []error
	for _, folder := range []struct {
		flag, name string
		must       bool
	}{{"content", s.content, true}, {"public", s.public, false}, {"data", s.data, false}} {
		info, err := os.Stat(folder.name)
		switch {
		case folder.name == "":
		case errors.Is(err, fs.ErrNotExist) && folder.must:
			faults = append(faults, fmt.Errorf("--%s %s: there is no such folder", folder.flag, folder.name))
		case errors.Is(err, fs.ErrNotExist): // it is made
		case err != nil:
			faults = append(faults, fmt.Errorf("--%s %s: %w", folder.flag, folder.name, cause(err)))
		case !info.IsDir():
			faults = append(faults, fmt.Errorf("--%s %s: it is no folder", folder.flag, folder.name))
		}
	}
	if len(faults) == 0 {
		return nil
	}
	return newUsageError(cmd, errors.Join(faults...))
}

// config turns the flags into the server's settings, naming every wrong one.
func (s serving) config(cmd *cobra.Command) (server.Config, error) {
	config := server.Config{Public: s.public, SearchLimit: s.searchLimit, Drain: s.drain}
	var faults []error
	if s.searchLimit < 0 {
		faults = append(faults, fmt.Errorf("--search-limit %v: must be 0 or more", s.searchLimit))
	}
	size, err := parseSize(s.cacheSize)
	if err != nil {
		faults = append(faults, fmt.Errorf("--cache-size %w", err))
	}
	config.CacheSize = size
	for _, text := range s.trustProxy {
		prefix, err := parsePrefix(text)
		if err != nil {
			faults = append(faults, fmt.Errorf("--trust-proxy %q: not an address or a range such as 10.0.0.0/8", text))
			continue
		}
		if prefix.Bits() == 0 {
			faults = append(faults, fmt.Errorf("--trust-proxy %s: everybody could then say to be anybody, and no limit would hold; name your proxies", text))
		}
		config.TrustedProxies = append(config.TrustedProxies, prefix)
	}
	if err := (vault{cards: s.cards}).check(); err != nil {
		faults = append(faults, err)
	}
	if err := checkAddress(s.addr); err != nil {
		faults = append(faults, fmt.Errorf("--addr %q: write host:port, such as localhost:8080 or :8080", s.addr))
	}
	faults = append(faults, s.operationFaults()...)
	faults = append(faults, s.encryption.faults(s)...)
	for _, name := range []string{"content", "base-url", "drafts", "public"} {
		if s.archive != "" && cmd.Flags().Changed(name) {
			faults = append(faults, fmt.Errorf("--archive and --%s exclude each other: the archive holds a finished site", name))
		}
	}
	if s.demo && s.cards != "" {
		faults = append(faults, errors.New("--demo and --cards exclude each other: demo cards are fictitious"))
	}
	if len(faults) > 0 {
		return config, newUsageError(cmd, errors.Join(faults...))
	}
	return config, nil
}

// maxDrain bounds --drain: no load balancer takes longer to notice.
const maxDrain = 5 * time.Minute

// operationFaults is what is wrong with the flags for those who run the server.
func (s serving) operationFaults() []error {
	var faults []error
	if s.metricsAddr != "" {
		if _, _, err := net.SplitHostPort(s.metricsAddr); err != nil {
			faults = append(faults, fmt.Errorf("--metrics-addr %q: write host:port, such as localhost:9090", s.metricsAddr))
		} else if s.metricsAddr == s.addr && !strings.HasSuffix(s.addr, ":0") {
			faults = append(faults, fmt.Errorf("--metrics-addr %s: that is where readers are; metrics and profiles need an address of their own", s.metricsAddr))
		}
	}
	if s.drain < 0 || s.drain > maxDrain {
		faults = append(faults, fmt.Errorf("--drain %s: must be from 0s to %s", s.drain, maxDrain))
	}
	if s.logFormat != "text" && s.logFormat != "json" {
		faults = append(faults, fmt.Errorf("--log-format %q: write text or json", s.logFormat))
	}
	return faults
}

// newLog writes the log in the format that was asked for.
func newLog(to io.Writer, format string) *slog.Logger {
	if format == "json" {
		return slog.New(slog.NewJSONHandler(to, nil))
	}
	return slog.New(slog.NewTextHandler(to, nil))
}

func parsePrefix(text string) (netip.Prefix, error) {
	if strings.Contains(text, "/") {
		return netip.ParsePrefix(text)
	}
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, err
	}
	return netip.PrefixFrom(addr, addr.BitLen()), nil
}

// serve brings the site up to date, opens the cards, and serves until ctx ends.
// The port is taken first: one in use is found out before any work is done.
func (p program) serve(ctx context.Context, s serving, config server.Config) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.addr)
	if err != nil {
		return listenError("addr", s.addr, err)
	}
	defer listener.Close()

	config.Log = newLog(p.stderr, s.logFormat)
	if s.metricsAddr != "" {
		metrics, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.metricsAddr)
		if err != nil {
			return listenError("metrics-addr", s.metricsAddr, err)
		}
		registry := newRegistry()
		config.Metrics = registry
		defer serveMetrics(metrics, registry, config.Log)()
	}
	traces, err := p.startTracing(ctx, s.otlp, config.Log)
	if err != nil {
		return err
	}
	defer traces.stop()
	config.Tracer = traces.tracer()
	var packed *archive
	if s.archive != "" {
		packed = newArchive(s.archive, s.data)
		err = packed.unpack()
		config.Public = packed.place().public
	} else {
		err = p.bringUpToDate(ctx, &s.place, config.Log)
	}
	if err != nil {
		return err
	}
	if config.Theme, err = theme.New(theme.Options{}); err != nil {
		return err
	}
	site := func() place { return s.place }
	if packed != nil {
		site = packed.place
	}
	mended := newMender(site, config.Log)
	config.OpenIndex = mended.open
	closeCards, err := p.openCards(ctx, s, &config)
	if err != nil {
		return err
	}
	served := false
	defer func() { _ = closeCards(served) }() // a server writes no cards

	defer s.counted(&config, config.Log)()
	srv, err := server.New(config)
	if err != nil {
		return err
	}
	served = true
	defer srv.Close()
	open, scheme := leaveFiles(listener), "http"
	reloads := []func() error{srv.Reload}
	if s.encryption.on() {
		var plain http.Handler
		scheme = "https"
		var readAgain func() error
		if open, plain, readAgain, err = s.encryption.secure(open, s.data, config.Log); err != nil {
			return err
		}
		reloads = append(reloads, readAgain)
		if addr := s.encryption.plainAddr(); addr != "" {
			stop, err := servePlain(ctx, addr, plain, config.Log)
			if err != nil {
				return err
			}
			defer stop()
		}
	}
	at := scheme + "://" + reachable(listener.Addr())
	fmt.Fprintf(p.stdout, "serving %s/\n", at)
	var manager sync.WaitGroup
	managed, stop := context.WithCancel(ctx)
	manager.Go(func() { mended.follow(managed) })
	if packed != nil {
		manager.Go(func() { packed.follow(managed, config.Log) })
		reloads = slices.Insert(reloads, 0, packed.unpack)
	}
	manager.Go(service{reloads: reloads, handler: srv.Handler(), log: config.Log}.runIn(managed))
	err = srv.Serve(ctx, open)
	stop()
	manager.Wait()
	if err != nil {
		return fmt.Errorf("serve %s: %w", listener.Addr(), err)
	}
	fmt.Fprintln(p.stdout, "stopped")
	return nil
}

// bringUpToDate builds what is missing or older than its content.
func (p program) bringUpToDate(ctx context.Context, l *place, log *slog.Logger) error {
	state, err := l.state(time.Now())
	if err != nil {
		return err
	}
	if state != foreign {
		p.warnUnused(*l)
	}
	switch state {
	case stale:
		l.atStart = true
		_, err = p.build(ctx, *l)
		return err
	case foreign:
		log.Warn("the site was built elsewhere and is served as it is; name its content with --content to keep it up to date", "public", l.public)
	}
	return nil
}
