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
		if len(alt.terms) > 1 {
			together, err := s.together(ctx, f, alt.terms)
			if err != nil {
				return 0, err
			}
			n = uint64(together)
		} else {
			if n, err = s.find(f, []byte(alt.terms[0])); err != nil {
				return 0, err
			}
			if n == 0 {
				continue
			}
			if err := s.gather(ctx, n); err != nil {
				return 0, err
			}
		}
		most = max(most, n)
		weight, rarity := alt.weight, s.rarity(n)
		if alt.general && common > 0 {
			weight *= min(1, rarity/s.rarity(common))
		}
		s.hits(f, bits, float32(weight), float32(sl.weight*rarity))
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
	if s.found, err = s.read(s.found[:0], rare); err != nil {
		return err
	}
	return ctx.Err()
}

// hits adds the gathered occurrences of a slot in field f.
func (s *scratch) hits(f field, bits uint64, weight, rarity float32) {
	guideOf, norm := s.ix.sections.Guide, s.ix.guideNorm[f]
	scaled := weight * fieldWeights[f]
	for _, o := range s.found {
		g := guideOf[o.section]
		if s.guideTF[g] == 0 {
			s.guides = append(s.guides, g)
			s.guideWeight[g] = 0
		}
		s.guideWeight[g] = max(s.guideWeight[g], weight)
		s.guideTF[g] += scaled * o.tf * norm[g]
	}
	if !s.ix.parted || f != headingField && f != textField {
		return
	}
	norm = s.ix.sectionNorm[f-headingField]
	scaled *= rarity
	for _, o := range s.found {
		if s.section[o.section] == 0 {
			s.sections = append(s.sections, o.section)
		}
		s.sectionMet[o.section] |= bits
		if weight >= weakWeight {
			s.sectionSure[o.section] |= bits
		}
		s.section[o.section] += scaled * o.tf / (o.tf + s.ix.saturation/norm[o.section])
	}
}

// mention is how much a guide must have of a term to treat of it: more than one
// mention in a text of usual length.
const mention = 1.5

// settle turns what the guides have of a slot into scores of families.
func (s *scratch) settle(bits uint64, rarity float32) {
	s.total += float64(rarity)
	families := s.ix.guides.Family
	for _, g := range s.guides {
		fam := families[g]
		tf, weight := s.guideTF[g], s.guideWeight[g]
		s.guideTF[g] = 0
		score := weight * tf / (tf + s.ix.saturation)
		s.slotTreated[fam] = s.slotTreated[fam] || tf >= weight*mention
		if s.slotScore[fam] == 0 {
			s.slotFams = append(s.slotFams, fam)
			s.slotScore[fam], s.slotWeight[fam] = score, weight
			continue
		}
		s.slotScore[fam] = max(s.slotScore[fam], score)
		s.slotWeight[fam] = max(s.slotWeight[fam], weight)
	}
	s.guides = s.guides[:0]
	for _, fam := range s.slotFams {
		if s.strong[fam]|s.weak[fam]|s.faint[fam] == 0 {
			s.families = append(s.families, fam)
		}
		s.score[fam] += rarity * s.slotScore[fam]
		switch w := s.slotWeight[fam]; {
		case w >= strongWeight:
			s.strong[fam] |= bits
			s.met |= bits
		case w >= weakWeight:
			s.weak[fam] |= bits
			s.met |= bits
		default:
			s.faint[fam] |= bits
		}
		if s.slotTreated[fam] {
			s.treated |= bits
		} else {
			s.passing[fam] |= bits
		}
		s.slotScore[fam], s.slotTreated[fam] = 0, false
	}
	s.slotFams = s.slotFams[:0]
}

// together gathers the sections that have every one of terms in field f, with
// the frequency of the rarest, and returns how many there are.
func (s *scratch) together(ctx context.Context, f field, terms []string) (int, error) {
	var all []occurrence
	for i, term := range terms {
		n, err := s.find(f, []byte(term))
		if err != nil {
			return 0, err
		}
		if n == 0 {
			s.found = s.found[:0]
			return 0, nil
		}
		if err := s.gather(ctx, n); err != nil {
			return 0, err
		}
		if i == 0 {
			all = append(all, s.found...)
			continue
		}
		all = intersect(all, s.found)
	}
	s.found = append(s.found[:0], all...)
	return len(all), nil
}

// intersect keeps of a what is in b too, with the lower frequency. Both are in
// the order of their sections.
func intersect(a, b []occurrence) []occurrence {
	out := a[:0]
	for _, o := range a {
		for len(b) > 0 && b[0].section < o.section {
			b = b[1:]
		}
		if len(b) > 0 && b[0].section == o.section {
			out = append(out, occurrence{o.section, min(o.tf, b[0].tf)})
		}
	}
	return out
}
