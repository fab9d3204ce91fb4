package sqlite

import (
	"bytes"
	"context"
	"iter"
	"time"

	"shebao/server/card"
)

// Import implements card.Importer. Two imports at once wait for each other.
func (db *DB) Import(ctx context.Context, batch card.Batch) (card.Change, error) {
	if _, err := db.keys.Find(batch.Key.ID(), batch.Key.CheckValue()); err != nil {
		return card.Change{}, db.explain("write", err)
	}
	t, err := db.begin(ctx)
	if err != nil {
		return card.Change{}, db.explain("write", err)
	}
	defer t.end()

	r := &rewriter{transaction: t, replace: batch.Replace, dry: batch.DryRun}
	r.out.put = r.put
	if r.key, err = t.keyNumber(ctx, batch.Key); err != nil {
		return card.Change{}, db.explain("write", err)
	}
	next, stop := iter.Pull2(batch.Entries)
	defer stop()
	r.entries = next
	if err := r.take(); err != nil {
		return card.Change{}, err
	}
	if batch.Replace {
		err = r.everything(ctx)
	} else {
		err = r.touched(ctx)
	}
	if err != nil {
		return card.Change{}, db.explain("write", err)
	}
	if batch.DryRun {
		return r.change, nil
	}
	if batch.Replace {
		if err := t.dropKeys(ctx, r.out.keys, r.key); err != nil {
			return card.Change{}, db.explain("write", err)
		}
	}
	t.state.asOf = batch.AsOf.UnixMicro()
	return r.change, db.explain("write", t.commit(ctx))
}

// Purge implements card.Keeper.
func (db *DB) Purge(ctx context.Context, before time.Time) (card.Change, error) {
	t, err := db.begin(ctx)
	if err != nil {
		return card.Change{}, db.explain("write", err)
	}
	defer t.end()
	r := &rewriter{transaction: t, before: before}
	r.out.put = r.put
	if err := r.everything(ctx); err != nil {
		return card.Change{}, db.explain("write", err)
	}
	if err := t.dropKeys(ctx, r.out.keys, 0); err != nil {
		return card.Change{}, db.explain("write", err)
	}
	return r.change, db.explain("write", t.commit(ctx))
}

// rewriter goes along the line of digests and writes blocks anew.
type rewriter struct {
	*transaction
	out blockWriter

	key     byte // number of the key that the entries are digested under
	replace bool
	dry     bool
	before  time.Time // events before it go; zero: none do
	change  card.Change

	entries func() (card.Entry, error, bool)
	head    card.Entry // the next one
	more    bool       // there is one
}

// take reads the next entry into head.
func (r *rewriter) take() error {
	entry, err, ok := r.entries()
	r.head, r.more = entry, ok
	return err
}

// touched rewrites the blocks that the entries fall into.
func (r *rewriter) touched(ctx context.Context) error {
	for r.more {
		b, err := r.load(ctx, prefix(r.head.Digest))
		if err != nil {
			return err
		}
		added := r.change.Added
		r.out.begin(b.first, b.end)
		if err := r.merge(b); err != nil {
			return err
		}
		if r.change.Added == added {
			continue // every entry was there already
		}
		if err := r.out.finish(); err != nil {
			return err
		}
	}
	return nil
}

// everything rewrites all blocks.
func (r *rewriter) everything(ctx context.Context) error {
	r.out.begin(0, 0)
	for at := uint64(0); ; {
		b, err := r.load(ctx, at)
		if err != nil {
			return err
		}
		if err := r.drop(ctx, b.first); err != nil {
			return err
		}
		if err := r.merge(b); err != nil {
			return err
		}
		if b.end == 0 {
			return r.out.finish()
		}
		at = b.end
	}
}

// merge hands the cards of a block to out, together with the entries that
// belong into its stretch.
func (r *rewriter) merge(b block) error {
	var events []card.Event
	for old := b.cards; ; {
		mine := r.more && (b.end == 0 || prefix(r.head.Digest) < b.end)
		if len(old) == 0 && !mine {
			return nil
		}
		var rec record
		switch order := compareNext(old, r.head.Digest, mine); {
		case order <= 0:
			rec, old = old[0], old[1:]
			mine = order == 0
		default:
			rec.digest = r.head.Digest
		}
		events = events[:0]
		if mine {
			rec.key = r.key
		}
		for mine && r.more && r.head.Digest == rec.digest {
			events = append(events, r.head.Event)
			if err := r.take(); err != nil {
				return err
			}
		}
		if mine || r.replace {
			var change card.Change
			rec.events, change = merge(rec.events, events, r.replace)
			r.count(change)
		}
		if !r.before.IsZero() {
			rec.events = r.purge(rec.events)
		}
		if len(rec.events) == 0 {
			continue
		}
		if err := r.out.add(rec); err != nil {
			return err
		}
	}
}

// compareNext tells whether the next card is the first of old (-1), the one
// that the batch has next (1), or both (0).
func compareNext(old []record, head card.Digest, mine bool) int {
	switch {
	case !mine:
		return -1
	case len(old) == 0:
		return 1
	}
	return bytes.Compare(old[0].digest[:], head[:])
}

func (r *rewriter) count(c card.Change) {
	r.change.Added += c.Added
	r.change.Unchanged += c.Unchanged
	r.change.Removed += c.Removed
}

// purge keeps the events that are not before the limit.
func (r *rewriter) purge(events []card.Event) []card.Event {
	kept := events[:0]
	for _, e := range events {
		if e.ChangedAt.Time.Before(r.before) {
			r.change.Removed++
			continue
		}
		r.change.Unchanged++
		kept = append(kept, e)
	}
	return kept
}

func (r *rewriter) put(first uint64, data []byte) error {
	if r.dry {
		return nil
	}
	_, err := r.insert.Exec(rowID(first), data)
	return err
}

func (r *rewriter) drop(ctx context.Context, first uint64) error {
	if r.dry {
		return nil
	}
	_, err := r.remove.ExecContext(ctx, rowID(first))
	return err
}
