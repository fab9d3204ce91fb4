package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"shebao/server/card"
)

func (p program) cardsKeyCommand() *cobra.Command {
	var v vault
	var add bool
	cmd := &cobra.Command{
		Use:   "key",
		Short: "Create a key, show the ids of the keys, add a key",
		Long: "key makes the key file if there is none, and prints the ids of its keys, the one\n" +
			"that imports write with first. With --add it puts a new key at the head: new\n" +
			"imports use it, and what was imported before stays readable. The keys themselves\n" +
			"are never printed.",
		Example: "  shebao cards key\n  shebao cards key --add",
		Args:    positional(cobra.NoArgs),
		RunE:    func(*cobra.Command, []string) error { return p.cardKeys(v, add) },
	}
	v.flags(cmd)
	cmd.Flags().BoolVar(&add, "add", false, "add a new key that imports write with from now on")
	return cmd
}

func (p program) cardKeys(v vault, add bool) error {
	if text, ok := p.env(keyVariable); ok && text != "" {
		if add {
			return fmt.Errorf("the keys come from the variable %s: put a new one before them there", keyVariable)
		}
	} else if _, err := os.Lstat(v.keyFile()); errors.Is(err, fs.ErrNotExist) {
		if !p.needsKey(v) {
			_, err = p.keys(v) // says that the store's key is missing
			return err
		}
		if err := p.keepKey(v, card.NewKey()); err != nil {
			return err
		}
	} else if add {
		key, err := card.AddKey(v.keyFile())
		if err != nil {
			return err
		}
		fmt.Fprintf(p.stderr, "added key %s to %s; keep a copy of the file in a safe place\n", key.ID(), v.keyFile())
	}
	keys, err := p.keys(v)
	if err != nil {
		return err
	}
	for i, id := range keys.IDs() {
		use := "reads"
		if i == 0 {
			use = "writes and reads"
		}
		fmt.Fprintf(p.stdout, "%s %s\n", id, use)
	}
	return nil
}
