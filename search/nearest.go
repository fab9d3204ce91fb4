package search

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"shebao/search/analysis"
	"shebao/search/everyday"
)

// A query that finds nothing was perhaps typed wrongly beyond what is corrected unasked,
// or is about something else that has a word in common with the site. What the site has
// near to the words typed is offered then, for the reader to choose: by the distance of
// letters, by the sound of characters, and words of the glossary as they were typed.

const (
	nearestMost  = 3 // words offered
	nearestTried = 8 // words that are looked for, as each that is offered must find something
	nearestTyped = 8 // words typed, or places in Chinese, that others are looked up for
)

// nearest returns words of the site near to those of a query that found nothing.
func (ix *Index) nearest(ctx context.Context, text, lang string) (words []string, err error) {
	s, err := ix.borrow()
	if err != nil {
		return nil, err
	}
	candidates, err := ix.nearWords(s, text, lang)
	ix.giveBack(s)
	if err != nil {
		return nil, err
	}
	for _, w := range candidates[:min(len(candidates), nearestTried)] {
		if len(words) == nearestMost {
			break
		}
		found, err := ix.findsSomething(ctx, w, lang)
		if err != nil {
			return nil, err
		}
		if found {
			words = append(words, w)
		}
	}
	return words, nil
}

func (ix *Index) findsSomething(ctx context.Context, text, lang string) (bool, error) {
	s, err := ix.borrow()
	if err != nil {
		return false, err
	}
	defer ix.giveBack(s)
	q := Query{Text: text, Lang: lang, Limit: 1}
	p, err := ix.plan(s, q.Text, q.Lang)
	if err != nil {
		return false, err
	}
	_, total, lines, err := ix.find(ctx, s, p, q)
	return lines != nil && total > 0, err
}

// nearWords are the candidates: the words near to each word typed take turns, the
// nearest first, then come the words of the glossary.
func (ix *Index) nearWords(s *scratch, text, lang string) ([]string, error) {
	p := &plan{lang: lang}
	p.cut(ix, s, text)
	if err := s.countUnits(p); err != nil {
		return nil, err
	}
	var lists [][]string
	for i := 0; i < len(p.units) && len(lists) < nearestTyped; i++ {
		switch u := p.units[i]; {
		case u.han && u.joined:
			if words := ix.soundingWords(u, p.units[i+1]); len(words) > 0 {
				lists = append(lists, words)
			}
		case !u.han && !u.stop && u.count == 0:
			lists = append(lists, ix.spelledWords(s, p, u))
		}
	}
	typed := strings.ToLower(text)
	var all []string
	add := func(w string) {
		if w != "" && w != typed && !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	for n := 0; n < nearestTried; n++ {
		for _, l := range lists {
			if n < len(l) {
				add(l[n])
			}
		}
	}
	for _, w := range ix.typedNames(p, text) {
		add(w)
	}
	return all, nil
}

// spelledWords are the words that one in Latin letters may be a slip for: in Chinese, if
// that is the reader's language or the letters are near to nothing else, or in letters.
func (ix *Index) spelledWords(s *scratch, p *plan, u queryUnit) (words []string) {
	if p.lang == "zh" {
		for _, g := range ix.slipped(s, p, u.text, slips) {
			words = append(words, string(g.text))
		}
	}
	var stems []string
	for _, k := range ix.vocabulary.near(u.text, analysis.CommonEnglish(u.term)) {
		stem := s.stemmer.Stem(k.word)
		if ix.stops[k.word] || ix.light[k.word] || slices.Contains(stems, stem) {
			continue
		}
		stems = append(stems, stem)
		words = append(words, k.word)
	}
	return words
}

// near returns the words that are near to one, nearest and commonest first. A real word
// is near to another only if they begin alike and are one edit apart; of what is none,
// the first letter may be wrong, and in five letters two edits.
func (v *vocabulary) near(word string, real bool) []known {
	n := utf8.RuneCountInString(word)
	if n < 4 || n >= nearMost || strings.ContainsAny(word, "0123456789") {
		return nil
	}
	alike := func(k known) bool { return k.word[0] == word[0] }
	out := v.within(word, 1)
	switch {
	case real:
		out = slices.DeleteFunc(out, func(k known) bool { return !alike(k) })
	case len(out) == 0 && n > 4:
		out = slices.DeleteFunc(v.within(word, 2), func(k known) bool { return !alike(k) || utf8.RuneCountInString(k.word) < n-1 })
	}
	slices.SortStableFunc(out, func(a, b known) int {
		return cmp.Or(first(alike(a), alike(b)), cmp.Compare(b.count, a.count))
	})
	return out
}

// soundingWords are the words of two characters that are said as two that the index does
// not have together. Guides have them in a title, a question or a heading, or the
// thesaurus leads on from them.
func (ix *Index) soundingWords(u, v queryUnit) (words []string) {
	a, b := firstRune(u.text), firstRune(v.text)
	if ix.han.pair(a, b) > 0 || ix.synonyms.has(a, b) {
		return nil
	}
	for _, s := range ix.han.soundalikes(a, b) {
		w := []rune{s.a, s.b}
		if (s.a == a || s.b == b) && (ix.synonyms.has(w...) || !strings.ContainsRune(chineseWords, s.a) && ix.named(w) && ix.whole(w)) {
			words = append(words, string(w))
		}
	}
	return words
}

// typedNames are the words of the glossary that stand in a query, other than what all
// the site is about.
func (ix *Index) typedNames(p *plan, text string) (words []string) {
	all, _ := ix.synonyms.elements(p, false)
	for i := 0; i < len(all); {
		longest := 0
		for _, ph := range ix.synonyms.byFirst[all[i].name] {
			if n := len(ph.elements); ix.synonyms.groups[ph.group].origin == everyday.Site && ph.member >= 0 && n > longest && begins(all[i:], ph.elements) {
				longest = n
			}
		}
		if longest > 0 {
			word := text[p.units[all[i].unit].start:p.units[all[i+longest-1].unit].end]
			if !ix.isSubject(strings.ToLower(word), besideShare) {
				words = append(words, word)
			}
		}
		i += max(longest, 1)
	}
	return words
}
