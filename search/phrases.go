package search

import (
	"slices"

	"shebao/search/everyday"
)

// Words that mean something together are looked for in a query as phrases of the
// thesaurus: the longest that begins at a word counts, and none inside it.

// phraseElement is a unit of a query as phrases name it.
type phraseElement struct {
	name string
	unit int
}

// passFillers takes what stands in phrases that say nothing for light.
func (t *thesaurus) passFillers(p *plan) {
	all, _ := t.elements(p, false)
	for i := 0; i < len(all); {
		longest := 1
		filler := false
		for _, ph := range t.byFirst[all[i].name] {
			n := len(ph.elements)
			if n < longest || !begins(all[i:], ph.elements) {
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

func begins(all []phraseElement, with []string) bool {
	return len(with) <= len(all) && slices.EqualFunc(with, all[:len(with)], func(e string, u phraseElement) bool { return e == u.name })
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

// read looks for phrases in elements: the site's, or everyday ones. The longest
// one counts, and none inside it.
func (x *expansion) read(elements []phraseElement, site bool) error {
	for i := 0; i < len(elements); {
		length, span := 1, 1
		var found []phrase
		for _, ph := range x.byFirst[elements[i].name] {
			n := len(ph.elements)
			if n < length || !x.mayRead(ph, site) || n == 1 && x.insideWord(elements[i].unit) {
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
		first, last := elements[i].unit, elements[i+span-1].unit
		if span > length { // what stands between has a meaning of its own, and so has the first word
			for _, ph := range x.byFirst[elements[i].name] {
				if len(ph.elements) > 1 || !x.mayRead(ph, site) {
					continue
				}
				if err := x.expandOnce(match{ph.group, first, first}, ph); err != nil {
					return err
				}
			}
			first = last
		}
		for _, ph := range found {
			if err := x.expandOnce(match{ph.group, first, last}, ph); err != nil {
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

// mayRead reports whether a phrase is one to look for: of the site, or an everyday one.
func (x *expansion) mayRead(ph phrase, site bool) bool {
	origin := x.groups[ph.group].origin
	return origin != everyday.Filler && site == (origin == everyday.Site)
}

// expandOnce expands a match unless that was done.
func (x *expansion) expandOnce(m match, ph phrase) error {
	if slices.Contains(x.done, m) {
		return nil
	}
	x.done = append(x.done, m)
	return x.expand(m, ph)
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
