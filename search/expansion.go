package search

import (
	"slices"
	"unicode/utf8"

	"shebao/search/analysis"
	"shebao/search/everyday"
)

// phraseElement is a unit of a query as phrases name it.
type phraseElement struct {
	name string
	unit int
}

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

// passFillers takes what stands in phrases that say nothing for light.
func (t *thesaurus) passFillers(p *plan) {
	all, _ := t.elements(p, false)
	for i := 0; i < len(all); {
		longest := 1
		filler := false
		for _, ph := range t.byFirst[all[i].name] {
			n := len(ph.elements)
			if n < longest || i+n > len(all) || !slices.EqualFunc(ph.elements, all[i:i+n], func(e string, u phraseElement) bool { return e == u.name }) {
				continue
			}
			is := t.groups[ph.group].origin == everyday.Filler
			filler = is && (n > longest || filler || longest == 1)
			longest = n
		}
		if filler {
			for _, e := range all[i : i+longest] {
				p.units[e.unit].light = true
			}
		}
		i += longest
	}
}

// elements returns the units as elements of phrases, and those of them that
// are no stop words. With meant they are the characters probably meant.
func (t *thesaurus) elements(p *plan, meant bool) (all, content []phraseElement) {
	for i, u := range p.units {
		name := u.term
		switch {
		case meant && u.meant != "":
			name = u.meant
		case u.han:
		case t.glue[u.text]:
			continue
		case t.not[u.text]:
			name = everyday.Not
		}
		all = append(all, phraseElement{name, i})
		if !u.stop {
			content = append(content, phraseElement{name, i})
		}
	}
	return all, content
}

// A long query says itself what it means, in the words of whoever answers it:
// what everyday words may also mean is then left out by and by.
const (
	everydayFull = 4 // words up to which it counts in full; a character is half a word
	everydayNone = 8
	lightLength  = 0.25 // of a particle or the like
)

// short says how short a query is: 1 for one of a few words, 0 for a long one.
func (p *plan) short() float64 {
	words := 0.0
	for _, u := range p.units {
		switch {
		case u.han && u.light:
			words += lightLength
		case u.han:
			words += 0.5
		case !u.stop && !u.light:
			words++
		}
	}
	return 1 - min(max((words-everydayFull)/(everydayNone-everydayFull), 0), 1)
}

// phraseInfo is what a phrase of words that say nothing each tells of what is
// asked.
const phraseInfo = 0.4

// questionInfo is how much less the words of a question tell.
const questionInfo = 0.6

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

// read looks for phrases in elements: the site's, or everyday ones. The longest
// one counts, and none inside it.
func (x *expansion) read(elements []phraseElement, site bool) error {
	for i := 0; i < len(elements); {
		length, span := 1, 1
		var found []phrase
		for _, ph := range x.byFirst[elements[i].name] {
			n := len(ph.elements)
			if x.groups[ph.group].origin == everyday.Filler || n < length || site != (x.groups[ph.group].origin == everyday.Site) || n == 1 && x.insideWord(elements[i].unit) {
				continue
			}
			wide := x.span(elements[i:], ph.elements, site)
			if wide == 0 {
				continue
			}
			if n > length {
				found, span = found[:0], wide
			}
			length, found = n, append(found, ph)
		}
		for _, ph := range found {
			m := match{ph.group, elements[i].unit, elements[i+span-1].unit}
			if span > length {
				m.first = m.last // what stands between has a meaning of its own
			}
			if slices.Contains(x.done, m) {
				continue
			}
			x.done = append(x.done, m)
			if err := x.expand(m, ph); err != nil {
				return err
			}
		}
		if span > length {
			span = 1
		}
		i += span
	}
	return nil
}

// maxBetween is how many words may stand before the particle of a verb, or after
// a "not": turn the new card on.
const maxBetween = 2

// span returns over how many elements a phrase stretches that they begin with,
// 0 if they do not. Characters stand next to each other.
func (x *expansion) span(elements []phraseElement, with []string, exact bool) int {
	at := 0
	for i, e := range with {
		if i > 0 {
			for between := 0; at < len(elements) && elements[at].name != e; at++ {
				if between++; exact || between > maxBetween || !x.parts(with[i-1], e) || x.p.units[elements[at].unit].han || x.p.units[elements[at-1].unit].han {
					return 0
				}
			}
		}
		if at >= len(elements) || elements[at].name != e {
			return 0
		}
		at++
	}
	return at
}

// parts reports whether other words may stand before an element: not before a
// preposition, which belongs to what follows it.
func (x *expansion) parts(before, element string) bool {
	return before == everyday.Not || x.particles[element] || !x.ix.stops[element]
}

// insideWord reports whether a character stands in a word that the index has.
func (x *expansion) insideWord(i int) bool {
	u := x.p.units
	return u[i].han && (u[i].joined && x.ix.pairKnown(u[i], u[i+1]) || i > 0 && u[i-1].joined && x.ix.pairKnown(u[i-1], u[i]))
}

func (ix *Index) pairKnown(a, b queryUnit) bool {
	return ix.han.pair(firstRune(a.term), firstRune(b.term)) > 0
}

// expand gives the units of a phrase the other members of its group: the slot
// of the units if there is just one, or else a slot of their own.
func (x *expansion) expand(m match, ph phrase) error {
	g := x.groups[ph.group]
	weight := x.weight
	switch {
	case g.origin == everyday.Everyday && len(ph.elements) == 1 && x.p.units[m.first].count > 0:
		weight *= everydayBeside * x.everyday
	case g.origin == everyday.Everyday:
		weight *= everydayWeight * x.everyday
	case g.origin == everyday.Question:
		weight *= questionWeight * x.everyday
	case ph.member < 0:
		weight *= typedWeight
	default:
		weight *= synonymWeight
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
			alts = append(alts, alternative{terms: terms, weight: w, general: g.origin != everyday.Site})
		}
	}
	if len(alts) == 0 {
		return nil
	}
	if unknown {
		x.p.units[m.first].tells(x.ix.documents, common)
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
