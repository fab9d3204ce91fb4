package search

import (
	"context"
	"reflect"
	"slices"
	"unicode"
)

// correctedKnown is how much of a corrected query the index must know.
const correctedKnown = 0.9

// suggestion returns the query as it was probably meant, if that is better than
// what was typed: in the reader's script, with nothing in it that the index
// does not have, and about something here. The scratch is that of what was typed.
func (ix *Index) suggestion(ctx context.Context, typed *scratch, p *plan, q Query) (string, error) {
	if p.corrected == "" || q.Lang != "zh" && hasHan(p.corrected) && !hasHan(q.Text) {
		return "", nil
	}
	s, err := ix.borrow()
	if err != nil {
		return "", err
	}
	defer ix.giveBack(s)
	s.earlier = typed
	meant, err := ix.plan(s, p.corrected, q.Lang)
	if err != nil || meant.corrected != "" {
		return "", err
	}
	if meant.bare() {
		return "", nil
	}
	if p.asksAs(meant) { // the guides that were found are about it
		if typed.known(meant) < correctedKnown {
			return "", nil
		}
		return p.corrected, nil
	}
	if err := s.run(ctx, meant); err != nil {
		return "", err
	}
	found, _ := s.candidates(window)
	if len(found) == 0 || s.known(meant) < correctedKnown ||
		!ix.about(s, newLineMatcher(s, meant), lineKey(ix.analyzer, s.stemmer, p.corrected), found) {
		return "", nil
	}
	return p.corrected, nil
}

// asksAs reports whether two plans look for the same, however it was typed.
func (p *plan) asksAs(other *plan) bool {
	units := slices.EqualFunc(p.units, other.units, func(u, v queryUnit) bool {
		u.start, u.end, u.others, u.otherPairs = v.start, v.end, nil, nil
		v.others, v.otherPairs = nil, nil
		return reflect.DeepEqual(u, v)
	})
	return units && slices.Equal(p.pointers, other.pointers) && slices.EqualFunc(p.slots, other.slots, func(a, b slot) bool {
		return a.units == b.units && a.weight == b.weight && a.credit == b.credit && a.topic == b.topic && a.phrase == b.phrase && a.asksAs(b)
	})
}

func hasHan(text string) bool {
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			return true
		}
	}
	return false
}
