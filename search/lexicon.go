package search

import (
	"maps"
	"slices"
	"strings"

	"shebao/search/everyday"
	"shebao/search/pinyin"
)

// Pinyin can stand for words that the index does not have, if the thesaurus leads
// on from them: 忘记 where guides write 忘了.

// lexeme is a Chinese word or phrase that the thesaurus knows.
type lexeme struct {
	text []rune
	site bool // from the glossary
}

// lexicon holds lexemes by how they are typed: in full, or by initials, which tell
// enough from three letters on. It is read-only once made.
type lexicon struct{ full, short map[string][]lexeme }

// Costs of a lexeme, a letter; of initials less than what a chain of pairs
// costs, so that a phrase that is known counts for more than one pieced together.
const (
	siteLexemeCost = 3.5
	lexemeCost     = 4.2
	leastInitials  = 3
	mostSpellings  = 4
)

func newLexicon(t *thesaurus, sounds pinyin.Table) lexicon {
	l := lexicon{map[string][]lexeme{}, map[string][]lexeme{}}
	seen := map[string]bool{}
	readings := map[rune][]pinyin.Syllable{}
	said := func(r rune) []pinyin.Syllable {
		all, ok := readings[r]
		if !ok {
			all = sounds.Readings(r)
			readings[r] = all
		}
		return all
	}
	for _, first := range slices.Sorted(maps.Keys(t.byFirst)) {
		for _, p := range t.byFirst[first] {
			text := []rune(strings.Join(p.elements, ""))
			if len(text) != len(p.elements) || len(text) < 2 || seen[string(text)] {
				continue
			}
			site := t.groups[p.group].origin == everyday.Site
			full, short := []string{""}, []string{""}
			for _, r := range text {
				var f, s []string
				for _, y := range said(r) {
					f = append(f, sounds.Syllables[y])
					if initial := sounds.Syllables[y][:1]; len(s) == 0 || s[0] != initial {
						s = append(s, initial)
					}
				}
				full, short = spellings(full, f), spellings(short, s)
			}
			if len(full) == 0 {
				continue
			}
			seen[string(text)] = true
			for _, s := range full {
				l.full[s] = append(l.full[s], lexeme{text, site})
			}
			for _, s := range short {
				if len(s) >= leastInitials {
					l.short[s] = append(l.short[s], lexeme{text, site})
				}
			}
		}
	}
	return l
}

// spellings continues each beginning by each ending, the common ones first.
func spellings(beginnings, endings []string) []string {
	var out []string
	for _, e := range endings {
		for _, b := range beginnings {
			if len(out) < mostSpellings {
				out = append(out, b+e)
			}
		}
	}
	return out
}

// initialled returns readings of initials with a lexeme in them: alone, or before
// or after what the index has.
func (ix *Index) initialled(letters string) []guess {
	var out []guess
	add := func(cost float64, before, after []rune) {
		text := append(append([]rune(nil), before...), after...)
		out = append(out, guess{text, -cost, len(text) - 1})
	}
	l := ix.lexicon()
	for _, x := range l.short[letters] {
		add(ix.lexemeCost(x), x.text, nil)
	}
	for cut := 2; cut <= len(letters)-2 && len(letters) <= maxShort; cut++ {
		for _, x := range l.short[letters[:cut]] {
			for _, g := range ix.beside(letters[cut:]) {
				add(ix.lexemeCost(x)-g.score+breakCost, x.text, g.text)
			}
		}
		for _, x := range l.short[letters[cut:]] {
			for _, g := range ix.beside(letters[:cut]) {
				add(ix.lexemeCost(x)-g.score+breakCost, g.text, x.text)
			}
		}
	}
	return out
}

// beside returns the likeliest readings of initials beside a lexeme.
func (ix *Index) beside(letters string) []guess {
	guesses := ix.han.guesses([]string{letters}, true)
	return guesses[:min(len(guesses), 3)]
}

func (ix *Index) lexemeCost(x lexeme) float64 {
	if x.site && len(ix.places(string(x.text))) > 0 {
		return siteLexemeCost * float64(len(x.text))
	}
	return lexemeCost * float64(len(x.text))
}

// spoken reads words as pinyin in full where the index has not all of one, but the
// lexicon has it. The guesses are those for all of the words.
func (ix *Index) spoken(words []string, guesses []guess) (g guess, ok bool) {
	for _, w := range words {
		if len(words) > 1 {
			guesses = ix.han.guesses([]string{w}, false)
		}
		text, from := ix.say(w, guesses)
		if text == nil {
			return guess{}, false
		}
		g.text, ok = append(g.text, text...), ok || from
	}
	g.known = len(g.text) - 1
	return g, ok
}

// say reads one word, for which there are guesses, and reports whether some of it
// is from the lexicon.
func (ix *Index) say(w string, guesses []guess) (text []rune, lexical bool) {
	l := ix.lexicon()
	known, whole := heard(guesses)
	x := l.full[w]
	switch {
	case whole && (len(x) == 0 || ix.named(known)):
		return known, false
	case len(x) > 0:
		return x[0].text, true
	}
	for cut := 2; cut <= len(w)-2 && len(w) <= maxShort; cut++ {
		if x := l.full[w[:cut]]; len(x) > 0 {
			if rest, whole := heard(ix.han.guesses([]string{w[cut:]}, false)); whole {
				return append(append([]rune(nil), x[0].text...), rest...), true
			}
		}
		if x := l.full[w[cut:]]; len(x) > 0 {
			if rest, whole := heard(ix.han.guesses([]string{w[:cut]}, false)); whole {
				return append(rest, x[0].text...), true
			}
		}
	}
	return known, false
}

// heard returns the likeliest of the guesses for a word, and whether its characters
// all stand together in the index.
func heard(guesses []guess) (text []rune, whole bool) {
	if len(guesses) == 0 {
		return nil, false
	}
	g := guesses[0]
	return g.text, len(g.text) > 1 && g.known == len(g.text)-1
}

// completeName gives a character that is all of a query the names of the glossary
// that it begins.
func (ix *Index) completeName(p *plan) {
	if len(p.units) != 1 || !p.units[0].han {
		return
	}
	u := &p.units[0]
	for _, ph := range ix.synonyms.byFirst[u.term] {
		g := ix.synonyms.groups[ph.group]
		if g.origin != everyday.Site || ph.member < 0 || len(ph.elements) < 2 {
			continue
		}
		for _, terms := range g.members {
			if a := (alternative{terms: terms, weight: prefixBeside}); len(u.others) < maxAlternatives {
				u.others = append(u.others, a)
			}
		}
	}
}
