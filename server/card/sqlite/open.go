package sqlite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"time"

	modernc "modernc.org/sqlite"

	"shebao/server/card"
)

const (
	// applicationID stands in the file's header (PRAGMA application_id): "SbCd".
	applicationID = 0x53624364
	// version is that of the schema (PRAGMA user_version).
	version = 1
)

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

// Close closes the file.
func (db *DB) Close() error {
	return errors.Join(db.readers.close(), db.read.Close())
}
