package sqlite

import (
	"context"
	"database/sql"
	"time"

	"shebao/server/card"
)

// Stats implements card.Keeper. It reads every block.
func (db *DB) Stats(ctx context.Context) (card.Stats, error) {
	stats, err := db.stats(ctx)
	if err != nil {
		return card.Stats{}, db.explain("read", err)
	}
	return stats, nil
}

func (db *DB) stats(ctx context.Context) (card.Stats, error) {
	stats := card.Stats{Cards: map[card.Status]int64{}, KeyCards: map[string]int64{}}
	tx, err := db.read.BeginTx(ctx, nil) // one view of all of it
	if err != nil {
		return stats, err
	}
	defer func() { _ = tx.Rollback() }()
	s, err := readState(ctx, tx)
	if err != nil {
		return stats, err
	}
	if s.asOf != 0 {
		stats.AsOf = time.UnixMicro(s.asOf)
	}
	names, err := keyNames(ctx, tx)
	if err != nil {
		return stats, err
	}
	err = eachCard(ctx, tx, func(rec record) {
		stats.Total++
		stats.Events += int64(len(rec.events))
		stats.Cards[rec.events[len(rec.events)-1].Status]++
		stats.KeyCards[names[rec.key]]++
	})
	return stats, err
}

// keyNames are the ids of the keys, by the number that records have of them.
func keyNames(ctx context.Context, tx *sql.Tx) (map[byte]string, error) {
	rows, err := tx.QueryContext(ctx, "SELECT number, id FROM card_key")
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	names := map[byte]string{}
	for rows.Next() {
		var number byte
		var id string
		if err := rows.Scan(&number, &id); err != nil {
			return nil, err
		}
		names[number] = id
	}
	return names, rows.Err()
}

// eachCard reads all blocks in order. They must follow each other without a gap
// from the beginning of all digests to their end.
func eachCard(ctx context.Context, tx *sql.Tx, count func(record)) error {
	rows, err := tx.QueryContext(ctx, "SELECT first, data FROM block ORDER BY first")
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	at := uint64(0) // where the next block has to begin
	for rows.Next() {
		var id int64
		var data []byte
		if err := rows.Scan(&id, &data); err != nil {
			return err
		}
		if firstOf(id) != at {
			return errBlock
		}
		end, cards, err := unseal(firstOf(id), data)
		if err != nil {
			return err
		}
		records, err := decodeCards(cards)
		if err != nil {
			return err
		}
		for _, rec := range records {
			count(rec)
		}
		at = end
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if at != 0 { // the last one reaches to the end of the line
		return errBlock
	}
	return nil
}
