package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"shebao/generator/archive"
	"shebao/server"
	"shebao/server/connections"
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
		RunE:              func(cmd *cobra.Command, _ []string) error { return p.serveAsTold(cmd, &s, nil) },
	}
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, _ error) error { return p.serveAsTold(cmd, &s, flagFaults(cmd, p.args)) })
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

// serve brings the site up to date, opens the cards, and serves until ctx ends.
// The port is taken first: one in use is found out before any work is done.
func (p program) serve(ctx context.Context, s serving, config server.Config) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.addr)
	if err != nil {
		return listenError("addr", s.addr, err)
	}
	defer listener.Close()
	defer collectSeldomWhenBusy()()

	log := newServingLog(p.stderr, s.logFormat)
	defer log.flush()
	config.Log = log.Logger
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
	var packed *archive.Served
	if s.archive != "" {
		packed = archive.Open(s.archive, filepath.Join(s.data, "archive"))
		err = unpackToServe(packed, config.Log)
		config.Public = packed.Public()
	} else {
		err = s.orEarlier(p.bringUpToDate(ctx, &s.place, config.Log), config.Log)
	}
	if err != nil {
		return err
	}
	site := func() place { return s.place }
	if packed != nil {
		site = func() place { return unpackedAt(packed) }
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
	open := connections.LeaveFiles(listener)
	var tls *secured
	if s.encryption.on() {
		if tls, err = s.encryption.secure(open, s.data, config.Log); err != nil {
			return err
		}
		open, config.Certificates = tls, tls.served.Expiries
	}
	srv, err := server.New(config)
	if err != nil {
		return err
	}
	served = true
	defer srv.Close()
	scheme := "http"
	reloads := []func() error{srv.Reload}
	if tls != nil {
		scheme = "https"
		reloads = append(reloads, tls.reload)
		if addr := s.encryption.plainAddr(); addr != "" {
			stop, err := servePlain(ctx, addr, tls.plain, config.Log)
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
	manager.Go(func() { giveBack(managed) })
	if tls != nil {
		manager.Go(func() { tls.served.Watch(managed, config.Log) })
	}
	if packed != nil {
		manager.Go(func() { packed.Follow(managed, config.Log) })
		reloads = slices.Insert(reloads, 0, packed.Unpack)
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
