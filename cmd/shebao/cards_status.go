package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"shebao/cmd/shebao/settings"
	"shebao/server/card"
)

func (p program) cardsStatusCommand() *cobra.Command {
	var v vault
	cmd := &cobra.Command{
		Use:   "status",
		Short: "Look one card up",
		Long: "status reads two lines from standard input, the identity number and the card number,\n" +
			"and prints where the card stands. The numbers are never arguments: everybody on the\n" +
			"machine can read those.",
		Example: "  shebao cards status\n  shebao cards status < two-lines.txt",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return settings.NewUsageError(cmd, errors.New("the numbers are read from standard input, two lines, never from arguments"))
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return p.cardStatus(cmd.Context(), v) },
	}
	v.flags(cmd)
	return cmd
}

// cardStatus asks the store itself: the operator at the machine has no limit.
func (p program) cardStatus(ctx context.Context, v vault) (err error) {
	store, err := p.openStore(ctx, v) // without a store no key is missed
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, store.Close()) }()
	keys, err := p.keys(v)
	if err != nil {
		return err
	}
	pair, err := p.readPair()
	if err != nil {
		return err
	}
	events, asOf, err := store.Get(ctx, keys.Digests(pair))
	if err != nil {
		return err
	}
	last := events[len(events)-1]
	fmt.Fprintf(p.stdout, "%s since %s\n", last.Status, last.ChangedAt)
	for _, event := range events {
		fmt.Fprintf(p.stdout, "  %-25s %s\n", event.ChangedAt, event.Status)
	}
	fmt.Fprintf(p.stdout, "data as of %s\n", asOf.In(card.China()).Format(time.RFC3339))
	return nil
}

// readPair reads the two numbers, asking for them on a terminal.
func (p program) readPair() (card.Pair, error) {
	ask := func(string) {}
	if f, ok := p.stdin.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		ask = func(question string) { fmt.Fprint(p.stderr, question) }
	}
	lines := bufio.NewReader(io.LimitReader(p.stdin, 4096))
	ask("identity number: ")
	id, _ := lines.ReadString('\n')
	ask("card number: ")
	number, _ := lines.ReadString('\n')
	if id == "" || number == "" {
		return card.Pair{}, errors.New("standard input ended early; give two lines, the identity number and the card number")
	}
	pair, faults := card.ParsePair(strings.TrimSpace(id), strings.TrimSpace(number))
	var all []error
	for _, fault := range faults {
		all = append(all, fault)
	}
	return pair, errors.Join(all...)
}
