package search

import (
	"math"
	"slices"

	"shebao/search/everyday"
)

// A query about something else may share every other word with a site: a dog is
// lost as a card is. What it is about is then told by a noun that is a subject of its
// own. The lists of everyday words have many such things. One that a site has in no
// title, question or heading, nor in its glossary, and in hardly any text, is what a
// query that names it is about, and the site is not.

const (
	elsewhereInfo   = 1.0 // what a character of such a thing tells
	elsewhereWord   = 1.5 // the same of a word
	elsewhereCredit = 0.3 // of such a thing where it is found
	elsewhereMost   = 5   // sections that may mention it, whatever the size of the site
)

// addElsewhere takes in things that are a subject of their own.
func (t *thesaurus) addElsewhere(r *phraseReader, g everyday.Group) {
	for _, text := range g.Both {
		for _, elements := range r.phrases(text, everyday.Question) {
			t.elsewhere[elements[0]] = append(t.elsewhere[elements[0]], elements)
		}
	}
}

// findElsewhere marks the units that name such a thing. A longer phrase that leads
// somewhere counts for more: 狗咬 is no dog.
func (ix *Index) findElsewhere(s *scratch, p *plan) error {
	t := ix.synonyms
	all, _ := t.elements(p, false)
	fits := func(elements []string, i int) bool {
		return i+len(elements) <= len(all) && slices.EqualFunc(elements, all[i:i+len(elements)], func(e string, u phraseElement) bool { return e == u.name })
	}
	for i := 0; i < len(all); {
		leads, longest := 0, 0
		for _, ph := range t.byFirst[all[i].name] {
			if t.groups[ph.group].origin != everyday.Filler && fits(ph.elements, i) {
				leads = max(leads, len(ph.elements))
			}
		}
		for _, elements := range t.elsewhere[all[i].name] {
			if len(elements) > longest && fits(elements, i) {
				longest = len(elements)
			}
		}
		if longest == 0 || leads > longest || longest == 1 && leads == 1 {
			i += max(leads, 1)
			continue
		}
		units := p.units[all[i].unit : all[i+longest-1].unit+1]
		known, err := ix.speaksOf(s, units)
		if err != nil {
			return err
		}
		if !known {
			for j := range units {
				units[j].elsewhere, units[j].light, units[j].stop = true, false, false
			}
		}
		i += longest
	}
	return nil
}

// speaksOf reports whether a line of the site has a thing, or several sections do.
func (ix *Index) speaksOf(s *scratch, units []queryUnit) (bool, error) {
	name, few := "", uint64(math.MaxUint64)
	for i, u := range units {
		if i > 0 && !(u.han && units[i-1].han) {
			name += " "
		}
		name += u.text
		term := u.term
		if u.han && i > 0 {
			term = units[i-1].term + u.term
		}
		if u.han && i == 0 && len(units) > 1 {
			continue
		}
		n, err := s.count(term)
		if err != nil {
			return false, err
		}
		few = min(few, n)
	}
	last := units[len(units)-1]
	if last.han || len(units) == 1 { // else the words may stand apart
		most := uint64(elsewhereMost)
		if len(units) > 1 && ix.isSubject(last.text, besideShare) { // another card, on a site about cards
			most = 0
		}
		if few > most {
			return true, nil
		}
	}
	return slices.ContainsFunc(ix.places(name), func(place uint64) bool {
		rest := ix.lines.suffix(place)[len(name):]
		return last.han || len(rest) == 0 || rest[0] == ' '
	}), nil
}

// leadElsewhere has what is a subject of its own tell what a query is about.
func (p *plan) leadElsewhere() {
	for i := range p.units {
		u := &p.units[i]
		if !u.elsewhere {
			continue
		}
		if u.info = elsewhereWord; u.han {
			u.info = elsewhereInfo
		}
		for n := range p.slots {
			if sl := &p.slots[n]; sl.units[0] <= i && i <= sl.units[1] {
				sl.credit = min(sl.credit, elsewhereCredit)
			}
		}
	}
}

// elsewhere reports whether the query names such a thing.
func (p *plan) elsewhere() bool {
	return slices.ContainsFunc(p.units, func(u queryUnit) bool { return u.elsewhere })
}
