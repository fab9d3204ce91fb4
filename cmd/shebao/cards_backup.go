package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"shebao/generator/guide"
	"shebao/search"
	"shebao/server/card/sqlite"
)

func (p program) cardsBackupCommand() *cobra.Command {
	var v vault
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Write a copy of the card store, while it is in use",
		Long: "backup writes a copy of one moment to a new file, and checks it. To restore it, stop\n" +
			"the server, put the copy in the place of cards.db, remove cards.db-wal and\n" +
			"cards.db-shm, and start again.\n\n" +
			"The key is not in it: keep a copy of cards.key apart. Cards in PostgreSQL are backed\n" +
			"up with PostgreSQL's own tools.",
		Example: "  shebao cards backup /srv/backup/cards-2026-11-22.db",
		Args:    positional(cobra.ExactArgs(1)),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if v.inPostgres() {
				return errors.New("the cards are in PostgreSQL: back its database up with pg_dump or its own archive")
			}
			if err := checkBackup(args[0]); err != nil {
				return err
			}
			if v.missing() {
				return v.noStore()
			}
			keys, err := p.keys(v)
			if err != nil {
				return err
			}
			store, err := sqlite.Open(cmd.Context(), v.storeFile(), keys, sqlite.Options{})
			if err != nil {
				return err
			}
			defer func() { err = errors.Join(err, store.Close()) }()
			if err := store.Backup(cmd.Context(), args[0]); err != nil {
				return err
			}
			info, err := os.Stat(args[0])
			if err != nil {
				return err
			}
			fmt.Fprintf(p.stdout, "wrote %s (%d bytes); it needs the key file to be read\n", args[0], info.Size())
			return nil
		},
	}
	v.flags(cmd)
	return cmd
}

// checkBackup refuses a name that a copy cannot be written under.
func checkBackup(name string) error {
	if search.LooksLikeNumber(name) {
		return errors.New("that is a number, not a file; give the name of the copy, such as cards-backup.db")
	}
	if err := mayBeFile(name); err != nil {
		return fmt.Errorf("write a copy to %s: %w", name, err)
	}
	switch _, err := os.Lstat(name); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("write a copy to %s: %w", name, guide.Cause(err))
	}
	return fmt.Errorf("write a copy to %s: there is a file of that name, and it is not replaced; name another", name)
}

// mayBeFile refuses a name under which no file can be written.
func mayBeFile(name string) error {
	folder := filepath.Dir(name)
	if info, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no folder %s; make it first", folder)
	} else if err == nil && !info.IsDir() {
		return fmt.Errorf("%s is no folder", folder)
	}
	if info, err := os.Stat(name); err == nil && info.IsDir() {
		return errors.New("that is a folder; name a new file in it")
	}
	return nil
}
