package search

import (
	"slices"
	"strings"

	"shebao/search/analysis"
	"shebao/search/everyday"
)

// thesaurus finds what the words of a query are also called: by the site's own
// groups, which are about its subject, and by the everyday ones, which are
// about nothing in particular and weigh less. It is read-only once made.
type thesaurus struct {
	byFirst   map[string][]phrase // by the first element
	groups    []termGroup
	glue      map[string]bool       // words that a phrase may have or lack
	not       map[string]bool       // words that turn a phrase into its contrary
	particles map[string]bool       // of verbs: turn on
	words     map[string]bool       // the English ones that it leads on from, as written
	elsewhere map[string][]ownThing // things that are a subject of their own, by the first element
	written   map[[2]rune]bool      // characters that stand side by side in any of its words
}

// termGroup is a group of synonyms as it is looked for.
type termGroup struct {
	origin  everyday.Origin
	members [][]string // the terms of each member, as alternatives
	guide   string     // see Synonyms
	place   place      // the same in this index
}

// phrase is what a group is found by: stems of words, or single characters.
type phrase struct {
	elements []string
	group    int
	member   int  // place among the group's members, -1 for one that is only typed
	compound bool // is one word, as mother-in-law: its parts mean something else
}

func newThesaurus(a *analysis.Analyzer, site []Synonyms) *thesaurus {
	t := &thesaurus{byFirst: map[string][]phrase{}, glue: analysis.WordSet(everyday.EnglishGlue), not: analysis.WordSet(everyday.EnglishNot), particles: analysis.WordSet(everyday.EnglishParticles), words: map[string]bool{}, elsewhere: map[string][]ownThing{}, written: map[[2]rune]bool{}}
	r := &phraseReader{t, a, analysis.NewStemmer(1 << 13), analysis.WordSet(analysis.EnglishStops), analysis.WordSet(analysis.EnglishLight)}
	for _, g := range site {
		t.add(r, everyday.Group{Both: g.Terms, Typed: g.Typed, Guide: g.Guide})
	}
	named := len(t.groups)
	for _, g := range everyday.Groups() {
		if g.Origin == everyday.Elsewhere {
			t.addElsewhere(r, g)
			continue
		}
		t.add(r, g)
		t.addNamed(r, g, named)
	}
	return t
}

// has reports whether characters are a word that the thesaurus knows, and one that
// says something.
func (t *thesaurus) has(word ...rune) bool {
	for _, p := range t.byFirst[string(word[0])] {
		if t.groups[p.group].origin != everyday.Filler && slices.EqualFunc(p.elements, word, func(e string, r rune) bool { return e == string(r) }) {
			return true
		}
	}
	return false
}

// ofSite reports whether the glossary has a word.
func (t *thesaurus) ofSite(word []rune) bool {
	return slices.ContainsFunc(t.byFirst[string(word[0])], func(p phrase) bool {
		return t.groups[p.group].origin == everyday.Site && slices.EqualFunc(p.elements, word, func(e string, r rune) bool { return e == string(r) })
	})
}

// isPerson reports whether a Chinese word is one for a person.
func (t *thesaurus) isPerson(word string) bool {
	return slices.ContainsFunc(t.byFirst[string(firstRune(word))], func(p phrase) bool {
		return t.groups[p.group].origin == everyday.Person && strings.Join(p.elements, "") == word
	})
}

// leads reports whether the thesaurus leads on from a word alone.
func (t *thesaurus) leads(stem string) bool {
	return slices.ContainsFunc(t.byFirst[stem], func(p phrase) bool { return len(p.elements) == 1 })
}

func (t *thesaurus) add(r *phraseReader, g everyday.Group) {
	tg := termGroup{origin: g.Origin, guide: g.Guide}
	register := func(text string, member int) {
		for _, elements := range withoutOne(r.phrases(text, g.Origin)) {
			t.byFirst[elements[0]] = append(t.byFirst[elements[0]], phrase{elements, len(t.groups), member, strings.Count(text, "-") > 1})
			t.addWritten(elements)
		}
	}
	for _, text := range g.Both {
		member := -1
		if terms := r.terms(text, g.Origin, false); len(terms) > 0 {
			member = len(tg.members)
			tg.members = append(tg.members, terms)
		}
		register(text, member)
	}
	for _, text := range g.Typed {
		register(text, -1)
	}
	for _, text := range g.Found {
		if terms := r.terms(text, g.Origin, true); len(terms) > 0 {
			tg.members = append(tg.members, terms)
		}
	}
	t.groups = append(t.groups, tg)
}

// addWritten takes in the pairs of characters that a phrase is written with. What
// negates may stand before any.
func (t *thesaurus) addWritten(elements []string) {
	for i := range len(elements) - 1 {
		if loneCharacter(elements[i]) && loneCharacter(elements[i+1]) && !strings.Contains(negating, elements[i]) {
			t.written[[2]rune{firstRune(elements[i]), firstRune(elements[i+1])}] = true
		}
	}
}

// withoutOne adds phrases as they are said for short: 再做张 for 再做一张.
func withoutOne(phrases [][]string) [][]string {
	for _, p := range phrases {
		for i := 1; i < len(p)-1 && len(p) > 3; i++ {
			if p[i] == "一" && strings.Contains(measures, p[i+1]) {
				phrases = append(phrases, slices.Delete(slices.Clone(p), i, i+1))
			}
		}
	}
	return phrases
}

// measures are the characters that things are counted with.
const measures = "张个次份回遍"

// addNamed adds to the last group, which leads to words that the site has other
// words for, those too.
func (t *thesaurus) addNamed(r *phraseReader, g everyday.Group, named int) {
	last := &t.groups[len(t.groups)-1]
	for _, text := range g.Found {
		for _, elements := range r.phrases(text, everyday.Site) {
			for _, p := range t.byFirst[elements[0]] {
				if p.group >= named || p.member < 0 || !slices.Equal(p.elements, elements) {
					continue
				}
				for _, terms := range t.groups[p.group].members {
					if !slices.ContainsFunc(last.members, func(m []string) bool { return slices.Equal(m, terms) }) {
						last.members = append(last.members, terms)
					}
				}
			}
		}
	}
}

// phraseReader reads synonyms as queries are read.
type phraseReader struct {
	*thesaurus
	*analysis.Analyzer
	stemmer      *analysis.Stemmer
	stops, light map[string]bool
}

// phrases returns the elements that a query must have for a synonym to be in
// it: all but glue, and where enough remains, without any stop word.
func (r *phraseReader) phrases(text string, o everyday.Origin) (all [][]string) {
	var whole, content []string
	words, telling := 0, 0
	r.Tokens(text, r.stemmer, func(t analysis.Token) bool {
		switch {
		case t.Kind == analysis.Bigram:
			return true
		case t.Kind == analysis.Unigram:
			whole, content = append(whole, t.Term()), append(content, t.Term())
			telling++
			return true
		case r.glue[t.Word.Text]:
			words++
			return true
		case r.not[t.Word.Text]:
			words++
			whole = append(whole, everyday.Not)
			return true
		}
		words++
		whole = append(whole, t.Word.Stem)
		r.words[t.Word.Text] = true
		if !r.stops[t.Word.Text] {
			content = append(content, t.Word.Stem)
			if !r.light[t.Word.Text] {
				telling++
			}
		}
		return true
	})
	// A light word alone says too little, and so does what is left of "took my".
	if len(whole) > 1 || telling > 0 && (o == everyday.Site || words < 2) || len(whole) == 1 && o == everyday.Question {
		all = append(all, whole)
	}
	if telling > 1 && len(content) < len(whole) {
		all = append(all, content)
	}
	return all
}

// terms returns what to look for where a synonym is another's alternative:
// nothing if it says too little by itself, or too little is left of it, as of
// "run out". What a list names expressly is looked for though it is light.
func (r *phraseReader) terms(text string, o everyday.Origin, expressly bool) (terms []string) {
	paired, character, telling, less := false, false, expressly, false
	r.Tokens(text, r.stemmer, func(t analysis.Token) bool {
		if t.Kind == analysis.Word && r.stops[t.Word.Text] {
			less = less || !r.glue[t.Word.Text]
			return true
		}
		telling = telling || t.Kind != analysis.Word || !r.light[t.Word.Text]
		if t.Kind == analysis.Bigram && character {
			terms = terms[:len(terms)-1] // the character is not alone after all
		}
		if t.Kind != analysis.Unigram || !paired {
			terms = append(terms, t.Term())
		}
		character = t.Kind == analysis.Unigram && !paired
		paired = t.Kind == analysis.Bigram
		return true
	})
	if !telling || less && len(terms) == 1 && o != everyday.Site {
		return nil
	}
	return terms
}
