package search

import "slices"

// BM25 takes a guide as a bag of words. What its editor calls it, asks for it
// and calls its sections says more: each such line is compared with the query
// as a whole, and the best one lifts the guide.
const (
	lineLift     = 0.85 // of the score of a guide that has all that was asked
	titleLift    = 0.2  // the same for a title or an address, besides
	ownShare     = 0.15 // of the lift, for a line without anything else
	titleFrom    = 0.6  // share of the query from which a title lifts its guide
	lineFrom     = 0.25 // the same of a question or a heading
	exactLift    = 3    // for a title or question that is the query word for word
	sectionLift  = 0.45 // of the score of a guide that has all that was asked, for a section that has it
	coordLift    = 0.2
	sectionFrom  = 0.35
	foreignShare = 0.6 // of the score of a guide that the reader's language does not have
)

// resemblance is how a family compares with a query as a whole.
type resemblance struct {
	evidence
	lift     float64 // of its best line
	together float64 // share of the query that one section meets, in whatever way
	exact    bool    // a title or question is the query
}

// answers reports whether the family is about the query.
func (r *resemblance) answers(p *plan) bool { return r.exact || p.answers(r.evidence) }

// about reports whether any of the best families is about the query at all. The key
// is the query's.
func (ix *Index) about(s *scratch, m *lineMatcher, key string, found []candidate) bool {
	topics, best := uint64(0), 0.0
	for _, c := range found {
		r := ix.resemblance(s, m, key, c.family)
		best = max(best, r.found)
		if r.answers(m.p) {
			return true
		}
		topics |= r.told()
	}
	return ix.speaksOfSubject(m.p, topics, best)
}

// rank reorders the best families by their lines and the reader's language,
// and reports whether any of them is about the query at all.
func (ix *Index) rank(s *scratch, m *lineMatcher, key, lang string, found []candidate) bool {
	answered, topics, best, short := false, uint64(0), 0.0, m.p.short()
	for i := range found {
		c := &found[i]
		r := ix.resemblance(s, m, key, c.family)
		answered = answered || r.answers(m.p)
		topics |= r.told()
		best = max(best, r.found)
		c.score += float32((lineLift*r.lift + short*titleLift*r.title + short*coordLift*r.found + sectionLift*max(0, (r.together-sectionFrom)/(1-sectionFrom))) * s.total)
		if share, _ := ix.pointed(m.p, c.family); share > pointFrom {
			c.score += float32(pointLift * (share - pointFrom) / (1 - pointFrom) * s.total)
		}
		if r.exact {
			c.score += float32(exactLift * s.total)
		}
		if !slices.ContainsFunc(ix.members[c.family], func(g uint32) bool { return ix.guides.Langs[ix.guides.Lang[g]] == lang }) {
			c.score *= foreignShare
		}
		if ix.isAside(c.family) && !r.exact {
			c.score *= asideShare
		}
	}
	slices.SortStableFunc(found, compareCandidates)
	return answered || ix.speaksOfSubject(m.p, topics, best)
}

// resemblance compares a family with the query that m is for, whose key is given.
func (ix *Index) resemblance(s *scratch, m *lineMatcher, key string, family uint32) (r resemblance) {
	title, sure := 0.0, 0.0
	var met, certain uint64 // slots that are no less of the query than others in them
	for _, g := range ix.members[family] {
		for _, state := range s.sectionStates(g) {
			if state.met&^met != 0 {
				if share := m.share(state.met); share > r.together {
					r.together, met = share, state.met
				}
			}
			if state.sure&^certain != 0 {
				if share := m.share(state.sure); share > sure {
					sure, certain = share, state.sure
				}
			}
		}
		if !m.may(g) {
			continue
		}
		for line := ix.lines.FirstLine[g]; line < ix.lines.FirstLine[g+1]; line++ {
			query, own := m.match(line)
			if query == 0 {
				continue
			}
			kind, from := ix.lines.Kind[line], lineFrom
			if kind == titleLine {
				from = titleFrom
			}
			r.lift = max(r.lift, (query-from)/(1-from)*(1-ownShare+ownShare*own))
			if kind == titleLine || kind == slugLine {
				title = max(title, query)
			}
			r.exact = r.exact || (kind == titleLine || kind == questionLine) && string(ix.lines.Key.bytes(line)) == key
		}
	}
	r.evidence = m.weigh(s, family)
	r.title, r.section = title, sure
	if !ix.parted {
		r.section = r.found
	}
	return r
}

// told are the topics of a family that has something of the query.
func (r *resemblance) told() uint64 {
	if r.found < leastAbout {
		return 0
	}
	return r.topics
}
