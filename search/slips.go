package search

import (
	"cmp"
	"slices"

	"shebao/search/analysis"
	"shebao/search/pinyin"
)

// Pinyin has its slips of the keyboard, too. Hardly a word of the vocabulary is
// near to what comes of them: "guahsi" is far from all that guides have in Latin
// letters, and one swap away from 挂失.

const (
	leastSlipped = 5  // letters of pinyin that are told from initials with a slip in them
	mostSlipped  = 20 // and at most
	slipsHeard   = 24 // spellings of one word that are looked up
)

// readSwapped reads a word that is no pinyin as pinyin with two letters swapped. What
// it is taken for must stand in the index, as a whole.
func (ix *Index) readSwapped(s *scratch, p *plan, i int, c *correction) bool {
	u := p.units[i]
	if analysis.CommonEnglish(u.term) {
		return false
	}
	guesses := ix.slipped(s, p, u.text, swaps)
	if len(guesses) == 0 {
		return false
	}
	best := guesses[0]
	p.units = slices.Replace(p.units, i, i+1, ix.guessedUnits(p.units[i:i+1], guesses[:1], false)...)
	c.replace(u.start, u.end, string(best.text))
	return true
}

// slipped returns the Chinese that one of the spellings of a word stands for, the
// likeliest first. Each stands in the index as a whole.
func (ix *Index) slipped(s *scratch, p *plan, word string, spellings func(string, pinyin.Table) []string) (all []guess) {
	if len(word) < leastSlipped || len(word) > mostSlipped || !latin(word) || ix.han.sounds.Full(word, true) {
		return nil
	}
	tried := 0
	for _, w := range spellings(word, ix.han.sounds) {
		if tried++; tried > slipsHeard || p.heard+len(w) > maxHeard {
			break
		}
		p.heard += len(w)
		guesses := ix.guesses(s, p.lang, []string{w}, false)
		text, whole := heard(guesses)
		if whole && ix.inLines(text, mostParts) && !slices.ContainsFunc(all, func(g guess) bool { return slices.Equal(g.text, text) }) {
			all = append(all, guesses[0])
		}
	}
	slices.SortStableFunc(all, func(a, b guess) int { return cmp.Compare(b.score, a.score) })
	return all
}

// swaps are the spellings of a word with two neighbours swapped that are pinyin.
func swaps(word string, sounds pinyin.Table) (all []string) {
	for i := range len(word) - 1 {
		w := []byte(word)
		if w[i], w[i+1] = w[i+1], w[i]; w[i] != w[i+1] && sounds.Full(string(w), false) {
			all = append(all, string(w))
		}
	}
	return all
}

// slips are the spellings of a word that are pinyin and one edit away: swapped
// letters first, then one too many, one left out, another one.
func slips(word string, sounds pinyin.Table) []string {
	all := swaps(word, sounds)
	add := func(w string) {
		if sounds.Full(w, false) && !slices.Contains(all, w) {
			all = append(all, w)
		}
	}
	for i := range len(word) {
		add(word[:i] + word[i+1:])
	}
	for i := range len(word) + 1 {
		for c := 'a'; c <= 'z'; c++ {
			add(word[:i] + string(c) + word[i:])
		}
	}
	for i := range len(word) {
		for c := 'a'; c <= 'z'; c++ {
			add(word[:i] + string(c) + word[i+1:])
		}
	}
	return all
}
