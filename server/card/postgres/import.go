package postgres

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"shebao/server/card"
)

// Import implements card.Importer. Two imports at once wait for each other.
func (db *DB) Import(ctx context.Context, batch card.Batch) (change card.Change, err error) {
	if _, err := db.keys.Find(batch.Key.ID(), batch.Key.CheckValue()); err != nil {
		return change, db.explain("write", err)
	}
	var broken error // what ended the entries, unless they came to their end
	err = db.write(ctx, batch.DryRun, func(tx pgx.Tx, s *state) error {
		number, err := s.keyNumber(ctx, tx, batch.Key)
		if err != nil {
			return err
		}
		source := newCopySource(batch.Entries, number)
		change, err = load(ctx, tx, source, s.events, batch.Replace)
		if broken = source.close(); err != nil {
			return err
		}
		s.events += change.Added - change.Removed
		s.asOf = &batch.AsOf
		if batch.Replace {
			return s.dropKeys(ctx, tx, number)
		}
		return nil
	})
	if broken != nil {
		return card.Change{}, broken
	}
	if err != nil {
		return card.Change{}, db.explain("write", err)
	}
	return change, nil
}

// load brings the entries into card_event.
func load(ctx context.Context, tx pgx.Tx, source *copySource, have int64, replace bool) (card.Change, error) {
	if have == 0 { // no two entries are equal, so that nothing can be in the way
		n, err := copyInto(ctx, tx, "card_event", source)
		return card.Change{Added: n}, err
	}
	if _, err := tx.Exec(ctx, "CREATE TEMPORARY TABLE card_import (LIKE card_event) ON COMMIT DROP"); err != nil {
		return card.Change{}, err
	}
	n, err := copyInto(ctx, tx, "card_import", source)
	if err != nil {
		return card.Change{}, err
	}
	if _, err := tx.Exec(ctx, "ANALYZE card_import"); err != nil {
		return card.Change{}, err
	}
	var removed int64
	if replace {
		result, err := tx.Exec(ctx, `DELETE FROM card_event e WHERE NOT EXISTS (SELECT FROM card_import i
			WHERE i.digest = e.digest AND i.changed_at = e.changed_at AND i.day = e.day AND i.status = e.status)`)
		if err != nil {
			return card.Change{}, err
		}
		removed = result.RowsAffected()
	}
	result, err := tx.Exec(ctx, "INSERT INTO card_event SELECT * FROM card_import ON CONFLICT DO NOTHING")
	if err != nil {
		return card.Change{}, err
	}
	added := result.RowsAffected()
	return card.Change{Added: added, Unchanged: n - added, Removed: removed}, nil
}

func copyInto(ctx context.Context, tx pgx.Tx, table string, source *copySource) (int64, error) {
	tag, err := tx.Conn().PgConn().CopyFrom(ctx, source, "COPY "+table+" FROM STDIN BINARY")
	return tag.RowsAffected(), err
}

// copySource writes entries in the binary format of COPY.
// https://www.postgresql.org/docs/current/sql-copy.html
//
// It has a lock because, where the connection breaks, pgx returns while its own
// goroutine may still be reading.
type copySource struct {
	mu   sync.Mutex
	next func() (card.Entry, error, bool)
	stop func()
	key  int16
	buf  []byte // written, and from at on not yet read
	at   int
	done bool
	err  error
}

func newCopySource(entries iter.Seq2[card.Entry, error], key int16) *copySource {
	s := &copySource{key: key, buf: []byte("PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00")}
	s.next, s.stop = iter.Pull2(entries)
	return s
}

// close ends the reading and returns what ended the entries, if it was not
// their end.
func (s *copySource) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop()
	s.done = true
	return s.err
}

// Read implements io.Reader.
func (s *copySource) Read(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.at == len(s.buf) {
		if s.err != nil {
			return 0, s.err
		}
		if s.done {
			return 0, io.EOF
		}
		s.fill(len(p))
	}
	n := copy(p, s.buf[s.at:])
	s.at += n
	return n, nil
}

// fill writes entries until there are about size bytes of them.
func (s *copySource) fill(size int) {
	s.buf, s.at = s.buf[:0], 0
	for len(s.buf) < size {
		entry, err, ok := s.next()
		if err != nil {
			s.err = err
			return
		}
		if !ok {
			s.buf = append(s.buf, 0xff, 0xff) // the end
			s.done = true
			return
		}
		s.buf = appendEntry(s.buf, entry, s.key)
	}
}

// epoch is the beginning of PostgreSQL's time.
var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMicro()

func appendEntry(b []byte, e card.Entry, key int16) []byte {
	b = binary.BigEndian.AppendUint16(b, 5) // columns, each with its length before it
	b = binary.BigEndian.AppendUint32(b, uint32(len(e.Digest)))
	b = append(b, e.Digest[:]...)
	b = binary.BigEndian.AppendUint32(b, 8)
	b = binary.BigEndian.AppendUint64(b, uint64(e.Event.ChangedAt.Time.UnixMicro()-epoch))
	b = binary.BigEndian.AppendUint32(b, 1)
	if e.Event.ChangedAt.DateOnly {
		b = append(b, 1)
	} else {
		b = append(b, 0)
	}
	b = binary.BigEndian.AppendUint32(b, 2)
	b = binary.BigEndian.AppendUint16(b, uint16(e.Event.Status.Order()))
	b = binary.BigEndian.AppendUint32(b, 2)
	return binary.BigEndian.AppendUint16(b, uint16(key))
}

// Purge implements card.Keeper.
func (db *DB) Purge(ctx context.Context, before time.Time) (change card.Change, err error) {
	err = db.write(ctx, false, func(tx pgx.Tx, s *state) error {
		result, err := tx.Exec(ctx, "DELETE FROM card_event WHERE changed_at < $1", before)
		if err != nil {
			return err
		}
		change.Removed = result.RowsAffected()
		s.events -= change.Removed
		change.Unchanged = s.events
		return s.dropKeys(ctx, tx, 0)
	})
	if err != nil {
		return card.Change{}, db.explain("write", err)
	}
	return change, nil
}

// state is the row of card_state, as a transaction leaves it.
type state struct {
	asOf   *time.Time
	keyset int64
	events int64
}

// write runs work in a transaction that waits for its turn. A dry run is taken
// back.
func (db *DB) write(ctx context.Context, dry bool, work func(pgx.Tx, *state) error) error {
	tx, err := db.pool.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }() // nothing is left to take back after a commit
	for _, setting := range []string{"statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout"} {
		if _, err := tx.Exec(ctx, "SET LOCAL "+setting+" = 0"); err != nil {
			return err
		}
	}
	var s state
	if err := tx.QueryRow(ctx, "SELECT as_of, keyset, events FROM card_state WHERE id = 1 FOR UPDATE").Scan(&s.asOf, &s.keyset, &s.events); err != nil {
		return err
	}
	// Since this store was opened somebody else may have imported.
	if err := db.verifyKeys(ctx, tx); err != nil {
		return err
	}
	if err := work(tx, &s); err != nil {
		return err
	}
	if dry {
		return nil
	}
	if s.events < 0 {
		return errors.Join(card.ErrDamaged, fmt.Errorf("it would hold %d events", s.events))
	}
	if _, err := tx.Exec(ctx, "UPDATE card_state SET as_of = $1, keyset = $2, events = $3", s.asOf, s.keyset, s.events); err != nil {
		return err
	}
	return tx.Commit(ctx)
}

// keyNumber is what stands for the key in card_event.
func (s *state) keyNumber(ctx context.Context, tx pgx.Tx, key card.Key) (number int16, err error) {
	err = tx.QueryRow(ctx, "SELECT number FROM card_key WHERE id = $1", key.ID()).Scan(&number)
	if !errors.Is(err, pgx.ErrNoRows) {
		return number, err
	}
	s.keyset++
	err = tx.QueryRow(ctx, "INSERT INTO card_key SELECT coalesce(max(number), 0) + 1, $1, $2 FROM card_key RETURNING number",
		key.ID(), key.CheckValue()).Scan(&number)
	return number, err
}

// dropKeys forgets the keys that no card is digested under any more.
func (s *state) dropKeys(ctx context.Context, tx pgx.Tx, keep int16) error {
	result, err := tx.Exec(ctx, "DELETE FROM card_key k WHERE number <> $1 AND NOT EXISTS (SELECT FROM card_event e WHERE e.key = k.number)", keep)
	if err == nil && result.RowsAffected() > 0 {
		s.keyset++
	}
	return err
}
