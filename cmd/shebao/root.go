package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"shebao/cmd/shebao/settings"
)

// rootCommand is the tree of commands. It is made anew for every run, so that
// nothing is shared between two of them.
func (p program) rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:   "shebao",
		Short: "Guides as a site, a search and a card-status lookup",
		Long: "shebao turns Markdown guides into a static site, indexes them, and serves both\n" +
			"together with a lookup of a card's status.\n\n" +
			"Every flag can be given as an environment variable: --addr is SHEBAO_ADDR.",
		Example:       "  shebao serve --demo",
		Args:          subcommandOnly,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
		Version:       versionLine(),
		SilenceErrors: true,

		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: true},
	}
	root.SetVersionTemplate("{{.Version}}\n")
	root.SetIn(p.stdin)
	root.SetOut(p.stdout)
	root.SetErr(p.stderr)
	root.SetGlobalNormalizationFunc(settings.Normalize)
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return settings.FlagFault(cmd, err) })
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return p.environment().Apply(cmd) }
	root.SetHelpCommand(helpCommand())
	root.AddCommand(
		p.buildCommand(),
		p.serveCommand(),
		p.devCommand(),
		p.checkCommand(),
		p.newCommand(),
		p.searchCommand(),
		p.feedbackCommand(),
		p.cardsCommand(),
		p.versionCommand(),
	)
	return root
}

// subcommandOnly refuses a word that is no subcommand, naming a likely one. It
// repeats a plain word only: whatever else was typed may be somebody's number.
func subcommandOnly(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	if strings.Trim(args[0], "abcdefghijklmnopqrstuvwxyz-") != "" {
		return settings.NewUsageError(cmd, fmt.Errorf("that is no command of %q; to search the guides write: shebao search QUERY", cmd.CommandPath()))
	}
	message := fmt.Sprintf("unknown command %q for %q", args[0], cmd.CommandPath())
	cmd.SuggestionsMinimumDistance = 2
	if like := cmd.SuggestionsFor(args[0]); len(like) > 0 {
		message += fmt.Sprintf("; did you mean %q?", like[0])
	}
	return settings.NewUsageError(cmd, errors.New(message))
}

// helpCommand says what --help of the command named says. One that there is not is
// a wrong command line; Cobra's own help command shows another's and ends with 0.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "help [COMMAND]",
		Short:   "Tell about a command",
		Example: "  shebao help cards import",

		// A variable with a fault must not stand in the way of reading about it.
		PersistentPreRunE: func(*cobra.Command, []string) error { return nil },
		RunE: func(cmd *cobra.Command, args []string) error {
			about, rest, err := cmd.Root().Find(args)
			if err != nil {
				return settings.NewUsageError(cmd, err)
			}
			if err := subcommandOnly(about, rest); err != nil {
				return err
			}
			about.InitDefaultHelpFlag()
			return about.Help()
		},
	}
}

// positional says which arguments a command takes, without repeating any.
func positional(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if check(cmd, args) != nil {
			hint := ""
			if len(args) > 0 && cmd.Flags().Lookup("content") != nil {
				hint = "; a folder of guides is given with --content"
			}
			return settings.NewUsageError(cmd, fmt.Errorf("wrong number of arguments (%d); write: %s%s", len(args), cmd.UseLine(), hint))
		}
		return nil
	}
}
