package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"shebao/cmd/shebao/settings"
	"shebao/cmd/shebao/site"
	"shebao/cmd/shebao/telemetry"
)

// serving is what serve was told on the command line.
type serving struct {
	site.Place
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
	cmd.SetFlagErrorFunc(func(cmd *cobra.Command, _ error) error {
		return p.serveAsTold(cmd, &s, settings.CommandLineFaults(cmd, p.args))
	})
	contentFlags(cmd, &s.Place)
	siteFlags(cmd, &s.Place)
	f := cmd.Flags()
	f.StringVar(&s.addr, "addr", "localhost:8080", "address to listen on; :8080 is every interface, port 0 a free one")
	f.StringVar(&s.cards, "cards", "", cardsUsage)
	f.Var(settings.Checked(&s.redis, redisURL), "redis", "share limits (of lookups and searches) and style sheets with other replicas: redis://host:6379 (default: limits in memory)")
	f.BoolVar(&s.demo, "demo", false, "serve fictitious cards, one for each status; the status page shows which numbers to try")
	f.Float64Var(&s.searchLimit, "search-limit", 100, "searches a second that one address may ask for; 0 = no limit")
	f.StringVar(&s.cacheSize, "cache-size", "64MB", "memory for pages and their compressed forms")
	f.StringSliceVar(&s.trustProxy, "trust-proxy", nil, "addresses of proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8")
	f.StringVar(&s.metricsAddr, "metrics-addr", "", "address for /metrics and /debug/pprof/, for those who run the server alone (default: none)")
	f.DurationVar(&s.drain, "drain", 0, "how long to go on taking requests after SIGTERM while /readyz says no, so that a load balancer notices")
	f.StringVar(&s.logFormat, "log-format", "text", "text or json")
	s.encryption.flags(cmd)
	f.Var(settings.Checked(&s.otlp, telemetry.CheckCollector), "otlp", "send traces to this collector of OpenTelemetry, such as http://localhost:4318 (default: none, or OTEL_EXPORTER_OTLP_ENDPOINT)")
	f.StringVar(&s.archive, "archive", "", "serve the site packed by 'shebao build --archive'; a new file in its place is picked up")
	f.StringVar(&s.configFile, "config", "", "YAML file of settings, such as 'addr: :8080'")
	f.BoolVar(&s.check, "check", false, "print the settings and every mistake in them, and serve nothing")
	return cmd
}

// serveAsTold puts together what serve was told, by the command line, variables
// and a file, and serves; or, with --check, looks at all of it and at what it
// leads to. faults is what is wrong with the command line already.
func (p program) serveAsTold(cmd *cobra.Command, s *serving, faults []error) error {
	faults = append(faults, p.environment().Apply(cmd), settings.FromFile(cmd, s.configFile))
	s.encryption.normalise()
	config, err := s.config(cmd, p)
	faults = append(faults, err)
	warnings := append(s.warnings(cmd), p.environment().Warnings(cmd)...)
	if s.check {
		settings.Print(p.stdout, cmd)
		if !s.demo {
			p.printKeyOrigin(vault{data: s.Data, cards: s.cards})
		}
		c := checkup{program: p, serving: *s, cmd: cmd}
		c.run(cmd.Context())
		faults, warnings = append(faults, c.faults...), append(warnings, c.warnings...)
	}
	err = errors.Join(faults...)
	log := telemetry.NewLog(p.stderr, s.logFormat) // warnings do not wait
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
