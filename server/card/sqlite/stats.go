package sqlite

import (
	"context"
	"time"

	"shebao/server/card"
)

// Stats implements card.Keeper. It reads every block.
func (db *DB) Stats(ctx context.Context) (card.Stats, error) {
	stats := card.Stats{Cards: map[card.Status]int64{}, KeyCards: map[string]int64{}}
	fail := func(err error) (card.Stats, error) { return card.Stats{}, db.explain("read", err) }

	tx, err := db.read.BeginTx(ctx, nil) // one view of all of it
	if err != nil {
		return fail(err)
	}
	defer func() { _ = tx.Rollback() }()
	s, err := readState(ctx, tx)
	if err != nil {
		return fail(err)
	}
	if s.asOf != 0 {
		stats.AsOf = time.UnixMicro(s.asOf)
	}
	names := map[byte]string{}
	keys, err := tx.QueryContext(ctx, "SELECT number, id FROM card_key")
	if err != nil {
		return fail(err)
	}
	defer func() { _ = keys.Close() }()
	for keys.Next() {
		var number byte
		var id string
		if err := keys.Scan(&number, &id); err != nil {
			return fail(err)
		}
		names[number] = id
	}
	if err := keys.Err(); err != nil {
		return fail(err)
	}

	rows, err := tx.QueryContext(ctx, "SELECT first, data FROM block ORDER BY first")
	if err != nil {
		return fail(err)
	}
	defer func() { _ = rows.Close() }()
	at := uint64(0) // where the next block has to begin
	for rows.Next() {
		var id int64
		var data []byte
		if err := rows.Scan(&id, &data); err != nil {
			return fail(err)
		}
		end, cards, err := unseal(firstOf(id), data)
		if err == nil && firstOf(id) != at {
			err = errBlock
		}
		if err != nil {
			return fail(err)
		}
		records, err := decodeCards(cards)
		if err != nil {
			return fail(err)
		}
		for _, rec := range records {
			stats.Total++
			stats.Events += int64(len(rec.events))
			stats.Cards[rec.events[len(rec.events)-1].Status]++
			stats.KeyCards[names[rec.key]]++
		}
		at = end
	}
	if err := rows.Err(); err != nil {
		return fail(err)
	}
	if at != 0 { // the last one reaches to the end of the line
		return fail(errBlock)
	}
	return stats, nil
}
