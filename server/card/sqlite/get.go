package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"shebao/server/card"
)

// state is the row of that table.
type state struct {
	asOf   int64 // microseconds
	keyset int64
}

func (s state) checksum() int64 {
	var b [8]byte
	binary.BigEndian.PutUint64(b[:], uint64(s.keyset))
	return int64(checksum(uint64(s.asOf), b[:]))
}

// readState reads it outside of a lookup.
func readState(ctx context.Context, db querier) (s state, err error) {
	var sum int64
	if err := db.QueryRowContext(ctx, "SELECT as_of, keyset, checksum FROM state").Scan(&s.asOf, &s.keyset, &sum); err != nil {
		return s, err
	}
	if sum != s.checksum() {
		return s, errBlock
	}
	return s, nil
}

// stateColumns are those of the answer to getQuery that stand before the blocks.
const stateColumns = 3

// getQuery is the one question of a lookup: what was imported last, and for
// each of n digests the block that should hold it. It gives one row whatever
// the store holds, so that finding nothing is no shorter way.
func getQuery(n int) string {
	var columns, blocks strings.Builder
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&columns, ", b%d.first, b%d.data", i, i)
		fmt.Fprintf(&blocks, " LEFT JOIN (SELECT first, data FROM block WHERE first <= ?%d ORDER BY first DESC LIMIT 1) b%d", i, i)
	}
	return "SELECT state.as_of, state.keyset, state.checksum" + columns.String() + " FROM state" + blocks.String() + " WHERE state.id = 1"
}

// Get implements card.Store.
func (db *DB) Get(ctx context.Context, digests []card.Digest) ([]card.Event, time.Time, error) {
	if len(digests) != len(db.keys) {
		return nil, time.Time{}, card.Unavailable(fmt.Errorf("%d digests for %d keys", len(digests), len(db.keys)))
	}
	s, blocks, err := db.ask(ctx, digests)
	if err != nil {
		return nil, time.Time{}, card.Unavailable(db.explain("read", err))
	}
	if err := db.keyset.renew(ctx, s.keyset, db.read, db.keys); err != nil {
		return nil, time.Time{}, card.Unavailable(err)
	}
	if s.asOf == 0 {
		return nil, time.Time{}, card.ErrNoData
	}
	var events []card.Event
	for i, d := range digests {
		more, err := blocks[i].find(d)
		if err != nil {
			return nil, time.Time{}, card.Unavailable(db.explain("read", err))
		}
		events = append(events, more...)
	}
	asOf := time.UnixMicro(s.asOf)
	if len(events) == 0 {
		return nil, asOf, card.ErrNotFound
	}
	return card.History(events), asOf, nil
}

// sealedBlock is a block as it stands in the table.
type sealedBlock struct {
	id   int64
	data []byte
}

// find checks the block and returns the events of a card that should be in it.
func (b sealedBlock) find(d card.Digest) ([]card.Event, error) {
	first := firstOf(b.id)
	end, cards, err := unseal(first, b.data)
	if err != nil {
		return nil, err
	}
	if !covers(first, end, d) {
		return nil, errBlock
	}
	return find(cards, d)
}

// ask reads what the store says of those digests.
func (db *DB) ask(ctx context.Context, digests []card.Digest) (s state, blocks []sealedBlock, err error) {
	r, err := db.readers.take(ctx)
	if err != nil {
		return s, nil, err
	}
	defer func() { db.readers <- r }()
	row, err := r.ask(digests)
	if err != nil {
		return s, nil, err
	}
	// What is of another type is damage, as is a checksum that does not fit.
	s.asOf, _ = row[0].(int64)
	s.keyset, _ = row[1].(int64)
	if sum, ok := row[2].(int64); !ok || sum != s.checksum() {
		return s, nil, errBlock
	}
	blocks = make([]sealedBlock, len(digests))
	for i := range blocks {
		blocks[i].id, _ = row[stateColumns+2*i].(int64)
		blocks[i].data, _ = row[stateColumns+2*i+1].([]byte)
	}
	return s, blocks, nil
}

// querier is a connection or a pool of them.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// keyset remembers which keys of a store were found to be at hand.
type keyset struct{ verified atomic.Int64 }

// renew verifies the keys again when they have changed: another process may
// have imported under a key that this one does not have, and what it would say
// of those cards is "no such card".
func (k *keyset) renew(ctx context.Context, now int64, db *sql.DB, keys card.Keys) error {
	if k.verified.Load() == now {
		return nil
	}
	return k.verify(ctx, db, keys)
}

// verify finds each key of the store among those at hand.
func (k *keyset) verify(ctx context.Context, db querier, keys card.Keys) error {
	rows, err := db.QueryContext(ctx, "SELECT state.keyset, card_key.id, card_key.check_value FROM state LEFT JOIN card_key")
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	var number int64
	for rows.Next() {
		var id sql.NullString
		var checkValue []byte
		if err := rows.Scan(&number, &id, &checkValue); err != nil {
			return err
		}
		if !id.Valid {
			continue // nothing was imported yet
		}
		if _, err := keys.Find(id.String, checkValue); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	k.verified.Store(number)
	return nil
}
