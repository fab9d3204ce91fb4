package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"shebao/server/card"
)

// Backup writes a copy of the store to a new file, which must not exist. The
// copy is of one moment, while lookups and imports go on, and is a store like
// this one: it is restored by being put in its place. It holds no key; without
// the key file it answers nobody.
//
// The file appears whole or not at all, and has been opened and checked. It is
// nobody else's to read.
func (db *DB) Backup(ctx context.Context, to string) (err error) {
	doing := func(err error) error { return fmt.Errorf("back up %s to %s: %w", db.path, to, err) }
	if _, err := os.Lstat(to); !errors.Is(err, fs.ErrNotExist) {
		if err == nil {
			err = fs.ErrExist
		}
		return doing(err)
	}
	folder := filepath.Dir(to)
	temporary, err := os.MkdirTemp(folder, ".backup-*") // has mode 0700
	if err != nil {
		return doing(err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temporary)) }()
	copied := filepath.Join(temporary, "cards.db")
	if err := db.copyTo(ctx, copied); err != nil {
		return doing(err)
	}
	check, err := Open(ctx, copied, db.keys, Options{})
	if err != nil {
		return doing(fmt.Errorf("the copy is not whole: %w", err))
	}
	if err := check.Close(); err != nil {
		return doing(err)
	}
	if err := syncPath(copied); err != nil {
		return doing(err)
	}
	if err := os.Link(copied, to); err != nil { // unlike a rename, it never replaces a file
		return doing(err)
	}
	return syncPath(folder)
}

// copyTo lets SQLite write what one reader sees into a new file.
func (db *DB) copyTo(ctx context.Context, copied string) (err error) {
	source, err := connect(db.path, "busy_timeout(5000)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	// The file is there before it is filled, so that it has its mode from its
	// first byte; SQLite fills an empty one.
	f, err := os.OpenFile(copied, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if _, err := source.ExecContext(ctx, "VACUUM INTO ?", copied); err != nil {
		return db.explain("copy", err)
	}
	// The way to keep a journal stands in the file, and is not copied.
	var journal string
	if err := source.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&journal); err != nil {
		return err
	}
	into, err := connect(copied)
	if err != nil {
		return err
	}
	var got string
	err = into.QueryRowContext(ctx, "PRAGMA journal_mode = "+journal).Scan(&got)
	if err == nil && got != journal {
		err = fmt.Errorf("%w: the copy keeps its journal as %s, not as %s", card.ErrDamaged, got, journal)
	}
	return errors.Join(err, into.Close())
}
