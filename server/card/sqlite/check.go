package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"time"

	"shebao/server/card"
)

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
