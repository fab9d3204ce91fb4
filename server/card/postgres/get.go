package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"shebao/server/card"
)

// getQuery is the one question of a lookup. It gives a row whatever the store
// holds, so that finding nothing is no shorter way.
const getQuery = `SELECT s.as_of, s.keyset, e.status, e.changed_at, e.day
	FROM card_state s LEFT JOIN card_event e ON e.digest = ANY ($1) WHERE s.id = 1`

var errBusy = errors.New("the database failed a moment ago and is not asked again yet")

// found is a row of it.
type found struct {
	AsOf      *time.Time
	Keyset    int64
	Status    *int16
	ChangedAt *time.Time
	Day       *bool
}

// Get implements card.Store.
func (db *DB) Get(ctx context.Context, digests []card.Digest) ([]card.Event, time.Time, error) {
	if !db.breaker.allow() {
		return nil, time.Time{}, card.Unavailable(errBusy)
	}
	events, asOf, err := db.get(ctx, digests)
	if lost(err) && ctx.Err() == nil {
		// The database was restarted and the pool does not know it yet: none of
		// its connections is worth another try.
		db.pool.Reset()
		events, asOf, err = db.get(ctx, digests)
	}
	answered := err == nil || errors.Is(err, card.ErrNotFound) || errors.Is(err, card.ErrNoData) || errors.Is(err, context.Canceled)
	db.breaker.done(!answered)
	switch {
	case err == nil, errors.Is(err, card.ErrNotFound), errors.Is(err, card.ErrNoData):
		return events, asOf, err
	}
	return nil, time.Time{}, card.Unavailable(err)
}

// lost reports whether the connection broke, and not the database refused.
func lost(err error) bool {
	var refused *pgconn.PgError
	return err != nil && !errors.Is(err, card.ErrNotFound) && !errors.Is(err, card.ErrNoData) && !errors.Is(err, card.ErrKey) &&
		!errors.Is(err, card.ErrDamaged) && (!errors.As(err, &refused) || refused.Code == "57P01") // admin_shutdown
}

func (db *DB) get(ctx context.Context, digests []card.Digest) ([]card.Event, time.Time, error) {
	if !db.checked.Load() { // the database was not there when the server started
		if err := db.check(ctx); err != nil {
			return nil, time.Time{}, err
		}
	}
	keys := make([][]byte, len(digests))
	for i := range digests {
		keys[i] = digests[i][:]
	}
	rows, err := db.pool.Query(ctx, getQuery, keys)
	if err != nil {
		return nil, time.Time{}, db.explain("read", err)
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[found])
	if err == nil && len(all) == 0 {
		err = pgx.ErrNoRows
	}
	if err != nil {
		return nil, time.Time{}, db.explain("read", err)
	}
	if now := all[0].Keyset; now != db.keyset.Load() {
		// Another process has imported under a key that this one may not have,
		// and what it would say of those cards is "no such card".
		if err := db.verifyKeys(ctx, db.pool); err != nil {
			return nil, time.Time{}, err
		}
	}
	if all[0].AsOf == nil {
		return nil, time.Time{}, card.ErrNoData
	}
	var events []card.Event
	for _, f := range all {
		if f.Status == nil {
			continue
		}
		status, ok := card.StatusAt(int(*f.Status))
		if !ok {
			return nil, time.Time{}, db.explain("read", errors.Join(card.ErrDamaged, errors.New("an event has no such status")))
		}
		moment := card.At(*f.ChangedAt)
		moment.DateOnly = *f.Day
		events = append(events, card.Event{Status: status, ChangedAt: moment})
	}
	if len(events) == 0 {
		return nil, *all[0].AsOf, card.ErrNotFound
	}
	return card.History(events), *all[0].AsOf, nil
}
