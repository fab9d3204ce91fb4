package card

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"time"
)

// Errors of stores that a program refuses to start with. They name the file or
// server and say what to do.
var (
	// ErrDamaged: the store is a card store and cannot be trusted any more.
	ErrDamaged = errors.New("the card store is damaged")
	// ErrForeign: what is there is no card store, or one of a newer version.
	ErrForeign = errors.New("not a card store")
)

// Store answers lookups. SQLite, PostgreSQL and the one in memory pass package
// cardtest.
type Store interface {
	// Get returns the history under any of the digests (one for each key in
	// use) by one query, and the time of the last import. It returns
	// ErrNotFound, ErrNoData, or an error that is ErrUnavailable.
	Get(ctx context.Context, digests []Digest) (events []Event, asOf time.Time, err error)
}

// Entry is one event of one card on its way into a store.
type Entry struct {
	Digest Digest
	Event  Event
}

// Batch is what one import brings.
type Batch struct {
	// Entries come in the order of their digests, those of one card in the
	// order of [Event.Compare], and no two are equal. An error ends them; the
	// store then keeps nothing of the batch.
	Entries iter.Seq2[Entry, error]

	Key     Key       // the entries' digests are made under it
	AsOf    time.Time // when the data was imported
	Replace bool      // whatever is not among the entries is removed
	DryRun  bool      // nothing is written, only counted
}

// Change is what a batch or a purge did to the history of cards, in events.
type Change struct {
	Added     int64
	Unchanged int64 // were there already
	Removed   int64
}

// Importer takes imports. Both stores do, each batch in one transaction: a
// lookup sees all of it or nothing, and so does whoever comes after a crash.
type Importer interface {
	Import(ctx context.Context, batch Batch) (Change, error)
}

// Stats says what a store holds.
type Stats struct {
	Cards    map[Status]int64 // by present status
	Total    int64            // cards
	Events   int64
	AsOf     time.Time        // last import; zero before the first
	KeyCards map[string]int64 // cards by the id of the key they are digested under
}

// Keeper is what the operator's commands ask of a store.
type Keeper interface {
	Stats(ctx context.Context) (Stats, error)
	// Purge removes every event before that moment, and with its last event
	// the card.
	Purge(ctx context.Context, before time.Time) (Change, error)
}

// Compare is the order in which a [Batch] brings entries.
func (e Entry) Compare(f Entry) int {
	if c := bytes.Compare(e.Digest[:], f.Digest[:]); c != 0 {
		return c
	}
	return e.Event.Compare(f.Event)
}

// Unavailable says that a store could not answer, and why. It is
// ErrUnavailable and its cause.
func Unavailable(cause error) error { return fmt.Errorf("%w: %w", ErrUnavailable, cause) }
