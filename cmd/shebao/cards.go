package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"shebao/server/card"
	"shebao/server/card/postgres"
	"shebao/server/card/sqlite"
)

// keyVariable may hold the keys instead of the key file. It is no flag: an
// argument can be read by everybody on the machine.
const keyVariable = "SHEBAO_CARDS_KEY"

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

// vault is where cards and their keys are kept.
type vault struct {
	data  string
	cards string
}

func (v *vault) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&v.data, "data", "data", "folder of the cards and their keys")
	cmd.Flags().StringVar(&v.cards, "cards", "", cardsUsage)
}

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

const cardsUsage = "where the cards are kept: a file (or sqlite:file), or postgres://user@host/database (default: cards.db in the data folder)"

// inPostgres tells whether the cards are in PostgreSQL.
func (v vault) inPostgres() bool {
	return strings.HasPrefix(v.cards, "postgres://") || strings.HasPrefix(v.cards, "postgresql://")
}

// check refuses an address that is neither a file's nor PostgreSQL's, without
// repeating it: it may hold a password.
func (v vault) check() error {
	scheme, _, address := strings.Cut(v.cards, "://")
	switch {
	case v.cards == "" || v.inPostgres():
		return nil
	case v.file() == "":
		return errors.New("--cards: sqlite: needs the name of a file behind it")
	case address && scheme != "sqlite":
		return fmt.Errorf("--cards: %q is no store that shebao knows; name a file, or postgres://user@host/database", scheme+"://")
	case strings.Contains(v.cards, "host=") || strings.Contains(v.cards, "dbname="):
		return errors.New("--cards: write the address of PostgreSQL as postgres://user@host/database")
	}
	if _, err := os.Stat(filepath.Dir(v.file())); err != nil {
		return fmt.Errorf("--cards: the folder of %s is not there", v.file())
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

// keys reads the keys from the variable or the key file.
func (p program) keys(v vault) (card.Keys, error) {
	if text, ok := p.env(keyVariable); ok && text != "" {
		keys, err := card.ParseKeys(text)
		if err != nil {
			return nil, fmt.Errorf("variable %s: %w", keyVariable, err)
		}
		return keys, nil
	}
	keys, err := card.ReadKeyFile(v.keyFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: there is no key file %s; bring it back from its copy, or set %s", card.ErrKey, v.keyFile(), keyVariable)
	}
	return keys, err
}

// needsKey tells whether neither a key nor a store is there yet. A store without
// its key is an accident that a new key would only hide.
func (p program) needsKey(v vault) bool {
	given, _ := p.env(keyVariable)
	_, err := os.Lstat(v.keyFile())
	return given == "" && errors.Is(err, fs.ErrNotExist) && (v.missing() || v.inPostgres())
}

// keepKey makes the key file of a new key.
func (p program) keepKey(v vault, key card.Key) error {
	if site := (place{data: v.data}).siteAbove(); site != "" {
		return fmt.Errorf("make the key in %s: it is in %s, which holds a site, and everybody can have every file of that; name another folder with --data", v.data, site)
	}
	if err := os.MkdirAll(v.data, 0o755); err != nil {
		return fmt.Errorf("make data folder: %w", err)
	}
	if err := card.WriteKeyFile(v.keyFile(), key); err != nil {
		return err
	}
	fmt.Fprintf(p.stderr, "made key %s in %s; keep a copy in a safe place: without it the cards cannot be read\n", key.ID(), v.keyFile())
	return nil
}

// keysToServe makes a key where needsKey says so. undo takes it back, in case
// the server does not come to serve.
func (p program) keysToServe(v vault) (keys card.Keys, undo func() error, err error) {
	if !p.needsKey(v) {
		keys, err = p.keys(v)
		return keys, func() error { return nil }, err
	}
	key := card.NewKey()
	err = p.keepKey(v, key)
	if errors.Is(err, fs.ErrExist) { // somebody else has made it meanwhile
		keys, err = p.keys(v)
		return keys, func() error { return nil }, err
	}
	return card.Keys{key}, func() error {
		if !v.missing() {
			return nil // cards have been imported under it already
		}
		return os.Remove(v.keyFile())
	}, err
}

// openStore opens a store that is there.
func (p program) openStore(ctx context.Context, v vault) (cardStore, error) {
	if err := v.check(); err != nil {
		return nil, err
	}
	if v.missing() {
		return nil, v.noStore()
	}
	keys, err := p.keys(v)
	if err != nil {
		return nil, err
	}
	return v.open(ctx, keys)
}

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
				return newUsageError(cmd, errors.New("--before: say which day is the first to be kept, as 2020-01-31"))
			case err != nil:
				return newUsageError(cmd, errors.New("--before: that is no day of the calendar; write it as 2020-01-31"))
			case day.After(time.Now()):
				return newUsageError(cmd, errors.New("--before: that day is still to come, and every card would be removed; name one that has been"))
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
			fmt.Fprintf(p.stdout, "removed %d events before %s\n", change.Removed, before)
			return nil
		},
	}
	v.flags(cmd)
	cmd.Flags().StringVar(&before, "before", "", "first day that is kept, as 2020-01-31")
	return cmd
}
