package search

import (
	"context"
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
	if err := s.run(ctx, meant); err != nil {
		return "", err
	}
	found, _ := s.candidates(window)
	if len(found) == 0 || s.weigh(meant, found[0].family).known < correctedKnown || // the same for every family
		!ix.about(s, newLineMatcher(ix, meant), lineKey(ix.analyzer, s.stemmer, p.corrected), found) {
		return "", nil
	}
	return p.corrected, nil
}

func hasHan(text string) bool {
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			return true
		}
	}
	return false
}
