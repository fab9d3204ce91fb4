package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"shebao/cmd/shebao/process"
	"shebao/cmd/shebao/settings"
	"shebao/cmd/shebao/site"
	"shebao/generator"
)

func (p program) buildCommand() *cobra.Command {
	var place site.Place
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
			if archive != "" && place.NoIndex {
				return settings.NewUsageError(cmd, errors.New("--archive and --no-index exclude each other: what is served has an index"))
			}
			if err := mayBeFile(archive); archive != "" && err != nil {
				return settings.NewUsageError(cmd, fmt.Errorf("--archive %s: %w", archive, err))
			}
			if err := place.Apart("data", place.Data); err != nil {
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
			result, err := place.Build(cmd.Context(), start)
			err = p.tellOfBuild(place, result, err, false)
			if timings {
				printTimings(p.stdout, result.Stages, time.Since(start))
			}
			if err != nil || archive == "" {
				return err
			}
			if err := place.Pack(archive); err != nil {
				return err
			}
			fmt.Fprintf(p.stdout, "packed it into %s; serve it with: shebao serve --archive %s\n", archive, archive)
			return nil
		},
	}
	contentFlags(cmd, &place)
	siteFlags(cmd, &place)
	f := cmd.Flags()
	f.BoolVar(&place.NoIndex, "no-index", false, "build the pages only, without the search index")
	f.BoolVar(&place.Precompress, "precompress", false, "write compressed copies (.br, .gz, .zst) beside the files, for other web servers to send")
	f.StringVar(&archive, "archive", "", "pack the site and its index into this file too, for 'shebao serve --archive' on other machines")
	f.BoolVar(&timings, "timings", false, "print how long each stage took")
	f.BoolVar(&rollback, "rollback", false, "build nothing, but put the build before the current one in its place, with its index")
	f.StringVar(&profiles.CPU, "cpuprofile", "", "write where the processor's time went into this file, for 'go tool pprof'")
	f.StringVar(&profiles.Memory, "memprofile", "", "write what memory was taken for into this file, for 'go tool pprof'")
	f.StringVar(&profiles.Trace, "trace", "", "write what ran when into this file, for 'go tool trace'")
	return cmd
}

// build builds the site and says so in a line. atStart is a server's, which
// builds for itself.
func (p program) build(ctx context.Context, place site.Place, atStart bool) error {
	result, err := place.Build(ctx, time.Now())
	return p.tellOfBuild(place, result, err, atStart)
}

// tellOfBuild says what came of a build: its warnings, and what it made.
func (p program) tellOfBuild(place site.Place, result generator.Result, err error, atStart bool) error {
	for _, w := range place.Named(result.Warnings) {
		if atStart && place.Content == "" && w.Rule == "no-base-url" {
			continue // nobody trying the program out has an address yet
		}
		fmt.Fprintf(p.stderr, "shebao: warning: %s\n", w)
	}
	if err != nil {
		return place.NamedError(err)
	}
	fmt.Fprintf(p.stdout, "built %d pages (%d files) into %s in %s, build %s\n",
		result.Pages, result.Files, place.Public, result.Took.Round(time.Millisecond), result.Build)
	return nil
}

// warnUnused says that the folder content here is not read, as the guides inside
// the program are unless another folder is named: who edits it would wait for
// the change in vain. A folder that says the same is not worth a word.
func (p program) warnUnused(l site.Place) {
	if l.Content == "" && site.DiffersFromEmbedded(localContent) {
		fmt.Fprintf(p.stderr, "shebao: warning: %s/ here is not used, but the guides inside the program: to use it add --content %[1]s\n", localContent)
	}
}
