package search

import "slices"

// thesaurus finds the synonyms of what stands in a query. It is read-only once
// made.
type thesaurus struct {
	byFirst map[string][]phrase // by the first element
	groups  [][][]string        // the terms of each group's members, as alternatives
}

// phrase is one member of a group: stems of words, or single characters.
type phrase struct {
	elements []string
	group    int
	member   int // place among the group's terms, -1 for one that is only typed
}

func newThesaurus(a *analyzer, groups []Synonyms) *thesaurus {
	t := &thesaurus{byFirst: map[string][]phrase{}}
	stem := newStemmer(1 << 12)
	stops := wordSet(englishStops)
	for n, g := range groups {
		var members [][]string
		add := func(text string, typedOnly bool) {
			elements, terms := phraseOf(a, stem, stops, text)
			if len(elements) == 0 {
				return
			}
			p := phrase{elements, n, -1}
			if !typedOnly {
				p.member = len(members)
				members = append(members, terms)
			}
			t.byFirst[elements[0]] = append(t.byFirst[elements[0]], p)
		}
		for _, text := range g.Terms {
			add(text, false)
		}
		for _, text := range g.Typed {
			add(text, true)
		}
		t.groups = append(t.groups, members)
	}
	return t
}

// phraseOf returns the units of a synonym as a query would have them, and the
// terms to look for it by.
func phraseOf(a *analyzer, words *stemmer, stops map[string]bool, text string) (elements, terms []string) {
	paired, character := false, false
	a.tokens(text, words, func(t token) bool {
		if t.kind == word && stops[t.word.text] {
			return true
		}
		if t.kind != pair {
			elements = append(elements, t.term())
		}
		if t.kind == pair && character {
			terms = terms[:len(terms)-1] // the character is not alone after all
		}
		if t.kind != single || !paired {
			terms = append(terms, t.term())
		}
		character = t.kind == single && !paired
		paired = t.kind == pair
		return true
	})
	return elements, terms
}

// apply adds to the slots of p what their units are also called, as typed and,
// where other characters were probably meant, as meant.
func (t *thesaurus) apply(p *plan) {
	typed, meant := make([]string, len(p.units)), make([]string, len(p.units))
	for i, u := range p.units {
		typed[i], meant[i] = u.term, u.term
		if u.meant != "" {
			meant[i] = u.meant
		}
	}
	t.read(p, typed, 1)
	if !slices.Equal(typed, meant) {
		t.read(p, meant, homophoneWeight)
	}
}

// read looks for phrases in terms. The longest one counts, and none inside it.
func (t *thesaurus) read(p *plan, terms []string, weight float64) {
	for i := 0; i < len(terms); {
		length := 1
		var found []phrase
		for _, ph := range t.byFirst[terms[i]] {
			n := len(ph.elements)
			if n < length || n > len(terms)-i || !slices.Equal(ph.elements, terms[i:i+n]) {
				continue
			}
			if n > length {
				found = found[:0]
			}
			length, found = n, append(found, ph)
		}
		for _, ph := range found {
			t.expand(p, i, i+length-1, ph, weight)
		}
		i += length
	}
}

func (t *thesaurus) expand(p *plan, first, last int, ph phrase, weight float64) {
	if ph.member < 0 {
		weight *= typedWeight
	} else {
		weight *= synonymWeight
	}
	for n := range p.slots {
		sl := &p.slots[n]
		if sl.units[0] < first || sl.units[1] > last {
			continue
		}
		if sl.units[0] == sl.units[1] && p.units[first].han && last > first {
			continue // single characters beside their pairs
		}
		for m, terms := range t.groups[ph.group] {
			if m != ph.member && !slices.Equal(terms, sl.alts[0].terms) {
				sl.also(alternative{terms, weight})
			}
		}
	}
}
