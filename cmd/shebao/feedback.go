package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"shebao/cmd/shebao/settings"
	"shebao/server/tally"
)

func (p program) feedbackCommand() *cobra.Command {
	var data, since string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "feedback",
		Short: "Print which pages readers found useful",
		Long: "feedback prints how many readers answered \"was this useful?\" with yes and with no,\n" +
			"page by page, those with the most \"no\" first. Nothing but the counts of each day is\n" +
			"ever kept. What was counted within the last minute may not be there yet.",
		Example: "  shebao feedback\n  shebao feedback --since 2026-11-01 --json",
		Args:    positional(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, err := time.Parse(time.DateOnly, since); err != nil && since != "" {
				return settings.NewUsageError(cmd, errors.New("--since: write a day like 2026-11-01"))
			}
			return p.printFeedback(data, since, asJSON)
		},
	}
	f := cmd.Flags()
	f.StringVar(&data, "data", "data", "folder of the counts, as serve has it")
	f.StringVar(&since, "since", "", "leave out what was counted before this day")
	f.BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// pageVotes are the votes for a page on all days.
type pageVotes struct {
	Page string `json:"page"`
	Yes  int    `json:"yes"`
	No   int    `json:"no"`
}

func (p program) printFeedback(data, since string, asJSON bool) error {
	if err := isServed(data); err != nil {
		return err
	}
	votes, err := tally.ReadVotes(data)
	if err != nil {
		return err
	}
	byPage := map[string]*pageVotes{}
	pages := []*pageVotes{}
	for _, v := range votes {
		if v.Day < since {
			continue
		}
		if byPage[v.Page] == nil {
			byPage[v.Page] = &pageVotes{Page: v.Page}
			pages = append(pages, byPage[v.Page])
		}
		byPage[v.Page].Yes += v.Yes
		byPage[v.Page].No += v.No
	}
	slices.SortFunc(pages, func(a, b *pageVotes) int {
		if a.No != b.No {
			return b.No - a.No
		}
		return strings.Compare(a.Page, b.Page)
	})
	if asJSON {
		return writeJSON(p.stdout, map[string]any{"feedback": pages})
	}
	if len(pages) == 0 {
		fmt.Fprintln(p.stdout, "nobody has said whether a page was useful")
		return nil
	}
	fmt.Fprintln(p.stdout, "   yes     no  page")
	for _, v := range pages {
		fmt.Fprintf(p.stdout, "%6d %6d  %s\n", v.Yes, v.No, v.Page)
	}
	return nil
}
