package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"
)

func (p program) buildCommand() *cobra.Command {
	var place place
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Build the site and its search index",
		Long: "build reads the content, renders every guide, checks every link, writes the site\n" +
			"and the search index, and puts both in place at once. If anything is wrong, every\n" +
			"fault is printed with file and line and the earlier site stays as it was.",
		Example: "  shebao build\n  shebao build --content ./mytown --public /srv/www --base-url https://example.org",
		Args:    positional(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := p.build(cmd.Context(), place)
			return err
		},
	}
	place.contentFlags(cmd)
	place.siteFlags(cmd)
	cmd.Flags().BoolVar(&place.noIndex, "no-index", false, "build the pages only, without the search index")
	return cmd
}

// build builds the site at place and says so in a line.
func (p program) build(ctx context.Context, place place) (built, error) {
	b, err := place.build(ctx, time.Now())
	for _, w := range b.result.Warnings {
		fmt.Fprintf(p.stderr, "shebao: warning: %s\n", w)
	}
	if err != nil {
		return b, err
	}
	fmt.Fprintf(p.stdout, "built %d pages (%d files) into %s in %s, build %s\n",
		b.result.Pages, b.result.Files, place.public, b.result.Took.Round(time.Millisecond), b.result.Build)
	return b, nil
}
