package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"shebao/cmd/shebao/settings"
	"shebao/server/card"
)

func (p program) cardsPurgeCommand() *cobra.Command {
	var v vault
	var before string
	cmd := &cobra.Command{
		Use:     "purge --before DATE",
		Short:   "Remove what happened to cards before a day",
		Long:    "purge removes every event before that day, and with its last event the card.",
		Example: "  shebao cards purge --before 2020-01-01",
		Args:    positional(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			// What was written is not repeated: it may be somebody's number.
			day, err := time.ParseInLocation(time.DateOnly, before, card.China())
			switch {
			case before == "":
				return settings.NewUsageError(cmd, errors.New("--before: say which day is the first to be kept, as 2020-01-31"))
			case err != nil:
				return settings.NewUsageError(cmd, errors.New("--before: that is no day of the calendar; write it as 2020-01-31"))
			case day.After(time.Now()):
				return settings.NewUsageError(cmd, errors.New("--before: that day is still to come, and every card would be removed; name one that has been"))
			}
			store, err := p.openStore(cmd.Context(), v)
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, store.Close()) }()
			change, err := store.Purge(cmd.Context(), day)
			if err != nil {
				return err
			}
			events := "events"
			if change.Removed == 1 {
				events = "event"
			}
			fmt.Fprintf(p.stdout, "removed %d %s before %s\n", change.Removed, events, before)
			return nil
		},
	}
	v.flags(cmd)
	cmd.Flags().StringVar(&before, "before", "", "first day that is kept, as 2020-01-31")
	return cmd
}
