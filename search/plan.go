package search

import (
	"cmp"
	"slices"
	"unicode"
)

// A query is read in steps. It is cut into units: words, or single characters
// of scripts without spaces. Letters that are pinyin are replaced by the
// characters they stand for. Units become slots, each a thing to look for: a
// word, or a pair of neighbouring characters. Each slot has alternatives, ways
// in which the thing may stand in a guide: as typed, by a synonym, in another
// spelling, said alike.

// plan is a query as it is looked for.
type plan struct {
	lang      string
	units     []queryUnit
	slots     []slot
	pointers  []pointer
	corrected string // the query as it was probably meant, "" if as typed
	heard     int    // letters that were read as pinyin, each time they were
}

// Limits of a plan; what is beyond them is not looked for.
const (
	maxSlots        = 64
	maxHeard        = 160 // letters read as pinyin, for which several readings of the same count
	maxAlternatives = 16
)

func (ix *Index) plan(s *scratch, text, lang string) (*plan, error) {
	p := &plan{lang: lang}
	p.cut(ix, s, text)
	if err := s.countUnits(p); err != nil {
		return nil, err
	}
	c := correction{text: text}
	ix.complete(s, p)
	ix.completeName(p)
	ix.readWords(s, p, &c)
	if err := s.countUnits(p); err != nil {
		return nil, err
	}
	ix.synonyms.passFillers(p)
	p.passStops()
	if err := ix.findElsewhere(s, p); err != nil {
		return nil, err
	}
	ix.readHomophones(p, &c)
	if err := ix.gather(s, p); err != nil {
		return nil, err
	}
	if err := ix.synonyms.apply(ix, s, p); err != nil {
		return nil, err
	}
	if err := ix.readAges(s, p); err != nil {
		return nil, err
	}
	if err := ix.readStrange(s, p); err != nil {
		return nil, err
	}
	p.leadElsewhere()
	if len(p.slots) > maxSlots {
		if err := s.trim(p); err != nil {
			return nil, err
		}
	}
	for _, sl := range p.slots {
		slices.SortStableFunc(sl.alts, func(a, b alternative) int { return cmp.Compare(b.weight, a.weight) })
	}
	p.corrected = c.String()
	return p, nil
}

// bare reports whether the query says nothing: it is a single letter, or one of the
// words that English is held together with.
func (p *plan) bare() bool {
	if len(p.units) != 1 {
		return false
	}
	u := p.units[0]
	return u.bare || len(u.text) == 1 && !unicode.IsNumber(rune(u.text[0]))
}
