package search

import (
	"slices"
	"unicode/utf8"

	"shebao/search/analysis"
	"shebao/search/everyday"
)

// What the words of a query are also called is looked for beside them, with less
// weight the less sure it is that the same is meant.

// expansion is the reading of one query.
type expansion struct {
	*thesaurus
	ix       *Index
	s        *scratch
	p        *plan
	weight   float64
	everyday float64
	done     []match
}

type match struct{ group, first, last int }

// apply adds to p what its units are also called, as typed and, where other
// characters were probably meant, as meant.
func (t *thesaurus) apply(ix *Index, s *scratch, p *plan) error {
	share := p.short()
	typed, content := t.elements(p, false)
	meant, _ := t.elements(p, true)
	x := expansion{t, ix, s, p, 1, share, nil}
	for _, site := range []bool{true, false} {
		x.weight = 1
		if err := x.read(typed, site); err != nil {
			return err
		}
		if len(content) < len(typed) {
			if err := x.read(content, site); err != nil {
				return err
			}
		}
		x.weight = homophoneWeight
		if slices.Equal(typed, meant) {
			continue
		}
		if err := x.read(meant, site); err != nil {
			return err
		}
	}
	return nil
}

// phraseInfo is what a phrase of words that say nothing each tells of what is
// asked.
const phraseInfo = 0.4

// questionInfo is how much less the words of a question tell.
const questionInfo = 0.6

// expand gives the units of a phrase the other members of its group: the slot
// of the units if there is just one, or else a slot of their own.
func (x *expansion) expand(m match, ph phrase) error {
	g := x.groups[ph.group]
	weight := x.weight
	switch {
	case g.origin == everyday.Everyday && len(ph.elements) == 1 && x.p.units[m.first].count > 0:
		weight *= everydayBeside * x.everyday
	case g.origin == everyday.Person:
		weight *= personWeight * x.everyday
	case g.origin == everyday.Everyday:
		weight *= everydayWeight * x.everyday
	case g.origin == everyday.Question:
		weight *= questionWeight * x.everyday
	case ph.member < 0:
		weight *= typedWeight
	default:
		weight *= synonymWeight
	}
	if g.origin == everyday.Person {
		x.p.person(m)
	}
	if weight == 0 {
		return nil
	}
	if g.guide != "" && ph.member >= 0 {
		x.p.pointers = append(x.p.pointers, pointer{ph.group, m.first, m.last, x.weight})
	}
	var alts []alternative
	var common uint64 // sections that have the commonest
	unknown := m.first == m.last && x.p.units[m.first].count == 0
	for n, terms := range g.members {
		if n == ph.member {
			continue
		}
		there, err := x.s.has(terms)
		if err != nil {
			return err
		}
		if there && unknown {
			n, err := x.s.count(terms[0])
			if err != nil {
				return err
			}
			common = max(common, n)
		}
		if there {
			w := weight
			if g.origin != everyday.Site && len(terms) == 1 && loneCharacter(terms[0]) && len(ph.elements) > 1 {
				w *= everydayBeside // it may be part of any word
			}
			alts = append(alts, alternative{terms: terms, weight: w, general: g.origin != everyday.Site && g.origin != everyday.Person})
		}
	}
	if len(alts) == 0 {
		return nil
	}
	if unknown {
		x.p.units[m.first].tells(x.ix.documents, common)
	}
	if ph.compound {
		x.p.passParts(m)
	}
	sl := x.slot(m, len(ph.elements))
	for _, a := range alts {
		sl.also(a)
	}
	if g.origin == everyday.Site && !sl.topic {
		sl.topic = true
		sl.weight *= topicWeight
	}
	if g.origin == everyday.Question && len(ph.elements) > 1 {
		x.asks(m)
	}
	if u := &x.p.units[m.last]; g.origin != everyday.Question && (u.stop || u.light) {
		u.light, u.info = false, max(u.info, phraseInfo) // together they say something
	}
	return nil
}

// personInfo is the most that a word for a person tells which no guide has: anything
// may be done by a niece. A character tells half as much.
const personInfo = 0.6

// person has the units of a word for a person tell little.
func (p *plan) person(m match) {
	for i := m.first; i <= m.last; i++ {
		u := &p.units[i]
		switch {
		case u.count > 0:
		case u.han:
			u.info = min(u.info, personInfo/2)
		default:
			u.info = min(u.info, personInfo)
		}
	}
}

// passParts has the words that a compound is made of say little by themselves.
func (p *plan) passParts(m match) {
	for n := range p.slots {
		if sl := &p.slots[n]; sl.units[0] == sl.units[1] && m.first <= sl.units[0] && sl.units[1] <= m.last {
			sl.weight *= partWeight
			sl.credit = min(sl.credit, faintCredit)
		}
	}
}

func loneCharacter(term string) bool {
	r, n := utf8.DecodeRuneInString(term)
	return n == len(term) && analysis.SpacelessScript(r)
}

// asks takes from what the units of a question tell: how much and how long can be
// asked of anything.
func (x *expansion) asks(m match) {
	for i := m.first; i <= m.last; i++ {
		if u := &x.p.units[i]; !u.asks {
			u.asks = true
			u.info *= questionInfo
		}
	}
}

// slot returns the slot for the units of a match.
func (x *expansion) slot(m match, elements int) *slot {
	units := x.p.units
	own := elements == 1 && !units[m.first].inStretch(units, m.first) ||
		m.last == m.first+1 && units[m.first].han && units[m.first].joined
	for n := range x.p.slots {
		sl := &x.p.slots[n]
		if sl.units == [2]int{m.first, m.last} && (own || sl.phrase) {
			return sl
		}
	}
	x.p.slots = append(x.p.slots, slot{units: [2]int{m.first, m.last}, weight: 1, credit: 1, phrase: true})
	return &x.p.slots[len(x.p.slots)-1]
}

// inStretch reports whether a character has a neighbour it is written with.
func (u queryUnit) inStretch(units []queryUnit, i int) bool {
	return u.joined || i > 0 && units[i-1].joined
}
