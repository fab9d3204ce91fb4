package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"time"

	"shebao/cmd/shebao/site"
	"shebao/generator/archive"
	"shebao/server"
)

// siteSource is where a server has its site from: a folder that is built, or an
// archive.
type siteSource struct {
	place   func() site.Place // where the site stands, by now
	reloads []func() error
	jobs    []job
}

// siteToServe brings the site up to date, from its content or from the archive.
func (p program) siteToServe(ctx context.Context, s serving, config *server.Config) (siteSource, error) {
	if s.archive == "" {
		err := p.bringUpToDate(ctx, &s.Place, config.Log)
		return siteSource{place: func() site.Place { return s.Place }}, orEarlier(s.Place, err, config.Log)
	}
	packed := archive.Open(s.archive, filepath.Join(s.Data, "archive"))
	err := unpackToServe(packed, config.Log)
	config.Public = packed.Public()
	return siteSource{
		place:   func() site.Place { return unpackedAt(packed) },
		reloads: []func() error{packed.Unpack},
		jobs:    []job{func(ctx context.Context) { packed.Follow(ctx, config.Log) }},
	}, err
}

// unpackedAt is where the build of an archive stands.
func unpackedAt(a *archive.Served) site.Place { return site.Place{Public: a.Public(), Data: a.Dir()} }

// unpackToServe makes the archive's build the current one. A server that starts
// serves what was unpacked last where the disk takes no more. What is wrong with
// the archive itself is not passed over.
func unpackToServe(a *archive.Served, log *slog.Logger) error {
	err := a.Unpack()
	if !archive.IsOfDisk(err) {
		return err
	}
	earlier, siteErr := unpackedAt(a).ReadSite()
	if siteErr != nil {
		return err
	}
	log.Error("the archive cannot be unpacked, the earlier build is served", "build", earlier.Build, "error", err)
	return nil
}

// orEarlier has a server that starts serve the site that is there where it cannot
// be built anew: readers rather read yesterday's than nothing. It must have been
// built from the same content.
func orEarlier(l site.Place, err error, log *slog.Logger) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	build, ok := l.Standing()
	if !ok {
		return err
	}
	log.Error("the site cannot be built anew, the earlier build is served", "build", build, "error", err)
	return nil
}

// bringUpToDate builds what is missing or older than its content.
func (p program) bringUpToDate(ctx context.Context, l *site.Place, log *slog.Logger) error {
	state, err := l.State(time.Now())
	if err != nil {
		return err
	}
	if state != site.Foreign {
		p.warnUnused(*l)
	}
	switch state {
	case site.Stale:
		return p.build(ctx, *l, true)
	case site.Foreign:
		log.Warn("the site was built elsewhere and is served as it is; name its content with --content to keep it up to date", "public", l.Public)
	}
	return nil
}
