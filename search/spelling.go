package search

import (
	"slices"
	"unicode/utf8"

	"shebao/search/analysis"
)

// A word that the index does not have was perhaps not typed to its end, or wrongly,
// or with a space too few or too many.

// complete gives a word that is all of a query, and that the index has, the
// longer words it may be the beginning of.
func (ix *Index) complete(s *scratch, p *plan) {
	if len(p.units) != 1 || p.units[0].han || p.units[0].count == 0 || utf8.RuneCountInString(p.units[0].text) < 3 {
		return
	}
	u := &p.units[0]
	for _, k := range ix.vocabulary.beginning(u.text) {
		if stem := s.stemmer.Stem(k.word); stem != u.term {
			u.others = append(u.others, alternative{terms: []string{stem}, weight: prefixBeside, general: true})
		}
	}
}

// respell gives a word that the index does not have the alternatives it may
// stand for: longer words it is the beginning of, words it is a misspelling
// of, two words written as one. It reports whether there are any.
func (ix *Index) respell(s *scratch, p *plan, i int, c *correction) bool {
	u := &p.units[i]
	last := i == len(p.units)-1
	add := func(weight float64, words ...string) {
		terms := make([]string, len(words))
		for i, w := range words {
			terms[i] = s.stemmer.Stem(w)
		}
		a := alternative{terms: terms, weight: weight}
		if !slices.ContainsFunc(u.others, func(b alternative) bool { return slices.Equal(a.terms, b.terms) }) {
			u.others = append(u.others, a)
		}
	}
	n := utf8.RuneCountInString(u.text)
	real := analysis.CommonEnglish(u.term)
	if last && n >= 2 || n >= 4 && !real {
		words := ix.vocabulary.beginning(u.text)
		for _, k := range words {
			add(prefixWeight, k.word)
		}
		if len(words) > 0 {
			return true
		}
	}
	var spelled []known
	if n > 3 || !real { // so short a word is like too many others
		spelled = ix.alike(s, u.text)
	}
	for i, k := range spelled {
		weight := spellingWeight
		if k.edits > 1 {
			weight = farWeight
		}
		if i > 0 {
			weight *= 0.8
		}
		if real {
			weight = realWordWeight
		}
		add(weight, k.word)
	}
	if !real {
		word, ok := "", false
		if len(spelled) > 0 && spelled[0].edits == 1 {
			word, ok = spelled[0].word, true
		} else {
			word, ok = ix.spelled(u.text)
		}
		if ok { // read as if it had been typed
			c.replace(u.start, u.end, word)
			u.text, u.term = word, s.stemmer.Stem(word)
			u.stop, u.light = ix.stops[word], ix.light[word]
			return true
		}
		if len(spelled) > 0 {
			u.meant = s.stemmer.Stem(spelled[0].word)
		}
	}
	if a, b, ok := ix.vocabulary.parts(u.text); ok {
		add(compoundWeight, a, b)
		if len(spelled) == 0 {
			c.replace(u.start, u.end, a+" "+b)
		}
	}
	if len(spelled) > 0 && !real {
		c.replace(u.start, u.end, spelled[0].word)
	}
	return len(u.others) > 0
}

// alike looks for the words that were probably meant by one, unless the query has had
// enough read already.
func (ix *Index) alike(s *scratch, word string) []known {
	if !s.mayRead(alikeWork) {
		return nil
	}
	return ix.vocabulary.alike(word)
}

// respellReal reads real words that the index does not have, in a query with other words
// typed wrongly, as what they may be misspellings of: who types "activaton" types "cod"
// for "code".
func (ix *Index) respellReal(s *scratch, p *plan, c *correction) {
	for i := range p.units {
		u := &p.units[i]
		if u.han || u.stop || u.light || u.count > 0 || len(u.others) > 0 || ix.synonyms.leads(u.term) || !analysis.CommonEnglish(u.term) {
			continue
		}
		if spelled := ix.alike(s, u.text); len(spelled) > 0 && spelled[0].edits == 1 {
			word := spelled[0].word
			c.replace(u.start, u.end, word)
			u.text, u.term = word, s.stemmer.Stem(word)
			u.stop, u.light = ix.stops[word], ix.light[word]
		}
	}
}

// joinWords looks for words typed in two: house hold.
func (ix *Index) joinWords(s *scratch, p *plan) {
	for i := range len(p.units) - 1 {
		u, v := &p.units[i], &p.units[i+1]
		if u.han || v.han || u.stop || v.stop || u.count > 0 && v.count > 0 {
			continue
		}
		if whole := u.text + v.text; ix.vocabulary.has(whole) {
			a := alternative{terms: []string{s.stemmer.Stem(whole)}, weight: compoundWeight}
			u.others, v.others = append(u.others, a), append(v.others, a)
		}
	}
}
