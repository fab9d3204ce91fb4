package sqlite

import (
	"database/sql"
	"errors"
	"fmt"

	modernc "modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"shebao/server/card"
)

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
