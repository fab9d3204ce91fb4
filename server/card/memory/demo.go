package memory

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"shebao/server/card"
)

// DemoCard is a fictitious card that a visitor of the demonstration may look
// up. The identity number passes every check and is nobody's: its holder would
// be born in 2099.
type DemoCard struct {
	IDNumber, CardNumber string
	Status               card.Status
}

// demoCards are one card for each status, with the days before now at which
// their histories turned.
var demoCards = []struct {
	id, number string
	events     []demoEvent
}{
	{"310101209901010014", "DEMO00001", []demoEvent{{card.Dispatched, 410}, {card.AwaitingActivation, 402}, {card.Active, 395}}},
	{"31010120990202002X", "DEMO00002", []demoEvent{{card.Active, 620}, {card.LossReportedTemporarily, 2}}},
	{"310101209903030035", "DEMO00003", []demoEvent{{card.Active, 800}, {card.LossReportedTemporarily, 9}, {card.ReportedLost, 6}}},
	{"310101209904040040", "DEMO00004", []demoEvent{{card.Active, 540}, {card.ReportedLost, 16}, {card.Reissuing, 12}}},
	{"310101209905050056", "DEMO00005", []demoEvent{{card.Active, 700}, {card.ReportedLost, 30}, {card.Reissuing, 27}, {card.Dispatched, 3}}},
	{"310101209906060061", "DEMO00006", []demoEvent{{card.ReportedLost, 44}, {card.Reissuing, 41}, {card.Dispatched, 11}, {card.AwaitingActivation, 5}}},
	{"310101209907070077", "DEMO00007", []demoEvent{{card.Active, 1500}, {card.ReportedLost, 60}, {card.Cancelled, 48}}},
}

type demoEvent struct {
	status card.Status
	days   int
}

// Demo makes the store of the demonstration: seven cards, one for each status,
// with histories that end shortly before now, under the first of the keys. It
// also gives the cards, for the banner that shows which numbers to try.
func Demo(keys card.Keys, now time.Time) (*Store, []DemoCard, error) {
	var cards []DemoCard
	var entries []card.Entry
	for _, demo := range demoCards {
		pair, faults := card.ParsePair(demo.id, demo.number)
		if faults != nil {
			return nil, nil, fmt.Errorf("demonstration card %s: %w", demo.number, faults[0])
		}
		digest := keys[:1].Digests(pair)[0]
		for _, e := range demo.events {
			day := now.In(card.China()).AddDate(0, 0, -e.days)
			entries = append(entries, card.Entry{Digest: digest, Event: card.Event{
				Status: e.status, ChangedAt: card.Day(day.Year(), day.Month(), day.Day()),
			}})
		}
		cards = append(cards, DemoCard{demo.id, demo.number, demo.events[len(demo.events)-1].status})
	}
	store := &Store{}
	_, err := store.Import(context.Background(), card.Batch{Entries: sorted(entries), Key: keys.First(), AsOf: now})
	return store, cards, err
}

func sorted(entries []card.Entry) iter.Seq2[card.Entry, error] {
	slices.SortFunc(entries, card.Entry.Compare)
	return func(yield func(card.Entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	}
}
