package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"shebao/generator/theme"
	"shebao/search"
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
}

func (p program) serveCommand() *cobra.Command {
	var s serving
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the site, its search and the card-status lookup",
		Long: "serve builds the site if it is missing or older than its content, and serves it\n" +
			"until it is told to stop (Ctrl-C or SIGTERM), when it finishes what it is doing.\n" +
			"A build finished meanwhile by 'shebao build' is picked up within a second.\n\n" +
			"With --demo it answers from seven fictitious cards in memory.",
		Example: "  shebao serve --demo\n  shebao serve --addr :8080 --data /var/lib/shebao --trust-proxy 10.0.0.0/8",
		Args:    positional(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			config, err := s.config(cmd)
			if err != nil {
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
	f.StringVar(&s.redis, "redis", "", "share the limits of lookups with other replicas: redis://host:6379 (default: limits in memory)")
	f.BoolVar(&s.demo, "demo", false, "serve fictitious cards, one for each status; the status page shows which numbers to try")
	f.Float64Var(&s.searchLimit, "search-limit", 100, "searches a second that one address may ask for; 0 = no limit")
	f.StringVar(&s.cacheSize, "cache-size", "64MB", "memory for pages and their compressed forms")
	f.StringSliceVar(&s.trustProxy, "trust-proxy", nil, "addresses of proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8")
	return cmd
}

// config turns the flags into the server's settings, naming every wrong one.
func (s serving) config(cmd *cobra.Command) (server.Config, error) {
	config := server.Config{Public: s.public, SearchLimit: s.searchLimit}
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
		config.TrustedProxies = append(config.TrustedProxies, prefix)
	}
	if _, _, err := net.SplitHostPort(s.addr); err != nil {
		faults = append(faults, fmt.Errorf("--addr %q: write host:port, such as localhost:8080 or :8080", s.addr))
	}
	if s.demo && s.cards != "" {
		faults = append(faults, errors.New("--demo and --cards exclude each other: demo cards are fictitious"))
	}
	if len(faults) > 0 {
		return config, newUsageError(cmd, errors.Join(faults...))
	}
	return config, nil
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
		return listenError(s.addr, err)
	}
	defer listener.Close()

	config.Log = slog.New(slog.NewTextHandler(p.stderr, nil))
	if err := p.bringUpToDate(ctx, &s.place, config.Log); err != nil {
		return err
	}
	if config.Theme, err = theme.New(theme.Options{}); err != nil {
		return err
	}
	config.OpenIndex = func(build string) (server.Searcher, error) { return search.Open(s.index(build)) }
	closeCards, err := p.openCards(ctx, s, &config)
	if err != nil {
		return err
	}
	defer closeCards()

	srv, err := server.New(config)
	if err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "serving http://%s/\n", reachable(listener.Addr()))
	if err := srv.Serve(ctx, listener); err != nil {
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
	switch state {
	case stale:
		_, err = p.build(ctx, *l)
		return err
	case foreign:
		log.Warn("the site was built elsewhere and is served as it is; name its content with --content to keep it up to date", "public", l.public)
	}
	return nil
}
