package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"shebao/cmd/shebao/process"
	"shebao/cmd/shebao/settings"
)

func (p program) buildCommand() *cobra.Command {
	var place place
	var archive string
	var profiles process.Profiles
	var timings, rollback bool
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Build the site and its search index",
		Long: "build reads the content, renders every guide, checks every link, writes the site\n" +
			"and the search index, and puts both in place at once. If anything is wrong, every\n" +
			"fault is printed with file and line and the earlier site stays as it was.",
		Example: "  shebao build\n  shebao build --content ./mytown --public /srv/www --base-url https://example.org\n  shebao build --archive site.tar.zst",
		Args:    positional(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if archive != "" && place.noIndex {
				return settings.NewUsageError(cmd, errors.New("--archive and --no-index exclude each other: what is served has an index"))
			}
			if err := mayBeFile(archive); archive != "" && err != nil {
				return settings.NewUsageError(cmd, fmt.Errorf("--archive %s: %w", archive, err))
			}
			if err := place.apart("data", place.data); err != nil {
				return settings.NewUsageError(cmd, err)
			}
			defer process.CollectSeldom()()
			stop, err := profiles.Start()
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, stop()) }()
			if rollback {
				return p.rollback(cmd.Context(), place)
			}
			p.warnUnused(place)
			start := time.Now()
			b, err := p.build(cmd.Context(), place)
			if timings {
				printTimings(p.stdout, b.result.Stages, time.Since(start))
			}
			if err != nil || archive == "" {
				return err
			}
			if err := place.pack(archive); err != nil {
				return err
			}
			fmt.Fprintf(p.stdout, "packed it into %s; serve it with: shebao serve --archive %s\n", archive, archive)
			return nil
		},
	}
	place.contentFlags(cmd)
	place.siteFlags(cmd)
	f := cmd.Flags()
	f.BoolVar(&place.noIndex, "no-index", false, "build the pages only, without the search index")
	f.BoolVar(&place.packed, "precompress", false, "write compressed copies (.br, .gz, .zst) beside the files, for other web servers to send")
	f.StringVar(&archive, "archive", "", "pack the site and its index into this file too, for 'shebao serve --archive' on other machines")
	f.BoolVar(&timings, "timings", false, "print how long each stage took")
	f.BoolVar(&rollback, "rollback", false, "build nothing, but put the build before the current one in its place, with its index")
	f.StringVar(&profiles.CPU, "cpuprofile", "", "write where the processor's time went into this file, for 'go tool pprof'")
	f.StringVar(&profiles.Memory, "memprofile", "", "write what memory was taken for into this file, for 'go tool pprof'")
	f.StringVar(&profiles.Trace, "trace", "", "write what ran when into this file, for 'go tool trace'")
	return cmd
}

// build builds the site at place and says so in a line.
func (p program) build(ctx context.Context, place place) (built, error) {
	b, err := place.build(ctx, time.Now())
	for _, w := range place.named(b.result.Warnings) {
		if place.atStart && place.content == "" && w.Rule == "no-base-url" {
			continue // nobody trying the program out has an address yet
		}
		fmt.Fprintf(p.stderr, "shebao: warning: %s\n", w)
	}
	if err != nil {
		return b, place.namedError(err)
	}
	fmt.Fprintf(p.stdout, "built %d pages (%d files) into %s in %s, build %s\n",
		b.result.Pages, b.result.Files, place.public, b.result.Took.Round(time.Millisecond), b.result.Build)
	return b, nil
}
