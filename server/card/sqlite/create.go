package sqlite

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"shebao/server/card"
)

//go:embed schema.sql
var schema string

// Create opens the store at path and makes an empty one if there is none.
func Create(ctx context.Context, path string, keys card.Keys, o Options) (*DB, error) {
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		if err := create(ctx, path); err != nil && !errors.Is(err, fs.ErrExist) {
			return nil, fmt.Errorf("create the card store %s: %w", path, err)
		}
	}
	return Open(ctx, path, keys, o)
}

// create writes an empty store beside path and then gives it its name, so that
// a file of that name is a whole store from its first moment.
func create(ctx context.Context, path string) (err error) {
	removeLeftovers(path)
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*-"+filepath.Base(path)) // has mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	if err := f.Close(); err != nil {
		return err
	}
	if err := initialise(ctx, f.Name()); err != nil {
		return err
	}
	if err := syncPath(f.Name()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	return syncPath(filepath.Dir(path))
}

// removeLeftovers removes what creating a store left behind when it was killed.
// Whatever is younger may be somebody's work.
func removeLeftovers(path string) {
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), ".new-*-"+filepath.Base(path)+"*"))
	for _, name := range left {
		if info, err := os.Stat(name); err == nil && time.Since(info.ModTime()) > time.Hour {
			_ = os.Remove(name)
		}
	}
}

func initialise(ctx context.Context, path string) (err error) {
	db, err := connect(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, statement := range []string{
		"PRAGMA page_size = 4096",
		"PRAGMA journal_mode = WAL",
		"BEGIN",
		schema,
		fmt.Sprintf("PRAGMA application_id = %d", applicationID),
		fmt.Sprintf("PRAGMA user_version = %d", version),
	} {
		if _, err := db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	if _, err := db.ExecContext(ctx, "INSERT INTO state VALUES (1, 0, 0, ?)", state{}.checksum()); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "INSERT INTO block VALUES (?, ?)", rowID(0), seal(0, 0, nil)); err != nil {
		return err
	}
	_, err = db.ExecContext(ctx, "COMMIT")
	return err
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
