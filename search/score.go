package search

import (
	"context"
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
// are counted as countedWork each. Questions of thirty words over 10,000 guides stay
// below it.
const (
	maxWork     = 2_000_000
	countedWork = 4
)

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
// where it is commonest. What was typed itself is in so many as common says.
func (s *scratch) alternative(ctx context.Context, bits uint64, sl *slot, alt alternative, common uint64) (most uint64, err error) {
	for f := range field(guideFields) {
		var n uint64
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
				s.found, n = again, uint64(len(again.sections))
			} else if n, err = s.find(f, []byte(term)); err != nil {
				return 0, err
			} else if err := s.gather(ctx, n); err != nil {
				return 0, err
			}
		}
		if n == 0 {
			continue
		}
		most = max(most, n)
		weight, rarity := alt.weight, s.rarity(n)
		if alt.general && common > 0 {
			weight *= min(1, rarity/s.rarity(common))
		}
		s.hits(f, term, bits, float32(weight), float32(sl.weight*rarity))
	}
	return most, nil
}

// A term that stands in many sections tells little, and how often it stands
// there tells less: it counts once in each, which is several times as fast.
const (
	commonShare = 0.05
	commonMost  = 500 // sections, or the share above, up to which occurrences are counted
)

// gather reads the occurrences of the term that was found last, in n sections.
func (s *scratch) gather(ctx context.Context, n uint64) (err error) {
	rare := float64(n) <= max(commonMost, commonShare*s.ix.documents)
	if rare {
		s.work += countedWork * int(n)
	} else {
		s.work += int(n)
	}
	r := &s.room
	sections, times := len(r.sections), len(r.times)
	if r.sections, r.times, err = s.read(r.sections, r.times, rare); err != nil {
		return err
	}
	s.found = occurrences{sections: r.sections[sections:]}
	if rare {
		s.found.times = r.times[times:]
	}
	return ctx.Err()
}

// hits adds the gathered occurrences of a slot in field f, of one term or "".
func (s *scratch) hits(f field, term string, bits uint64, weight, rarity float32) {
	found, times := s.found.sections, s.found.times
	guideOf, norm := s.ix.sections.Guide, s.ix.guideNorm[f]
	scaled := weight * fieldWeights[f]
	// There is room for every guide and one more: whether a guide is met for the
	// first time can hardly be foretold, so that branches on it would cost most.
	states, met, n := s.guide, s.guides[:cap(s.guides)], len(s.guides)
	for i, section := range found {
		tf := scaled
		if times != nil {
			tf *= times[i]
		}
		g := guideOf[section]
		state := &states[g]
		before, heaviest, next := state.tf, state.weight, n
		if before == 0 {
			next++
		}
		if before == 0 || weight > heaviest {
			heaviest = weight
		}
		met[n] = g
		n = next
		*state = guideState{before + tf*norm[g], heaviest}
	}
	s.guides = met[:n]
	if !s.ix.parted || f != headingField && f != textField {
		return
	}
	sure := bits
	if weight < weakWeight {
		sure = 0
	}
	s.keep(list{s.found, f, term, bits, sure, scaled * rarity})
}

// mention is how much a guide must have of a term to treat of it: more than one
// mention in a text of usual length.
const mention = 1.5

// settle turns what the guides have of a slot into scores of families.
func (s *scratch) settle(bits uint64, rarity float32) {
	s.total += float64(rarity)
	families, slotFams := s.ix.guides.Family, s.slotFams
	for _, g := range s.guides {
		guide, fam := &s.guide[g], families[g]
		tf, weight := guide.tf, guide.weight
		guide.tf = 0
		score := weight * tf / (tf + s.ix.saturation)
		treated := tf >= weight*mention
		if len(s.ix.members[fam]) == 1 {
			s.meet(fam, bits, rarity*score, weight, treated)
			continue
		}
		slot := &s.slotFamily[fam]
		if slot.score == 0 {
			slotFams = append(slotFams, fam)
		}
		slot.score = max(slot.score, score)
		slot.weight = max(slot.weight, weight)
		slot.treated = slot.treated || treated
	}
	s.guides = s.guides[:0]
	for _, fam := range slotFams {
		slot := &s.slotFamily[fam]
		s.meet(fam, bits, rarity*slot.score, slot.weight, slot.treated)
		*slot = slotState{}
	}
	s.slotFams = slotFams[:0]
}

// meet adds what a family has of a slot.
func (s *scratch) meet(fam uint32, bits uint64, score, weight float32, treated bool) {
	family := &s.family[fam]
	if family.query != s.query {
		*family = familyState{query: s.query}
		s.score[fam] = 0
		s.families = append(s.families, fam)
	}
	s.score[fam] += score
	switch {
	case weight >= strongWeight:
		family.strong |= bits
		s.met |= bits
	case weight >= weakWeight:
		family.weak |= bits
		s.met |= bits
	default:
		family.faint |= bits
	}
	if treated {
		s.treated |= bits
	} else {
		family.passing |= bits
	}
}

// together gathers the sections that have every one of terms in field f, with
// the frequency of the rarest, and returns how many there are.
func (s *scratch) together(ctx context.Context, f field, terms []string) (int, error) {
	var all occurrences
	s.drop()
	for i, term := range terms {
		n, err := s.find(f, []byte(term))
		if err != nil {
			return 0, err
		}
		if n == 0 {
			s.found = occurrences{}
			return 0, nil
		}
		if err := s.gather(ctx, n); err != nil {
			return 0, err
		}
		if i == 0 {
			all = s.found
			continue
		}
		all = intersect(all, s.found)
	}
	s.drop()
	s.found = all // which stands at the beginning of what is not kept
	s.room.sections, s.room.times = s.room.sections[:len(s.room.sections)+len(all.sections)], s.room.times[:len(s.room.times)+len(all.times)]
	return len(all.sections), nil
}
