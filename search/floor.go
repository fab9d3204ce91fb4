package search

import "math"

// A query about something else must find nothing, though single words of it
// stand in some guide. Whether a query is about something here is judged by
// the guides that come first: by how much of what was asked they have, and
// whether they have it in one place. A long query is never met in one place:
// the longer it is, the less must be found, if only its words are known here. One
// that names what the site does not speak of (elsewhere.go) must be found all the
// more; one that names what it is about (subject.go), hardly. What tells something
// and no guide has is a stranger: a query without any is likely about something here,
// though it is told in words that guides do not use. One with a strange character is
// likely about that; a strange word of letters may be slang, a name or another
// language's word for what guides have, and says nothing against a query. On a site
// of many subjects a query is likely about one of them, and less must be found.

// evidence says how much of a query a family of guides has.
type evidence struct {
	found   float64 // share of the query's information, 0 to 1
	known   float64 // share of it that any guide has
	title   float64 // the same, in a title or an address alone
	section float64 // the same, in one section, as typed or nearly so
	topics  uint64  // slots met that the glossary has a name for
	strange float64 // the most that anything in it tells which no guide has
	unread  float64 // the same of a character
	words   float64 // words met as typed, everyday ones left out; a character is half a word
	breadth float64 // of the site, see breadth
}

// Floors below which nothing is found.
const (
	enough         = 0.66 // of a short query
	enoughLong     = 0.35 // of a long one
	nearlyEnough   = 0.48 // if much of it stands in one place, several words are met as typed, or all are known
	onePlace       = 0.85
	leastWords     = 1.5
	allKnown       = 0.92
	familiar       = 0.48 // of one in which nothing is strange
	mostFamiliar   = 0.5  // told by what is not strange where no guide has it
	toldEnough     = 0.5  // of one that tells a story
	leastTold      = 6    // words of a story that say little
	leastInfo      = 2.0  // told by either
	strangely      = 0.56 // instead of nearly enough, of one that is no story, names no topic and has a strange character
	leastStrange   = 0.8  // told by it
	leastKnownUnit = 0.35 // of a word that is no stranger
	titleEnough    = 0.42 // if the title speaks of it
	leastTitle     = 0.3
	nearlyAll      = 0.8 // known to the index
	leastKnown     = 0.1 // found of a long query whose words are known
	paragraph      = 13  // in which one thing is not what all is about
	weakCredit     = 0.8 // of a slot met by a synonym or a corrected word
	faintCredit    = 0.3 // of a slot met by what may be something else
	mentionCredit  = 0.8 // of that, where there is no more than a mention
	broadly        = 0.5 // what is found counts that much more on a broad site
)

// answers reports whether a family with this evidence is about the query.
func (p *plan) answers(e evidence) bool {
	long := p.long()
	e.found *= 1 + broadly*e.breadth
	lower := long * (enough - enoughLong)
	switch {
	case long == 1 && e.known >= nearlyAll, p.short() < 1 && e.known >= allKnown:
		return e.found >= leastKnown
	case p.elsewhere() && p.information() < paragraph:
		return e.found >= enough
	case e.found >= enough-lower:
		return true
	case e.found >= titleEnough-lower && e.title >= leastTitle:
		return true
	}
	nearly, told := nearlyEnough, p.sayLittle() >= leastTold
	switch {
	case p.information() < leastInfo:
	case e.strange <= mostFamiliar && e.found >= familiar, told && e.found >= toldEnough:
		return true
	case e.unread >= leastStrange && e.topics == 0 && !told:
		nearly = strangely
	}
	return e.found >= nearly-lower && (e.section >= onePlace || e.words >= leastWords || e.known >= allKnown)
}

// breadth says how many subjects a site of so many guides is likely about: 0 where it
// may be one, 1 where they are many.
func breadth(guides int) float64 {
	const one, many = 60.0, 1000.0
	return min(max(math.Log(float64(guides)/one)/math.Log(many/one), 0), 1)
}

// weigh says how much of the query a family has.
func (m *lineMatcher) weigh(s *scratch, family uint32) (e evidence) {
	f := &s.family[family]
	strong, weak, faint, passing := f.strong, f.weak, f.faint, f.passing
	clear(m.credit)
	for n := range m.p.slots {
		sl, c, bit := &m.p.slots[n], 0.0, uint64(1)<<n
		switch {
		case strong&bit != 0:
			c = sl.credit
		case weak&bit != 0:
			c = sl.credit * weakCredit
		case faint&bit != 0:
			c = sl.credit * faintCredit
		}
		if sl.topic && c > faintCredit {
			e.topics |= bit
		}
		if passing&bit != 0 {
			c *= m.mentioned
		}
		for u := sl.units[0]; u <= sl.units[1]; u++ {
			m.credit[u] = max(m.credit[u], c)
		}
	}
	for i := range m.p.units {
		u := &m.p.units[i]
		e.found += u.info * m.credit[i]
		if m.credit[i] == 1 && !u.light {
			if u.han {
				e.words += 0.5
			} else {
				e.words++
			}
		}
	}
	if m.total > 0 {
		e.found /= m.total
	}
	e.known, e.strange, e.unread, e.breadth = m.known, m.strange, m.unread, m.ix.breadth
	return e
}

// mentioned is how much of a slot a guide has that does no more than mention it.
func (p *plan) mentioned() float64 { return 1 - (1-mentionCredit)*(1-p.long()) }

// known is the share of the query's information that any guide has.
func (s *scratch) known(p *plan) float64 { return p.shareKnown(s.knownUnits(p)) }

// knownUnits tells how much of each unit any guide has.
func (s *scratch) knownUnits(p *plan) []float64 {
	mentioned, known := p.mentioned(), make([]float64, len(p.units))
	for n, sl := range p.slots {
		k, bit := 0.0, uint64(1)<<n
		if s.met&bit != 0 {
			k = sl.credit
			if s.treated&bit == 0 {
				k *= mentioned
			}
		}
		for u := sl.units[0]; u <= sl.units[1]; u++ {
			known[u] = max(known[u], k)
		}
	}
	return known
}

// shareKnown is the share of the query's information that is known of its units.
func (p *plan) shareKnown(known []float64) (share float64) {
	for i, u := range p.units {
		share += u.info * known[i]
	}
	if total := p.information(); total > 0 {
		share /= total
	}
	return share
}

// strangest is the most that any unit tells which no guide has, and any character.
func (p *plan) strangest(known []float64) (most, character float64) {
	for i, u := range p.units {
		if known[i] >= leastKnownUnit {
			continue
		}
		if most = max(most, u.info); u.han {
			character = max(character, u.info)
		}
	}
	return most, character
}

// share returns how much of the query's information the slots of a set hold.
func (p *plan) share(slots uint64) float64 {
	var units [8 * maxSlots]float64
	found, total := 0.0, 0.0
	for n, sl := range p.slots {
		if slots&(1<<n) == 0 {
			continue
		}
		for u := sl.units[0]; u <= sl.units[1] && u < len(units); u++ {
			units[u] = max(units[u], sl.credit)
		}
	}
	for i, u := range p.units {
		total += u.info
		if i < len(units) {
			found += u.info * units[i]
		}
	}
	return found / total
}
