package search

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// readWords finds out what the words mean that the index does not have: pinyin
// or misspellings. In a Chinese interface pinyin comes first, elsewhere last.
func (ix *Index) readWords(s *scratch, p *plan, c *correction) {
	chineseFirst := p.lang == "zh"
	pinyin := ix.anyPinyin(p)
	for i := 0; i < len(p.units); i++ {
		u := &p.units[i]
		if u.han || u.stop || u.count > 0 || len(u.others) > 0 {
			continue
		}
		switch {
		case !pinyin && ix.synonyms.leads(u.term):
		case chineseFirst && ix.readPinyin(p, i, false, c):
		case chineseFirst && utf8.RuneCountInString(u.text) < 5 && ix.readPinyin(p, i, true, c):
		case ix.respell(s, p, i, c):
		case !chineseFirst && ix.readPinyin(p, i, false, c):
		default:
			ix.readPinyin(p, i, true, c)
		}
	}
	ix.joinWords(s, p)
}

// anyPinyin reports whether a word can be nothing but pinyin in full. Where none is,
// what could be a word or pinyin is a word.
func (ix *Index) anyPinyin(p *plan) bool {
	return slices.ContainsFunc(p.units, func(u queryUnit) bool {
		return !u.han && !u.stop && u.count == 0 && latin(u.text) && !ix.synonyms.leads(u.term) && ix.han.sounds.full(u.text, false)
	})
}

// joinWords looks for words typed in two: house hold.
func (ix *Index) joinWords(s *scratch, p *plan) {
	for i := range len(p.units) - 1 {
		u, v := &p.units[i], &p.units[i+1]
		if u.han || v.han || u.stop || v.stop || u.count > 0 && v.count > 0 {
			continue
		}
		if whole := u.text + v.text; ix.vocabulary.has(whole) {
			a := alternative{terms: []string{s.stemmer.stem(whole)}, weight: compoundWeight}
			u.others, v.others = append(u.others, a), append(v.others, a)
		}
	}
}

// readPinyin reads the word at i, with the words after it that are of the same
// kind, as pinyin: in full, or by initials too if short is set. Where the
// letters can be Chinese of this index, it replaces the words by it.
func (ix *Index) readPinyin(p *plan, i int, short bool, c *correction) bool {
	from, to := i, i+1
	fits := func(u queryUnit, last bool) bool {
		if u.han || u.sound || !latin(u.text) {
			return false
		}
		full := ix.han.sounds.full(u.text, last)
		if u.count > 0 || u.stop { // an English word, unless it stands in pinyin
			return full && p.lang == "zh" && len(u.text) <= 6
		}
		if commonEnglish(u.term) && p.lang != "zh" {
			return false
		}
		return full || short && initials(u.text, p.lang == "zh") && !commonEnglish(u.term)
	}
	isLast := func(i int) bool { return i == len(p.units)-1 }
	if !fits(p.units[i], isLast(i)) {
		return false
	}
	for from > 0 && fits(p.units[from-1], false) && p.units[from-1].count > 0 {
		from--
	}
	for to < len(p.units) && fits(p.units[to], isLast(to)) {
		to++
	}
	var words []string
	for _, u := range p.units[from:to] {
		words = append(words, strings.TrimRight(u.text, "0123456789"))
	}
	for _, w := range words {
		p.heard += len(w)
	}
	if p.heard > maxHeard {
		return false
	}
	guesses := ix.guesses(p.lang, words, short)
	if w := words[0]; short && len(words) == 1 && len(guesses) == 0 { // the end may be anything
		for n := len(w) - 1; n >= max(leastBegun, len(w)-mostLeft) && len(guesses) == 0; n-- {
			guesses = ix.guesses(p.lang, []string{w[:n]}, true)
		}
	}
	if len(guesses) == 0 {
		return false
	}
	best := guesses[0]
	if n := len(best.text); best.known < n/2 || n == 1 && (short || len(words[0]) < 2) {
		return false
	}
	p.units = slices.Replace(p.units, from, to, ix.guessedUnits(p.units[from:to], guesses, short)...)
	if share := likelihood(guesses); share > 0.5 || !short {
		c.replace(p.units[from].start, p.units[from].end, string(best.text))
	}
	return true
}

// Initials of several words, of which the index has the first ones.
const (
	leastBegun = 4 // letters that must be known
	mostLeft   = 2 // letters that may follow
)

// guesses returns what words may stand for as pinyin, the likeliest first.
func (ix *Index) guesses(lang string, words []string, short bool) []guess {
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
	return slices.DeleteFunc(guesses, func(g guess) bool { return !ix.inLines(g.text, parts) })
}

// mostParts is how many words initials are read as.
const mostParts = 3

// inLines reports whether lines have the text, or the words that it can be parted
// into, which must belong together, up to an end that says nothing. Initials fit so
// much that only what guides call themselves is taken for meant.
func (ix *Index) inLines(text []rune, parts int) bool {
	if ix.named(text) {
		return true
	}
	for i := 2; parts > 1 && i <= len(text)-2; i++ {
		if ix.named(text[:i]) && (saysNothing(text[i:]) || ix.together(text[:i], text[i:]) && ix.inLines(text[i:], parts-1)) {
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
	return !slices.ContainsFunc(text, func(r rune) bool { return !strings.ContainsRune(chineseLight, r) })
}

// ends reports whether a word ends where a text does that stands at a place: its
// last character holds to the one before no less than to the one after it.
func (ix *Index) ends(place uint64, text []rune) bool {
	rest := []rune(string(ix.lines.suffix(place)))
	n := len(text)
	if n < 3 || len(rest) <= n || !spacelessScript(rest[n]) {
		return true
	}
	return ix.han.affinity(text[n-2], text[n-1]) >= ix.han.affinity(text[n-1], rest[n])
}

func latin(s string) bool {
	letters := strings.TrimRight(s, "0123456789")
	for i := range len(letters) {
		if letters[i] < 'a' || letters[i] > 'z' {
			return false
		}
	}
	return letters != ""
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

// likelihood is the share of the best guess among all.
func likelihood(guesses []guess) float64 {
	sum := 0.0
	for _, g := range guesses {
		sum += math.Exp(g.score - guesses[0].score)
	}
	return 1 / sum
}

// guessedUnits are the characters of the best guess; those of the others are
// their alternatives.
func (ix *Index) guessedUnits(typed []queryUnit, guesses []guess, short bool) []queryUnit {
	best := guesses[0].text
	weight := 1.0
	if short {
		weight = initialsWeight
	}
	pairs := make([]map[string]float64, len(best))
	chars := make([]map[string]float64, len(best))
	for i := range pairs {
		pairs[i], chars[i] = map[string]float64{}, map[string]float64{}
	}
	for _, g := range guesses {
		if len(g.text) != len(best) {
			continue
		}
		likely := math.Exp(g.score - guesses[0].score)
		for i, r := range g.text {
			chars[i][string(r)] += likely
		}
		for i := range len(best) - 1 {
			if ix.han.pair(g.text[i], g.text[i+1]) > 0 {
				pairs[i][string(g.text[i:i+2])] += likely
			}
		}
	}
	units := make([]queryUnit, len(best))
	for i, r := range best {
		text := string(r)
		units[i] = queryUnit{
			text: text, term: text, han: true, sound: true,
			light: strings.Contains(chineseLight, text),
			start: typed[0].start, end: typed[len(typed)-1].end,
			joined: i+1 < len(best),
		}
		units[i].others = ranked(chars[i], weight)
		units[i].otherPairs = ranked(pairs[i], weight)
	}
	return units
}

// ranked makes alternatives of terms by how likely they are.
func ranked(terms map[string]float64, weight float64) []alternative {
	most := 0.0
	for _, l := range terms {
		most = max(most, l)
	}
	var out []alternative
	for t, l := range terms {
		if l >= 0.05*most {
			out = append(out, alternative{terms: []string{t}, weight: weight * (0.4 + 0.6*l/most)})
		}
	}
	slices.SortFunc(out, func(a, b alternative) int {
		switch {
		case a.weight != b.weight && a.weight > b.weight:
			return -1
		case a.weight != b.weight:
			return 1
		}
		return strings.Compare(a.terms[0], b.terms[0])
	})
	return out[:min(len(out), 8)]
}
