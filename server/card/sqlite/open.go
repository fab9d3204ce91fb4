package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	modernc "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"shebao/server/card"
)

const (
	// applicationID stands in the file's header (PRAGMA application_id): "SbCd".
	applicationID = 0x53624364
	// version is that of the schema (PRAGMA user_version).
	version = 1
)

//go:embed schema.sql
var schema string

// Options of a store. The zero value is what a server wants.
type Options struct {
	// CheckTime is how long opening may spend on going through the file for
	// damage. 0 is a second, enough for some ten million cards; less than 0 is
	// no such check. Lookups check what they read in any case.
	CheckTime time.Duration
}

// DB is an open card store. It is safe for concurrent use.
type DB struct {
	path string
	keys card.Keys
	read *sql.DB     // for everything but lookups
	info os.FileInfo // of the file that is open

	readers readers
	keyset  keyset
}

var (
	_ card.Store    = (*DB)(nil)
	_ card.Importer = (*DB)(nil)
	_ card.Keeper   = (*DB)(nil)
)

// Open opens a store that is there. What it cannot trust it refuses, with an
// error that is fs.ErrNotExist, card.ErrDamaged, card.ErrForeign or card.ErrKey
// and names the file.
func Open(ctx context.Context, path string, keys card.Keys, o Options) (*DB, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no card store %s; make one with: shebao cards import FILE.csv (%w)", path, fs.ErrNotExist)
	case err != nil:
		return nil, fmt.Errorf("open the card store: %w", err)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%w: %s is not a file", card.ErrForeign, path)
	case info.Size() == 0:
		// SQLite takes an emptied file for a database without tables.
		return nil, fmt.Errorf("%w: %s is empty (0 bytes); bring it back from a copy, or remove it and import again", card.ErrDamaged, path)
	case len(keys) == 0:
		return nil, fmt.Errorf("%w: none was given to open %s", card.ErrKey, path)
	}
	if path, err = filepath.Abs(path); err != nil {
		return nil, fmt.Errorf("open the card store: %w", err)
	}
	db := &DB{path: path, keys: keys, info: info}
	connector, err := newConnector(path, "query_only(1)", "busy_timeout(500)")
	if err != nil {
		return nil, db.explain("open", err)
	}
	db.read = sql.OpenDB(connector)
	db.read.SetMaxOpenConns(1)
	if err := db.check(ctx, connector, o); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

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

// newConnector makes connections to the file with those pragmas.
func newConnector(path string, pragmas ...string) (driver.Connector, error) {
	query := url.Values{"mode": {"rw"}, "_pragma": pragmas}
	return modernc.NewConnector("file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query.Encode())
}

// connect opens a pool of one connection with those pragmas.
func connect(path string, pragmas ...string) (*sql.DB, error) {
	connector, err := newConnector(path, pragmas...)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	return db, nil
}

func syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// check refuses a file that is not ours, not whole, or not for these keys.
func (db *DB) check(ctx context.Context, connector driver.Connector, o Options) error {
	var app, ver int64
	err := db.read.QueryRowContext(ctx, "SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version)").Scan(&app, &ver)
	switch {
	case err != nil:
		return db.explain("open", err)
	case app != applicationID:
		return fmt.Errorf("%w: %s is a database of another program", card.ErrForeign, db.path)
	case ver > version:
		return fmt.Errorf("%w: %s was written by a newer shebao (version %d, this one knows %d)", card.ErrForeign, db.path, ver, version)
	case ver < 1:
		return fmt.Errorf("%w: %s has no version; bring it back from a copy", card.ErrDamaged, db.path)
	}
	if err := db.quickCheck(ctx, o.CheckTime); err != nil {
		return err
	}
	if db.readers, err = openReaders(ctx, connector, max(4, 2*runtime.GOMAXPROCS(0)), len(db.keys)); err != nil {
		return db.explain("open", err)
	}
	if err := db.keyset.verify(ctx, db.read, db.keys); err != nil {
		return db.explain("open", err)
	}
	_, _, err = db.Get(ctx, make([]card.Digest, len(db.keys)))
	if err == nil || errors.Is(err, card.ErrNotFound) || errors.Is(err, card.ErrNoData) {
		return nil
	}
	return err
}

// quickCheck lets SQLite go through its pages, for a limited time.
func (db *DB) quickCheck(ctx context.Context, limit time.Duration) error {
	switch {
	case limit < 0:
		return nil
	case limit == 0:
		limit = time.Second
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	var finding string
	err := db.read.QueryRowContext(limited, "PRAGMA quick_check(1)").Scan(&finding)
	switch {
	case err != nil && limited.Err() != nil:
		return ctx.Err() // out of time is no finding
	case err != nil:
		return db.explain("check", err)
	case finding != "ok":
		return fmt.Errorf("%w: %s: %s; bring it back from a copy, or remove it and import again", card.ErrDamaged, db.path, strings.TrimSpace(finding))
	}
	return nil
}

// explain wraps an error with what was being done to which file, and tells
// damage from other trouble.
func (db *DB) explain(doing string, err error) error {
	if err == nil {
		return nil
	}
	var e *modernc.Error
	switch {
	case errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: %s is no SQLite database, or its beginning is destroyed: bring it back from a copy, or remove it and import again (%w)", card.ErrDamaged, db.path, err)
	case errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_CORRUPT, errors.Is(err, errBlock), errors.Is(err, sql.ErrNoRows):
		return fmt.Errorf("%w: %s: bring it back from a copy, or remove it and import again (%w)", card.ErrDamaged, db.path, err)
	}
	if mayPass(err) {
		return fmt.Errorf("%s the card store %s: %w; is there room on the disk?", doing, db.path, err)
	}
	return fmt.Errorf("%s the card store %s: %w", doing, db.path, err)
}

// mayPass tells whether an error is of the disk and says nothing about the file:
// to be read, it needs room for cards.db-shm beside it.
func mayPass(err error) bool {
	e, ok := errors.AsType[*modernc.Error](err)
	if !ok {
		return false
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL:
		return true
	}
	return false
}

// Close closes the file.
func (db *DB) Close() error {
	return errors.Join(db.readers.close(), db.read.Close())
}
