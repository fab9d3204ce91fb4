package search

import (
	"context"
	"math"
	"slices"
)

// Guides are ranked by BM25F: how often a term stands in a guide's fields,
// each weighed and set against the field's length, summed over the sections
// and saturated once. A guide with its translations is one family, and what
// any of them has counts for all.

// BM25's k1. Occurrences that are summed over the sections of a guide saturate
// later than those of one piece of text.
const (
	saturation       = 1.2
	partedSaturation = 3
)

// maxWork bounds what a query may cost: occurrences that are looked at, those that
// are counted as countedWork each, and what takes as long. Questions of thirty words
// over 10,000 guides stay below it. Reading what was typed may take half of it.
const (
	maxWork     = 2_000_000
	maxReading  = maxWork / 2
	countedWork = 4
	soundWork   = 4_000  // a letter that is read as pinyin in full
	initialWork = 6_000  // one that is read as an initial
	alikeWork   = 80_000 // a word that others are looked for that are spelled nearly so
)

// mayRead reports whether a query may have so much more work done to read it, and
// counts it.
func (s *scratch) mayRead(work int) bool {
	if s.work+work > maxReading {
		return false
	}
	s.work += work
	return true
}

// run scores every family for the plan. Slots that ask for the same are looked up
// once. What is left when the query has cost enough is not looked for.
func (s *scratch) run(ctx context.Context, p *plan) error {
	var done uint64
	for n := range p.slots {
		if done&(1<<n) != 0 {
			continue
		}
		if s.work > maxWork {
			p.leave(done)
			break
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		sl, bits := p.slots[n], uint64(1)<<n
		for m := n + 1; m < len(p.slots); m++ {
			if sl.asksAs(p.slots[m]) {
				sl.weight += p.slots[m].weight
				bits |= 1 << m
			}
		}
		done |= bits
		if err := s.slot(ctx, bits, &sl); err != nil {
			return err
		}
	}
	return nil
}

// asksAs reports whether two slots ask for the same.
func (sl *slot) asksAs(other slot) bool {
	return slices.EqualFunc(sl.alts, other.alts, func(a, b alternative) bool {
		return a.weight == b.weight && a.general == b.general && slices.Equal(a.terms, b.terms)
	})
}

// leave has units without a slot among those done count for nothing.
func (p *plan) leave(done uint64) {
	kept := make([]bool, len(p.units))
	for n, sl := range p.slots {
		if done&(1<<n) != 0 {
			kept[sl.units[0]], kept[sl.units[1]] = true, true
		}
	}
	for i := range p.units {
		if !kept[i] {
			p.units[i].info = 0
		}
	}
}

// slot scores every family for one thing to look for. Its alternatives count
// as one term: their occurrences add up, and it is as common as the commonest.
// Everyday synonyms make it no commoner than it is: one that is commoner
// itself counts for less instead.
func (s *scratch) slot(ctx context.Context, bits uint64, sl *slot) error {
	var common, general uint64 // sections that have the commonest alternative
	for _, alt := range sl.alts {
		most, err := s.alternative(ctx, bits, sl, alt, common)
		if err != nil {
			return err
		}
		if alt.general {
			general = max(general, most)
		} else {
			common = max(common, most)
		}
	}
	if common == 0 {
		common = general
	}
	s.settle(bits, float32(sl.weight*s.rarity(common)))
	return nil
}

// rarity is the inverse document frequency of what stands in n sections.
func (s *scratch) rarity(n uint64) float64 {
	return idf(s.ix.documents, float64(n))
}

// alternative adds the occurrences of one alternative to the guides and
// sections that have it, and returns how many sections have it in the field
// where it is commonest. What was typed itself is in so many as typed says.
func (s *scratch) alternative(ctx context.Context, bits uint64, sl *slot, alt alternative, typed uint64) (most uint64, err error) {
	fields := uint8(1<<guideFields - 1)
	for _, term := range alt.terms {
		fields &= s.mayHave(term)
	}
	for f := range field(guideFields) {
		if fields&(1<<f) == 0 {
			continue
		}
		var n uint64
		var common dense
		term := ""
		if len(alt.terms) > 1 {
			together, err := s.together(ctx, f, alt.terms)
			if err != nil {
				return 0, err
			}
			n = uint64(together)
		} else {
			s.drop()
			term = alt.terms[0]
			if again, ok := s.again(f, term); ok {
				s.found, common, n = again.occurrences, again.dense, again.count
			} else if n, err = s.find(f, []byte(term)); err != nil {
				return 0, err
			} else if s.isDense(n) {
				if common, err = s.gatherDense(ctx, n); err != nil {
					return 0, err
				}
			} else if err := s.gather(ctx, n); err != nil {
				return 0, err
			}
		}
		if n == 0 {
			continue
		}
		most = max(most, n)
		weight, rarity := alt.weight, s.rarity(n)
		if alt.general && typed > 0 {
			weight *= min(1, rarity/s.rarity(typed))
		}
		l := list{occurrences: s.found, dense: common, count: n, field: f, term: term, bits: bits}
		s.hit(l, float32(weight), float32(sl.weight*rarity))
	}
	return most, nil
}

// hit adds what was gathered of a slot to the guides, and keeps it for their sections.
func (s *scratch) hit(l list, weight, rarity float32) {
	if l.dense != nil {
		l.occurrences = occurrences{}
		s.hitsDense(l.field, l.dense, weight)
	} else {
		s.hits(l.field, weight)
	}
	if !s.ix.parted || l.field != headingField && l.field != textField {
		return
	}
	if weight >= weakWeight {
		l.sure = l.bits
	}
	l.weight = weight * fieldWeights[l.field] * rarity
	s.keep(l)
}

// hits adds the gathered occurrences in field f to the guides.
func (s *scratch) hits(f field, weight float32) {
	found, times := s.found.sections, s.found.times
	guideOf, norm := s.ix.sections.Guide, s.ix.guideNorm[f]
	scaled, heaviest := weight*fieldWeights[f], math.Float32bits(weight)
	// There is room for every guide and one more: whether a guide is met for the
	// first time can hardly be foretold, so that branches on it would cost most.
	states, met, n := s.guide, s.guides[:cap(s.guides)], len(s.guides)
	for i, section := range found {
		tf := scaled
		if times != nil {
			tf *= times[i]
		}
		g := guideOf[section]
		before := states[g]
		met[n] = g
		n += int(before.unmet())
		states[g] = guideState{before.tf + tf*norm[g], max(before.heaviest, heaviest)}
	}
	s.guides = met[:n]
}
