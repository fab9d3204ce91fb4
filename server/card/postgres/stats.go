package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"shebao/server/card"
)

// Stats implements card.Keeper. It reads every event.
func (db *DB) Stats(ctx context.Context) (card.Stats, error) {
	stats := card.Stats{Cards: map[card.Status]int64{}, KeyCards: map[string]int64{}}
	// One view of all of it, whatever is imported meanwhile.
	err := pgx.BeginTxFunc(ctx, db.pool, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		var s state
		if err := tx.QueryRow(ctx, "SELECT as_of, keyset, events FROM card_state WHERE id = 1").Scan(&s.asOf, &s.keyset, &s.events); err != nil {
			return err
		}
		if s.asOf != nil {
			stats.AsOf = *s.asOf
		}
		stats.Events = s.events
		rows, err := tx.Query(ctx, `SELECT status, coalesce(k.id, ''), count(*) FROM (
				SELECT DISTINCT ON (digest) status, key FROM card_event
				ORDER BY digest, changed_at DESC, day, status DESC
			) latest LEFT JOIN card_key k ON k.number = latest.key GROUP BY 1, 2`)
		if err != nil {
			return err
		}
		var order int
		var key string
		var count int64
		_, err = pgx.ForEachRow(rows, []any{&order, &key, &count}, func() error {
			status, ok := card.StatusAt(order)
			if !ok {
				return errors.Join(card.ErrDamaged, errors.New("an event has no such status"))
			}
			stats.Cards[status] += count
			stats.KeyCards[key] += count
			stats.Total += count
			return nil
		})
		return err
	})
	if err != nil {
		return card.Stats{}, db.explain("read", err)
	}
	return stats, nil
}
