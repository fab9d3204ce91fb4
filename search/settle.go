package search

import "math"

// mention is how much a guide must have of a term to treat of it: more than one
// mention in a text of usual length.
const mention = 1.5

// settle turns what the guides have of a slot into scores of families.
func (s *scratch) settle(bits uint64, rarity float32) {
	s.total += float64(rarity)
	s.work += len(s.guides)
	families, slotFams, saturation := s.ix.guides.Family, s.slotFams, s.ix.saturation
	met := slotMet{bits: bits}
	for _, g := range s.guides {
		guide, fam := &s.guide[g], families[g]
		tf, weight := guide.tf, math.Float32frombits(guide.heaviest)
		*guide = guideState{}
		score := weight * tf / (tf + saturation)
		treated := tf >= weight*mention
		if s.ix.alone[g] {
			met.meet(s.of(fam), weight, treated)
			s.score[fam] += rarity * score
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
		met.meet(s.of(fam), slot.weight, slot.treated)
		s.score[fam] += rarity * slot.score
		*slot = slotState{}
	}
	s.slotFams = slotFams[:0]
	s.met, s.treated = s.met|met.met, s.treated|met.treated
}

// of returns what a family has of the query, nothing at first.
func (s *scratch) of(fam uint32) *familyState {
	family := &s.family[fam]
	if family.query != s.query {
		*family = familyState{query: s.query}
		s.score[fam] = 0
		s.families = append(s.families, fam)
	}
	return family
}

// slotMet is whether any family meets a slot, and treats of it.
type slotMet struct{ bits, met, treated uint64 }

// meet adds a slot to what a family has. Whether it treats of it can hardly be foretold:
// there is no branch on it.
func (m *slotMet) meet(family *familyState, weight float32, treated bool) {
	switch {
	case weight >= strongWeight:
		family.strong |= m.bits
		m.met = m.bits
	case weight >= weakWeight:
		family.weak |= m.bits
		m.met = m.bits
	default:
		family.faint |= m.bits
	}
	var much uint64
	if treated {
		much = m.bits
	}
	m.treated |= much
	family.passing |= m.bits &^ much
}
