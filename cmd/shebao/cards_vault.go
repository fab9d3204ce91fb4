package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"shebao/cmd/shebao/settings"
	"shebao/server/card"
	"shebao/server/card/postgres"
	"shebao/server/card/sqlite"
)

// vault is where cards and their keys are kept.
type vault struct {
	data  string
	cards string
}

func (v *vault) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&v.data, "data", "data", "folder of the cards and their keys")
	cmd.Flags().Var(settings.Checked(&v.cards, checkCards), "cards", cardsUsage)
}

const cardsUsage = "where the cards are kept: a file (or sqlite:file), or postgres://user@host/database (default: cards.db in the data folder)"

func (v vault) keyFile() string { return filepath.Join(v.data, "cards.key") }

func (v vault) storeFile() string {
	if v.cards != "" {
		return v.file()
	}
	return filepath.Join(v.data, "cards.db")
}

// file is the one that was named, "" where none was or it is PostgreSQL.
func (v vault) file() string {
	if v.inPostgres() {
		return ""
	}
	file, address := strings.CutPrefix(v.cards, "sqlite:")
	if address { // sqlite:cards.db, sqlite:/var/cards.db, sqlite:///var/cards.db
		file = strings.TrimPrefix(file, "//")
	}
	return file
}

// inPostgres tells whether the cards are in PostgreSQL.
func (v vault) inPostgres() bool {
	return strings.HasPrefix(v.cards, "postgres://") || strings.HasPrefix(v.cards, "postgresql://")
}

// checkCards refuses an address that is neither a file's nor PostgreSQL's,
// without repeating it: it may hold a password.
func checkCards(text string) error {
	v := vault{cards: text}
	scheme, _, address := strings.Cut(text, "://")
	switch {
	case text == "" || v.inPostgres():
		return nil
	case v.file() == "":
		return errors.New("sqlite: needs the name of a file behind it")
	case address && scheme != "sqlite":
		return fmt.Errorf("%q is no store that shebao knows; name a file, or postgres://user@host/database", scheme+"://")
	case strings.Contains(text, "host=") || strings.Contains(text, "dbname="):
		return errors.New("write the address of PostgreSQL as postgres://user@host/database")
	}
	if _, err := os.Stat(filepath.Dir(v.file())); err != nil {
		return fmt.Errorf("the folder of %s is not there", v.file())
	}
	return nil
}

// missing tells whether there is no store file yet. A database is there or it
// is not; opening it tells.
func (v vault) missing() bool {
	if v.inPostgres() {
		return false
	}
	_, err := os.Lstat(v.storeFile())
	return errors.Is(err, fs.ErrNotExist)
}

func (v vault) noStore() error {
	return fmt.Errorf("there is no card store %s; make one with: shebao cards import FILE.csv", v.storeFile())
}

// cardStore is a store as the operator's commands need it. Both kinds are one.
type cardStore interface {
	card.Store
	card.Importer
	card.Keeper
	io.Closer
}

// open opens the store that is there.
func (v vault) open(ctx context.Context, keys card.Keys) (cardStore, error) {
	if v.inPostgres() {
		return postgres.Open(ctx, v.cards, keys, postgres.Options{})
	}
	return sqlite.Open(ctx, v.storeFile(), keys, sqlite.Options{})
}

// create opens the store and makes it if there is none.
func (v vault) create(ctx context.Context, keys card.Keys) (cardStore, error) {
	if v.inPostgres() {
		return postgres.Create(ctx, v.cards, keys, postgres.Options{})
	}
	return sqlite.Create(ctx, v.storeFile(), keys, sqlite.Options{})
}

// openStore opens a store that is there.
func (p program) openStore(ctx context.Context, v vault) (cardStore, error) {
	if v.missing() {
		return nil, v.noStore()
	}
	keys, err := p.keys(v)
	if err != nil {
		return nil, err
	}
	return v.open(ctx, keys)
}
