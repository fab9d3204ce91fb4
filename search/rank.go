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

// rank reorders the best families by their lines and the reader's language,
// and reports whether any of them is about the query at all. The key is the
// query's.
func (ix *Index) rank(s *scratch, m *lineMatcher, key, lang string, found []candidate) bool {
	answered, topics, short := false, uint64(0), m.p.short()
	for i := range found {
		c := &found[i]
		lift, title, exact := 0.0, 0.0, false
		section, sure := 0.0, 0.0
		inLang := false
		for _, g := range ix.members[c.family] {
			for _, n := range ix.sectionsOf(g) {
				state := &s.section[n]
				if state.met == 0 {
					continue
				}
				section, sure = max(section, m.share(state.met)), max(sure, m.share(state.sure))
			}
			inLang = inLang || ix.guides.Langs[ix.guides.Lang[g]] == lang
			for line := ix.lines.FirstLine[g]; line < ix.lines.FirstLine[g+1]; line++ {
				query, own := m.match(line)
				if query == 0 {
					continue
				}
				kind, from := ix.lines.Kind[line], lineFrom
				if kind == titleLine {
					from = titleFrom
				}
				lift = max(lift, (query-from)/(1-from)*(1-ownShare+ownShare*own))
				if kind == titleLine || kind == slugLine {
					title = max(title, query)
				}
				exact = exact || (kind == titleLine || kind == questionLine) && string(ix.lines.Key.bytes(line)) == key
			}
		}
		e := s.weigh(m.p, c.family)
		e.title, e.section = title, sure
		if !ix.parted {
			e.section = e.found
		}
		answered = answered || exact || m.p.answers(e)
		if e.found >= leastAbout {
			topics |= e.topics
		}
		c.score += float32((lineLift*lift + short*titleLift*title + short*coordLift*e.found + sectionLift*max(0, (section-sectionFrom)/(1-sectionFrom))) * s.total)
		if share, _ := ix.pointed(m.p, c.family); share > pointFrom {
			c.score += float32(pointLift * (share - pointFrom) / (1 - pointFrom) * s.total)
		}
		if exact {
			c.score += float32(exactLift * s.total)
		}
		if !inLang {
			c.score *= foreignShare
		}
	}
	slices.SortStableFunc(found, compareCandidates)
	return answered || ix.namesSubject(m.p, topics)
}
