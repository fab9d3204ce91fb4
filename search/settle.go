package search

import "math"

// mention is how much a guide must have of a term to treat of it: more than one
// mention in a text of usual length.
const mention = 1.5

// settle turns what the guides have of a slot into scores of families.
func (s *scratch) settle(bits uint64, rarity float32) {
	s.total += float64(rarity)
	s.work += len(s.guides)
	families, slotFams := s.ix.guides.Family, s.slotFams
	for _, g := range s.guides {
		guide, fam := &s.guide[g], families[g]
		tf, weight := guide.tf, math.Float32frombits(guide.heaviest)
		*guide = guideState{}
		score := weight * tf / (tf + s.ix.saturation)
		treated := tf >= weight*mention
		if s.ix.alone[g] {
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

// meet adds what a family has of a slot. Whether it treats of it can hardly be foretold:
// there is no branch on it.
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
	var much uint64
	if treated {
		much = bits
	}
	s.treated |= much
	family.passing |= bits &^ much
}
