// Package memory is a card store that is gone with the process: the one of the
// demonstration, and of tests.
package memory

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"shebao/server/card"
)

// Store holds cards in memory. The zero value is empty and ready.
type Store struct {
	mu    sync.RWMutex
	cards map[card.Digest]entry // replaced, never changed
	asOf  time.Time
}

type entry struct {
	events []card.Event
	key    string
}

// Get implements card.Store.
func (s *Store) Get(ctx context.Context, digests []card.Digest) ([]card.Event, time.Time, error) {
	if err := ctx.Err(); err != nil {
		return nil, time.Time{}, card.Unavailable(err)
	}
	s.mu.RLock()
	cards, asOf := s.cards, s.asOf
	s.mu.RUnlock()
	if asOf.IsZero() {
		return nil, time.Time{}, card.ErrNoData
	}
	var events []card.Event
	for _, d := range digests {
		events = append(events, cards[d].events...)
	}
	if len(events) == 0 {
		return nil, asOf, card.ErrNotFound
	}
	return card.History(events), asOf, nil
}

// Import implements card.Importer.
func (s *Store) Import(ctx context.Context, batch card.Batch) (card.Change, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var change card.Change
	cards := maps.Clone(s.cards)
	if cards == nil || batch.Replace {
		cards = map[card.Digest]entry{}
	}
	var kept int64
	for e, err := range batch.Entries {
		if err != nil {
			return card.Change{}, err
		}
		if slices.ContainsFunc(s.cards[e.Digest].events, func(old card.Event) bool { return old.Compare(e.Event) == 0 }) {
			change.Unchanged++
			kept++
			if !batch.Replace {
				continue
			}
		} else {
			change.Added++
		}
		old := cards[e.Digest]
		cards[e.Digest] = entry{card.History(append(slices.Clone(old.events), e.Event)), batch.Key.ID()}
	}
	if err := ctx.Err(); err != nil {
		return card.Change{}, err
	}
	if batch.Replace {
		change.Removed = s.events() - kept
	}
	if !batch.DryRun {
		s.cards, s.asOf = cards, batch.AsOf
	}
	return change, nil
}

func (s *Store) events() (n int64) {
	for _, e := range s.cards {
		n += int64(len(e.events))
	}
	return n
}

// Stats implements card.Keeper.
func (s *Store) Stats(context.Context) (card.Stats, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	stats := card.Stats{
		Cards: map[card.Status]int64{}, KeyCards: map[string]int64{},
		Total: int64(len(s.cards)), Events: s.events(), AsOf: s.asOf,
	}
	for _, e := range s.cards {
		stats.Cards[e.events[len(e.events)-1].Status]++
		stats.KeyCards[e.key]++
	}
	return stats, nil
}

// Purge implements card.Keeper.
func (s *Store) Purge(_ context.Context, before time.Time) (card.Change, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var change card.Change
	cards := map[card.Digest]entry{}
	for d, e := range s.cards {
		kept := slices.DeleteFunc(slices.Clone(e.events), func(ev card.Event) bool { return ev.ChangedAt.Time.Before(before) })
		change.Removed += int64(len(e.events) - len(kept))
		change.Unchanged += int64(len(kept))
		if len(kept) > 0 {
			cards[d] = entry{kept, e.key}
		}
	}
	s.cards = cards
	return change, nil
}
