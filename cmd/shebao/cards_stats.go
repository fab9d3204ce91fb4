package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"shebao/server/card"
)

func (p program) cardsStatsCommand() *cobra.Command {
	var v vault
	cmd := &cobra.Command{
		Use:     "stats",
		Short:   "Count the cards of each status",
		Example: "  shebao cards stats --data /var/lib/shebao",
		Args:    positional(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			store, err := p.openStore(cmd.Context(), v)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, store.Close()) }()
			stats, err := store.Stats(cmd.Context())
			if err != nil {
				return err
			}
			printStats(p.stdout, stats)
			return nil
		},
	}
	v.flags(cmd)
	return cmd
}

func printStats(w io.Writer, stats card.Stats) {
	for _, status := range card.Statuses() {
		fmt.Fprintf(w, "%-26s %d\n", status, stats.Cards[status])
	}
	fmt.Fprintf(w, "%-26s %d\n%-26s %d\n", "cards", stats.Total, "events", stats.Events)
	for _, id := range slices.Sorted(maps.Keys(stats.KeyCards)) {
		fmt.Fprintf(w, "%-26s %d\n", "cards under key "+id, stats.KeyCards[id])
	}
	asOf := "never"
	if !stats.AsOf.IsZero() {
		asOf = stats.AsOf.In(card.China()).Format(time.RFC3339)
	}
	fmt.Fprintf(w, "%-26s %s\n", "last import", asOf)
}
