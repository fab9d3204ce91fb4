package postgres

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"shebao/server/card"
)

// version is that of the tables.
const version = 1

//go:embed schema.sql
var schema string

// Options of a store. The zero value is what a server wants.
type Options struct {
	// MaxConns bounds the connections; 0 is twice the number of processors, at
	// least 4. A pool_max_conns in the address comes before it.
	MaxConns int
	// Retry is how long lookups are refused after the database failed, before
	// one of them tries again. 0 is a second.
	Retry time.Duration
}

// DB is a card store in a database. It is safe for concurrent use.
type DB struct {
	pool    *pgxpool.Pool
	name    string // of the database, for messages: no password is in it
	keys    card.Keys
	checked atomic.Bool // the tables and keys were found to be right
	keyset  atomic.Int64
	breaker breaker
}

var (
	_ card.Store    = (*DB)(nil)
	_ card.Importer = (*DB)(nil)
	_ card.Keeper   = (*DB)(nil)
)

// Open opens a store for lookups. What it cannot trust it refuses, with an error
// that is card.ErrDamaged, card.ErrForeign or card.ErrKey. A database that does
// not answer, or has no cards yet, is no error: lookups say so until it does.
func Open(ctx context.Context, url string, keys card.Keys, o Options) (*DB, error) {
	db, err := connect(url, keys, o)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	err = db.check(ctx)
	if errors.Is(err, card.ErrDamaged) || errors.Is(err, card.ErrForeign) || errors.Is(err, card.ErrKey) {
		db.pool.Close()
		return nil, err
	}
	return db, nil
}

// Create opens a store for an import, and makes its tables where there are none.
func Create(ctx context.Context, url string, keys card.Keys, o Options) (*DB, error) {
	db, err := connect(url, keys, o)
	if err != nil {
		return nil, err
	}
	err = db.check(ctx)
	if errors.Is(err, card.ErrNoData) && !db.checked.Load() {
		err = db.create(ctx)
		if err == nil {
			err = db.check(ctx)
		}
	}
	if err != nil && !errors.Is(err, card.ErrNoData) {
		db.pool.Close()
		return nil, err
	}
	return db, nil
}

func connect(url string, keys card.Keys, o Options) (*DB, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("the address of the card store is not of the form postgres://user@host/database: %w", err)
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("%w: none was given to open the card store", card.ErrKey)
	}
	if !strings.Contains(url, "pool_max_conns") {
		config.MaxConns = int32(o.MaxConns)
		if o.MaxConns == 0 {
			config.MaxConns = int32(max(4, 2*runtime.GOMAXPROCS(0)))
		}
	}
	if config.ConnConfig.RuntimeParams["application_name"] == "" {
		config.ConnConfig.RuntimeParams["application_name"] = "shebao"
	}
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	if err != nil {
		return nil, fmt.Errorf("open the card store: %w", err)
	}
	if o.Retry == 0 {
		o.Retry = time.Second
	}
	return &DB{
		pool: pool, keys: keys, breaker: breaker{retry: o.Retry},
		name: fmt.Sprintf("%s on %s", config.ConnConfig.Database, config.ConnConfig.Host),
	}, nil
}

// check refuses tables that are not ours, not whole, or not for these keys. It
// is card.ErrNoData where there are none.
func (db *DB) check(ctx context.Context) error {
	var tables []string
	rows, err := db.pool.Query(ctx, `SELECT table_name::text FROM information_schema.tables
		WHERE table_schema = current_schema() AND table_name IN ('card_state', 'card_key', 'card_event')`)
	if err == nil {
		tables, err = pgx.CollectRows(rows, pgx.RowTo[string])
	}
	switch {
	case err != nil:
		return db.explain("open", err)
	case len(tables) == 0:
		return card.ErrNoData
	case len(tables) < 3:
		return fmt.Errorf("%w: database %s has of its tables only %s; bring it back from a copy, or drop them and import again", card.ErrDamaged, db.name, strings.Join(tables, ", "))
	}
	var found int
	var events int64
	var some bool
	err = db.pool.QueryRow(ctx, "SELECT version, events, EXISTS (SELECT FROM card_event) FROM card_state WHERE id = 1").Scan(&found, &events, &some)
	switch {
	case err != nil:
		return db.explain("open", err)
	case found > version:
		return fmt.Errorf("%w: the tables in database %s were made by a newer shebao (version %d, this one knows %d)", card.ErrForeign, db.name, found, version)
	case some != (events > 0):
		return fmt.Errorf("%w: database %s should have %d events and has others; bring it back from a copy, or drop its tables and import again", card.ErrDamaged, db.name, events)
	}
	if err := db.verifyKeys(ctx, db.pool); err != nil {
		return err
	}
	// A lookup, to see that the tables have their columns.
	if _, err := db.pool.Exec(ctx, getQuery, [][]byte{}); err != nil {
		return db.explain("open", err)
	}
	db.checked.Store(true)
	return nil
}

// create makes the tables. Of two that do so at once, one finds them made.
func (db *DB) create(ctx context.Context) error {
	_, err := db.pool.Exec(ctx, "BEGIN;\n"+schema+"COMMIT;")
	var e *pgconn.PgError
	if errors.As(err, &e) && (e.Code == "42P07" || e.Code == "23505") { // duplicate_table, unique_violation
		return nil
	}
	return db.explain("create", err)
}

// querier is the pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// verifyKeys finds each key of the store among those at hand.
func (db *DB) verifyKeys(ctx context.Context, q querier) error {
	rows, err := q.Query(ctx, "SELECT s.keyset, coalesce(k.id, ''), k.check_value FROM card_state s LEFT JOIN card_key k ON true")
	if err != nil {
		return db.explain("read", err)
	}
	type keyRow struct {
		Keyset     int64
		ID         string
		CheckValue []byte
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByPos[keyRow])
	if err != nil {
		return db.explain("read", err)
	}
	for _, k := range found {
		if k.ID == "" {
			continue // nothing was imported yet
		}
		if _, err := db.keys.Find(k.ID, k.CheckValue); err != nil {
			return db.explain("open", err)
		}
	}
	if len(found) > 0 {
		db.keyset.Store(found[0].Keyset)
	}
	return nil
}

// explain wraps an error with what was being done to which database, and tells
// damage from other trouble.
func (db *DB) explain(doing string, err error) error {
	if err == nil {
		return nil
	}
	var away *pgconn.ConnectError
	if errors.As(err, &away) {
		err = newUnreachable(away)
	}
	var e *pgconn.PgError
	switch {
	case errors.As(err, &e) && strings.HasPrefix(e.Code, "XX"), // internal error, data corrupted, index corrupted
		errors.As(err, &e) && (e.Code == "42P01" || e.Code == "42703"), // undefined table or column
		errors.Is(err, pgx.ErrNoRows):
		return fmt.Errorf("%w: database %s: bring it back from a copy, or drop its tables and import again (%w)", card.ErrDamaged, db.name, err)
	}
	return fmt.Errorf("%s the card store in database %s: %w", doing, db.name, err)
}

// Close closes the connections.
func (db *DB) Close() error {
	db.pool.Close()
	return nil
}
