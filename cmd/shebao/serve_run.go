package main

import (
	"context"
	"fmt"
	"net"
	"slices"
	"sync"

	"shebao/cmd/shebao/process"
	"shebao/cmd/shebao/site"
	"shebao/cmd/shebao/telemetry"
	"shebao/server"
	"shebao/server/connections"
)

// serve brings the site up to date, opens the cards, and serves until ctx ends.
// The port is taken first: one in use is found out before any work is done.
func (p program) serve(ctx context.Context, s serving, config server.Config) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.addr)
	if err != nil {
		return listenError("addr", s.addr, err)
	}
	defer listener.Close()

	log := telemetry.NewLog(p.stderr, s.logFormat)
	defer log.Flush()
	config.Log = log.Logger
	unobserved, err := p.observe(ctx, s, &config)
	if err != nil {
		return err
	}
	defer unobserved()
	source, err := p.siteToServe(ctx, s, &config)
	if err != nil {
		return err
	}
	// Not before: a build looks like a rush, and would have 40 MB of garbage gather
	// where that saves a site of a few pages no time. Nor does it save 10,000 any.
	defer process.CollectSeldomWhenBusy()()
	mended := site.NewMender(source.place, config.Log)
	config.OpenIndex = func(build string) (server.Searcher, error) { return mended.Open(build) }
	closeCards, err := p.openCards(ctx, s, &config)
	if err != nil {
		return err
	}
	served := false
	defer func() { _ = closeCards(served) }() // a server writes no cards
	defer s.counted(&config, config.Log)()
	front, err := s.encryption.front(connections.LeaveFiles(listener), s.Data, &config)
	if err != nil {
		return err
	}
	srv, err := server.New(config)
	if err != nil {
		return err
	}
	served = true
	defer srv.Close()
	closePlain, err := front.servePlain(ctx, s.encryption.plainAddr(), config.Log)
	if err != nil {
		return err
	}
	defer closePlain()
	fmt.Fprintf(p.stdout, "serving %s://%s/\n", front.scheme, reachable(listener.Addr()))
	manager := process.Service{Reloads: slices.Concat(source.reloads, []func() error{srv.Reload}, front.reloads), Handler: srv.Handler(), Log: config.Log}
	stopJobs := inBackground(ctx, slices.Concat([]job{mended.Follow, process.GiveBack, manager.Run}, source.jobs, front.jobs))
	err = srv.Serve(ctx, front)
	stopJobs()
	if err != nil {
		return fmt.Errorf("serve %s: %w", listener.Addr(), err)
	}
	fmt.Fprintln(p.stdout, "stopped")
	return nil
}

// observe begins what those who run the server see of it, metrics and traces,
// until stop is called.
func (p program) observe(ctx context.Context, s serving, config *server.Config) (stop func(), err error) {
	stopMetrics := func() {}
	if s.metricsAddr != "" {
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.metricsAddr)
		if err != nil {
			return nil, listenError("metrics-addr", s.metricsAddr, err)
		}
		registry := telemetry.NewRegistry()
		config.Metrics = registry
		stopMetrics = serveBeside(listener, telemetry.Handler(registry), 0, config.Log)
	}
	traces, err := telemetry.StartTracing(ctx, s.otlp, process.Version(), p.env, config.Log)
	if err != nil {
		stopMetrics()
		return nil, err
	}
	config.Tracer = traces.Tracer()
	return func() { traces.Stop(); stopMetrics() }, nil
}

// job is what goes on beside a server until its context ends.
type job func(ctx context.Context)

// inBackground begins jobs. stop ends them and waits until they have.
func inBackground(ctx context.Context, jobs []job) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	for _, do := range jobs {
		running.Go(func() { do(ctx) })
	}
	return func() { cancel(); running.Wait() }
}
