package search

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"shebao/search/analysis"
)

// Initials of several words, of which the index has the first ones.
const (
	leastBegun = 4 // letters that must be known
	mostLeft   = 2 // letters that may follow
)

// guesses returns what words may stand for as pinyin, the likeliest first.
func (ix *Index) guesses(s *scratch, lang string, words []string, short bool) []guess {
	guesses := ix.han.guesses(words, short)
	if !short {
		if g, ok := ix.spoken(words, guesses); ok {
			return []guess{g}
		}
		return guesses
	}
	guesses = append(guesses, ix.initialled(strings.Join(words, ""))...)
	slices.SortStableFunc(guesses, func(a, b guess) int { return cmp.Compare(b.score, a.score) })
	parts := 1
	if lang == "zh" {
		parts = mostParts
	}
	kept, best, tried := guesses[:0], math.Inf(-1), 0
	known := names{ix, map[string]bool{}}
	for _, g := range guesses {
		named := known.named(g.text)
		hopeful := !named && tried < textTries && g.score+inTextGain > best // others cost more than they bring
		if hopeful {
			tried++
		}
		switch {
		case named:
		case hopeful && s.inText(g):
			g.score += inTextGain
		case hopeful && parts > 1 && s.besideName(g):
		case known.inLines(g.text, parts):
			g.score -= apartCost
		default:
			continue
		}
		best = max(best, g.score)
		kept = append(kept, g)
	}
	slices.SortStableFunc(kept, func(a, b guess) int { return cmp.Compare(b.score, a.score) })
	return kept
}

// mostParts is how many words initials are read as.
const mostParts = 3

// inLines reports whether lines have the text, or the words that it can be parted
// into, which must belong together, up to an end that says nothing. Initials fit so
// much that only what guides call themselves is taken for meant.
func (ix *Index) inLines(text []rune, parts int) bool {
	return names{ix, map[string]bool{}}.inLines(text, parts)
}

// names remembers which texts are named: the readings of one word have many parts in
// common.
type names struct {
	*Index
	asked map[string]bool
}

func (n names) named(text []rune) bool {
	key := string(text)
	named, ok := n.asked[key]
	if !ok {
		named = n.Index.named(text)
		n.asked[key] = named
	}
	return named
}

func (n names) inLines(text []rune, parts int) bool {
	if n.named(text) {
		return true
	}
	for i := 2; parts > 1 && i <= len(text)-2; i++ {
		if n.named(text[:i]) && (saysNothing(text[i:]) || n.together(text[:i], text[i:]) && n.inLines(text[i:], parts-1)) {
			return true
		}
	}
	return false
}

// together reports whether two words stand side by side in the index, or in one
// line, or the glossary has both.
func (ix *Index) together(a, b []rune) bool {
	if ix.han.pair(a[len(a)-1], b[0]) > 0 || saysNothing(a) || saysNothing(b) || ix.synonyms.ofSite(a) && ix.synonyms.ofSite(b) {
		return true
	}
	for _, p := range ix.places(string(a)) {
		if key := ix.lines.Key.at(uint32(p >> 32)); strings.Contains(key, string(b)) {
			return true
		}
	}
	return false
}

// named reports whether a text is a word that the thesaurus knows, or begins a line,
// or stands in several: what stands in the middle of one is seldom a word.
func (ix *Index) named(text []rune) bool {
	several := 2
	if len(text) < 3 {
		several = 4
	}
	places := ix.places(string(text))
	switch {
	case ix.synonyms.has(text...) && (len(places) > 0 || len(text) >= leastInitials), slices.ContainsFunc(places, func(p uint64) bool { return uint32(p) == 0 && ix.ends(p, text) }):
		return true
	}
	return len(places) >= several && !ix.han.inner(text[0], text[min(1, len(text)-1)])
}

// saysNothing reports whether a text is all particles and the like.
func saysNothing(text []rune) bool {
	return !slices.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune(analysis.ChineseLight, r) })
}

// ends reports whether a word ends where a text does that stands at a place: its
// last character holds to the one before no less than to the one after it.
func (ix *Index) ends(place uint64, text []rune) bool {
	rest := []rune(string(ix.lines.suffix(place)))
	n := len(text)
	if n < 3 || len(rest) <= n || !analysis.SpacelessScript(rest[n]) {
		return true
	}
	return ix.han.affinity(text[n-2], text[n-1]) >= ix.han.affinity(text[n-1], rest[n])
}

// initials reports whether letters can be the initials of syllables, and those
// alone. Few of them are vowels, or one letter over and over; outside a Chinese interface letters with
// vowels are more likely a word.
func initials(letters string, vowels bool) bool {
	letters = strings.TrimRight(letters, "0123456789")
	if len(letters) > 8 || strings.ContainsAny(letters, "iuv") || len(letters) > 2 && strings.Count(letters, letters[:1]) == len(letters) {
		return false
	}
	return vowels || !strings.ContainsAny(letters, "aeo")
}

// Texts that initials are looked for in, where no line has them.
const (
	leastInText = 4  // characters that are no accident where they stand one after the other
	textTries   = 12 // guesses
	textReads   = 8  // sections that may have one
	inTextGain  = 3  // for one that is found
	apartCost   = 2  // for words that no section has together
)

// inText reports whether the text of a section has what was guessed as it stands.
func (s *scratch) inText(g guess) bool {
	n := len(g.text)
	if n < leastInText || g.known < n-1 || !s.ix.whole(g.text) {
		return false
	}
	for _, section := range s.inSections(textReads, g.text) {
		if text, err := s.text(section); err == nil && strings.Contains(text, string(g.text)) {
			return true
		}
	}
	return false
}

// besideName reports whether what was guessed is a name of the glossary and another
// word, before or after it, that stands with it in the text of a section.
func (s *scratch) besideName(g guess) bool {
	for i := 2; i <= len(g.text)-2; i++ {
		a, b := g.text[:i], g.text[i:]
		if (s.ix.synonyms.ofSite(a) && s.ix.whole(b) || s.ix.synonyms.ofSite(b) && s.ix.whole(a)) && len(s.inSections(1, a, b)) > 0 {
			return true
		}
	}
	return false
}

// whole reports whether a text is a word, as far as its first and last characters tell.
func (ix *Index) whole(text []rune) bool {
	n := len(text)
	return !ix.han.inner(text[0], text[1]) &&
		!strings.ContainsRune(analysis.ChineseLight, text[0]) && !strings.ContainsRune(analysis.ChineseLight, text[n-1])
}

// inSections returns the first sections that have all pairs of each word in their
// text, no more than so many.
func (s *scratch) inSections(most int, words ...[]rune) []uint32 {
	if s.both == nil {
		n := denseWords(len(s.ix.sections.Guide))
		s.both, s.one = make(dense, n), make(dense, n)
	}
	begun := false
	for _, w := range words {
		for i := range len(w) - 1 {
			n, err := s.find(textField, []byte(string(w[i:i+2])))
			if err != nil || n == 0 {
				return nil
			}
			into := s.one
			if !begun {
				into = s.both
			}
			clear(into)
			s.work += len(into)
			if s.bits(into) != nil || begun && !s.both.and(s.one) {
				return nil
			}
			begun = true
		}
	}
	return s.both.first(nil, most)
}
