package main

import "github.com/spf13/cobra"

func (p program) cardsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "cards",
		Short: "Import the issuer's cards, look one up, count them, manage keys",
		Long: "cards keeps the store that the card-status lookup answers from. The store holds no\n" +
			"number, only a digest of each pair of numbers under a secret key. The key is the\n" +
			"file cards.key in the data folder, or the variable " + keyVariable + ".",
		Example: "  shebao cards import cards.csv\n  shebao cards stats",
		Args:    subcommandOnly,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(p.cardsImportCommand(), p.cardsStatusCommand(), p.cardsStatsCommand(), p.cardsPurgeCommand(), p.cardsBackupCommand(), p.cardsKeyCommand())
	return cmd
}
