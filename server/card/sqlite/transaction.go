package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"shebao/server/card"
)

// transaction is one exclusive right to write.
type transaction struct {
	db     *sql.DB
	conn   *sql.Conn
	state  state
	find   *sql.Stmt
	insert *sql.Stmt
	remove *sql.Stmt
}

// begin waits for its turn and starts a transaction on a connection of its own.
func (db *DB) begin(ctx context.Context) (*transaction, error) {
	pool, err := connect(db.path, "busy_timeout(600000)", "synchronous(FULL)", "cache_size(-65536)", "wal_autocheckpoint(0)", "secure_delete(1)")
	if err != nil {
		return nil, err
	}
	t := &transaction{db: pool}
	if err := t.start(ctx, db.keys); err != nil {
		t.end()
		return nil, err
	}
	return t, nil
}

func (t *transaction) start(ctx context.Context, keys card.Keys) (err error) {
	if t.conn, err = t.db.Conn(ctx); err != nil {
		return err
	}
	if _, err := t.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	if t.state, err = readState(ctx, t.conn); err != nil {
		return err
	}
	// Since this store was opened somebody else may have imported.
	if err := new(keyset).verify(ctx, t.conn, keys); err != nil {
		return err
	}
	if t.find, err = t.conn.PrepareContext(ctx, "SELECT first, data FROM block WHERE first <= ? ORDER BY first DESC LIMIT 1"); err != nil {
		return err
	}
	if t.insert, err = t.conn.PrepareContext(ctx, "INSERT OR REPLACE INTO block VALUES (?, ?)"); err != nil {
		return err
	}
	t.remove, err = t.conn.PrepareContext(ctx, "DELETE FROM block WHERE first = ?")
	return err
}

// load reads the block that has that place.
func (t *transaction) load(ctx context.Context, at uint64) (b block, err error) {
	var id int64
	var data []byte
	if err := t.find.QueryRowContext(ctx, rowID(at)).Scan(&id, &data); err != nil {
		return b, err
	}
	b.first = firstOf(id)
	var cards []byte
	if b.end, cards, err = unseal(b.first, data); err != nil {
		return b, err
	}
	if b.end != 0 && b.end <= at {
		return b, errBlock
	}
	b.cards, err = decodeCards(cards)
	return b, err
}

// keyNumber is what stands for the key in the blocks.
func (t *transaction) keyNumber(ctx context.Context, key card.Key) (number byte, err error) {
	err = t.conn.QueryRowContext(ctx, "SELECT number FROM card_key WHERE id = ?", key.ID()).Scan(&number)
	if !errors.Is(err, sql.ErrNoRows) {
		return number, err
	}
	t.state.keyset++
	err = t.conn.QueryRowContext(ctx, `INSERT INTO card_key
		SELECT coalesce(max(number), 0) + 1, ?, ? FROM card_key RETURNING number`,
		key.ID(), key.CheckValue()).Scan(&number)
	return number, err
}

// dropKeys forgets the keys that no card is digested under any more.
func (t *transaction) dropKeys(ctx context.Context, cards [256]int, keep byte) error {
	for number, n := range cards {
		if n > 0 || number == int(keep) {
			continue
		}
		result, err := t.conn.ExecContext(ctx, "DELETE FROM card_key WHERE number = ?", number)
		if err != nil {
			return err
		}
		if gone, err := result.RowsAffected(); err != nil {
			return err
		} else if gone > 0 {
			t.state.keyset++
		}
	}
	return nil
}

// commit makes it last, and moves it from the write-ahead log into the file
// itself, so that the log, were it lost, would take nothing with it.
func (t *transaction) commit(ctx context.Context) error {
	if _, err := t.conn.ExecContext(ctx, "UPDATE state SET as_of = ?, keyset = ?, checksum = ?", t.state.asOf, t.state.keyset, t.state.checksum()); err != nil {
		return err
	}
	if _, err := t.conn.ExecContext(ctx, "COMMIT"); err != nil {
		return err
	}
	// Should a reader be in the way for so long, the next import does it.
	_, _ = t.conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA busy_timeout = 5000")
	_, _ = t.conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA wal_checkpoint(TRUNCATE)")
	return nil
}

// end takes back what was not committed.
func (t *transaction) end() {
	for _, statement := range []*sql.Stmt{t.find, t.insert, t.remove} {
		if statement != nil {
			_ = statement.Close()
		}
	}
	if t.conn != nil {
		_, _ = t.conn.ExecContext(context.Background(), "ROLLBACK") // an error after a commit: nothing to take back
		_ = t.conn.Close()
	}
	_ = t.db.Close()
}
