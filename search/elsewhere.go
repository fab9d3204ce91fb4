package search

import (
	"math"
	"slices"
	"strings"

	"shebao/search/everyday"
)

// A query about something else may share every other word with a site: a dog is
// lost as a card is. What it is about is then told by a noun that is a subject of its
// own. The lists of everyday words have many such things. One that a site has in no
// title, question or heading, nor in its glossary, and in hardly any text, is what a
// query that names it is about, and the site is not. A site of many subjects may be
// about whatever it mentions.

const (
	elsewhereInfo   = 1.0 // what a character of such a thing tells
	elsewhereWord   = 1.5 // the same of a word
	elsewhereCredit = 0.3 // of such a thing where it is found
	elsewhereMost   = 5   // sections that may mention it, on a site about one subject
)

// ownThing is a thing that is a subject of its own, or what becomes of one: an identity
// card is lost. Such a phrase has its words next to each other or nearly so.
type ownThing struct {
	elements []string
	fate     bool
}

// addElsewhere takes in things that are a subject of their own.
func (t *thesaurus) addElsewhere(r *phraseReader, g everyday.Group) {
	add := func(phrases [][]string, fate bool) {
		for _, elements := range phrases {
			t.elsewhere[elements[0]] = append(t.elsewhere[elements[0]], ownThing{elements, fate})
		}
	}
	for _, text := range g.Both {
		add(r.phrases(text, everyday.Question), false)
	}
	for _, text := range g.Typed {
		if phrases := r.phrases(text, everyday.Question); len(phrases) > 0 {
			add(phrases[:1], true) // whole: a lost ID card is no lost card
		}
	}
}

// findElsewhere marks the units that name such a thing. A longer phrase that leads
// somewhere counts for more: 狗咬 is no dog.
func (ix *Index) findElsewhere(s *scratch, p *plan) error {
	t := ix.synonyms
	all, _ := t.elements(p, false)
	for i := 0; i < len(all); {
		leads, longest, own := 0, 0, 0
		for _, ph := range t.byFirst[all[i].name] {
			if t.groups[ph.group].origin != everyday.Filler && begins(all[i:], ph.elements) {
				leads = max(leads, len(ph.elements))
			}
		}
		for _, thing := range t.elsewhere[all[i].name] {
			n := 0
			if thing.fate {
				n = p.befalls(all, i, thing.elements)
			} else if begins(all[i:], thing.elements) {
				n = len(thing.elements)
			}
			if n > longest && (!thing.fate || !ix.namesSubject(p, all[i].unit, all[i+n-1].unit)) {
				longest, own = n, len(thing.elements)
			}
		}
		if longest == 0 || leads > longest || own == 1 && leads == 1 {
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

// Between a thing and what becomes of it may stand what says when, how and whose. What
// is brought or shown is not what is asked about.
const (
	betweenFates = "了的着过已经都要怎么如何样在哪里儿去到该得能可以我你他她一下个张本"
	broughtBy    = "带用凭拿持靠没有无"
)

// befalls returns over how many elements from i on a thing and its fate stretch, 0 if
// they do not begin there.
func (p *plan) befalls(all []phraseElement, i int, with []string) int {
	if i > 0 && strings.Contains(broughtBy, all[i-1].name) {
		return 0
	}
	at := i
	for n, e := range with {
		for n > 0 && at < len(all) && all[at].name != e && strings.Contains(betweenFates, all[at].name) {
			at++
		}
		if at >= len(all) || all[at].name != e {
			return 0
		}
		at++
	}
	if p.asksWithout(all[at:]) {
		return 0
	}
	return at - i
}

// asksWithout reports whether what follows a thing and its fate asks whether something
// else can be done all the same: 户口本丢了能办吗, and for whom: 还能给孩子办吗.
func (p *plan) asksWithout(rest []phraseElement) bool {
	for i := range rest {
		for _, asked := range []string{"能办", "可以办", "办得了", "办不了"} {
			if phrase := strings.Split(asked, ""); begins(rest[i:], phrase) && endsAsking(rest[i+len(phrase):]) {
				return true
			}
		}
		for _, able := range []string{"能", "可以"} {
			if phrase := strings.Split(able, ""); begins(rest[i:], phrase) && actsForSomebody(rest[i+len(phrase):]) {
				return true
			}
		}
	}
	return false
}

// endsAsking reports whether nothing follows, or what may stand behind a question.
func endsAsking(rest []phraseElement) bool {
	return len(rest) == 0 || strings.Contains(afterAsked, rest[0].name)
}

// Whom something is done for stands before it, in a few characters.
const (
	actsFor    = "给帮替为"
	mostPerson = 4
)

// actsForSomebody reports whether elements ask whether it can be done for somebody.
func actsForSomebody(rest []phraseElement) bool {
	if len(rest) == 0 || !strings.Contains(actsFor, rest[0].name) {
		return false
	}
	for i := 2; i < min(len(rest), mostPerson+2); i++ {
		if rest[i].name == "办" {
			return endsAsking(rest[i+1:])
		}
	}
	return false
}

// afterAsked is what may stand behind it.
const afterAsked = "吗么不嘛吧了事理"

// namesSubject reports whether a query names what the site is about elsewhere than
// from a unit to another: by a word that many of its guides have.
func (ix *Index) namesSubject(p *plan, first, last int) bool {
	for i := range p.units {
		u := &p.units[i]
		if first <= i && i <= last || u.stop || u.light || u.count == 0 {
			continue
		}
		switch {
		case !u.han || strings.Contains(chineseWords, u.text):
			if ix.isSubject(u.text, besideShare) {
				return true
			}
		case u.joined && i+1 != first:
			if word := u.text + p.units[i+1].text; ix.isSubject(word, besideShare) && !ix.synonyms.isPerson(word) {
				return true
			}
		}
	}
	return false
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
		most := uint64(elsewhereMost * (1 - ix.breadth))
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
