package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"

	"shebao/server/card"
)

// readers are the connections that look cards up, each for one lookup at a
// time.
//
// They are taken from the driver and not from database/sql, which would copy
// every block once more and start two goroutines for each lookup, in case its
// context ends: half of what a lookup leaves to be collected. A lookup reads
// four pages of the file; there is nothing to end in it but the wait for a
// connection.
type readers chan *reader

// reader is one connection with the question of a lookup.
type reader struct {
	conn driver.Conn
	get  driver.Stmt
	args []driver.NamedValue
	row  []driver.Value
}

// openReaders opens n connections that ask for so many digests at a time.
func openReaders(ctx context.Context, connector driver.Connector, n, digests int) (readers, error) {
	pool := make(readers, n)
	for range n {
		r, err := openReader(ctx, connector, digests)
		if err != nil {
			return nil, errors.Join(err, pool.close())
		}
		pool <- r
	}
	return pool, nil
}

func openReader(ctx context.Context, connector driver.Connector, digests int) (*reader, error) {
	conn, err := connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	get, err := conn.Prepare(getQuery(digests))
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return &reader{conn: conn, get: get, args: make([]driver.NamedValue, digests), row: make([]driver.Value, stateColumns+2*digests)}, nil
}

// take waits for a connection that is free.
func (pool readers) take(ctx context.Context) (*reader, error) {
	select {
	case r := <-pool:
		return r, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// ask gives the one row that answers getQuery for those digests. It is valid
// until the connection is used again; the bytes in it are the caller's.
func (r *reader) ask(digests []card.Digest) (row []driver.Value, err error) {
	for i, d := range digests {
		r.args[i] = driver.NamedValue{Ordinal: i + 1, Value: rowID(prefix(d))}
	}
	rows, err := r.get.(driver.StmtQueryContext).QueryContext(context.Background(), r.args)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	if err := rows.Next(r.row); err != nil {
		if errors.Is(err, io.EOF) {
			return nil, errBlock // there is always a row
		}
		return nil, err
	}
	return r.row, nil
}

// close closes those connections that are in no use, which are all once no
// lookup is under way.
func (pool readers) close() error {
	var errs []error
	for {
		select {
		case r := <-pool:
			errs = append(errs, r.get.Close(), r.conn.Close())
		default:
			return errors.Join(errs...)
		}
	}
}
