package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"shebao/server"
	"shebao/server/card"
	"shebao/server/tally"
)

// counted is where a server's counts go, and how to write the last of them.
func (l place) counted(config *server.Config, log *slog.Logger) (finish func()) {
	o := tally.Options{Dir: l.data, Zone: card.China(), Log: log}
	votes, unanswered := tally.NewVotes(o), tally.NewUnanswered(o)
	config.Votes, config.Unanswered = votes, unanswered
	return func() {
		if err := errors.Join(votes.Close(), unanswered.Close()); err != nil {
			log.Error("the last counts were not kept", "error", err)
		}
	}
}

// printUnanswered prints what several people searched for in vain.
func (p program) printUnanswered(a asking) error {
	questions, err := tally.ReadUnanswered(a.data)
	if err != nil {
		return err
	}
	asked := slices.DeleteFunc(tally.Sum(questions), func(q tally.Asked) bool { return a.lang != "" && q.Lang != a.lang })
	asked = asked[:min(len(asked), a.limit)]
	if a.json {
		return writeJSON(p.stdout, map[string]any{"unanswered": asked})
	}
	if len(asked) == 0 {
		fmt.Fprintf(p.stdout, "no question that found nothing was asked by %d people on one day\n", tally.Several)
		return nil
	}
	fmt.Fprintln(p.stdout, "askers  days  last        lang  question")
	for _, q := range asked {
		fmt.Fprintf(p.stdout, "%6d  %4d  %s  %-4s  %s\n", q.Askers, q.Days, q.Last, q.Lang, q.Text)
	}
	return nil
}

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
				return newUsageError(cmd, errors.New("--since: write a day like 2026-11-01"))
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

func writeJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}
