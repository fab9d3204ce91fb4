package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"slices"

	"shebao/server"
	"shebao/server/card"
	"shebao/server/tally"
)

// counted is where a server's counts go, and how to write the last of them.
func (s serving) counted(config *server.Config, log *slog.Logger) (finish func()) {
	o := tally.Options{Dir: s.Data, Zone: card.China(), Log: log}
	votes, unanswered := tally.NewVotes(o), tally.NewUnanswered(o)
	config.Votes, config.Unanswered = votes, unanswered
	return func() {
		if err := errors.Join(votes.Close(), unanswered.Close()); err != nil {
			log.Error("the last counts were not kept", "error", err)
		}
	}
}

// isServed refuses a data folder that is not there: nothing counted and nothing
// found would look alike.
func isServed(data string) error {
	if _, err := os.Stat(cmp.Or(data, ".")); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no folder %s: name with --data the one that serve has", data)
	}
	return nil
}

// printUnanswered prints what several people searched for in vain.
func (p program) printUnanswered(a asking) error {
	if err := isServed(a.Data); err != nil {
		return err
	}
	questions, err := tally.ReadUnanswered(a.Data)
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
