package search

import (
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"shebao/search/analysis"
)

// readWords finds out what the words mean that the index does not have: pinyin
// or misspellings. In a Chinese interface pinyin comes first, elsewhere last.
func (ix *Index) readWords(s *scratch, p *plan, c *correction) {
	chineseFirst := p.lang == "zh"
	full := ix.anyPinyin(p)
	for i := 0; i < len(p.units); i++ {
		u := &p.units[i]
		if u.han || u.stop || u.count > 0 || len(u.others) > 0 {
			continue
		}
		switch {
		case !full && ix.synonyms.leads(u.term):
		case chineseFirst && ix.readPinyin(s, p, i, false, c):
		case chineseFirst && utf8.RuneCountInString(u.text) < 5 && ix.readPinyin(s, p, i, true, c):
		case chineseFirst && ix.readSwapped(s, p, i, c):
		case ix.respell(s, p, i, c):
		case !chineseFirst && ix.readPinyin(s, p, i, false, c):
		case !chineseFirst && ix.readSwapped(s, p, i, c):
		default:
			ix.readPinyin(s, p, i, true, c)
		}
	}
	if len(c.edits) > 0 {
		ix.respellReal(s, p, c)
	}
	ix.joinWords(s, p)
}

// anyPinyin reports whether a word can be nothing but pinyin in full. Where none is,
// what could be a word or pinyin is a word.
func (ix *Index) anyPinyin(p *plan) bool {
	return slices.ContainsFunc(p.units, func(u queryUnit) bool {
		return !u.han && !u.stop && u.count == 0 && latin(u.text) && !ix.synonyms.leads(u.term) && ix.han.sounds.Full(u.text, false)
	})
}

// readPinyin reads the word at i, with the words after it that are of the same
// kind, as pinyin: in full, or by initials too if short is set. Where the
// letters can be Chinese of this index, it replaces the words by it.
func (ix *Index) readPinyin(s *scratch, p *plan, i int, short bool, c *correction) bool {
	from, to := i, i+1
	fits := func(u queryUnit, last bool) bool {
		if u.han || u.sound || !latin(u.text) {
			return false
		}
		full := ix.han.sounds.Full(u.text, last)
		if u.count > 0 || u.stop { // an English word, unless it stands in pinyin
			return full && p.lang == "zh" && len(u.text) <= 6
		}
		if analysis.CommonEnglish(u.term) && p.lang != "zh" {
			return false
		}
		return full || short && initials(u.text, p.lang == "zh") && !analysis.CommonEnglish(u.term)
	}
	isLast := func(i int) bool { return i == len(p.units)-1 }
	if !fits(p.units[i], isLast(i)) {
		return false
	}
	for from > 0 && fits(p.units[from-1], false) && (p.units[from-1].count > 0 || p.units[from-1].stop) {
		from--
	}
	for to < len(p.units) && fits(p.units[to], isLast(to)) {
		to++
	}
	var words []string
	for _, u := range p.units[from:to] {
		words = append(words, strings.TrimRight(u.text, "0123456789"))
	}
	letters := 0
	for _, w := range words {
		p.heard, letters = p.heard+len(w), letters+len(w)
	}
	work := soundWork
	if short {
		work = initialWork
	}
	if p.heard > maxHeard || !s.mayRead(work*letters) {
		return false
	}
	guesses := ix.guesses(s, p.lang, words, short)
	if w := words[0]; short && len(words) == 1 && len(guesses) == 0 { // the end may be anything
		for n := len(w) - 1; n >= max(leastBegun, len(w)-mostLeft) && len(guesses) == 0; n-- {
			if initials(w[:n], p.lang == "zh") && s.mayRead(initialWork*n) {
				guesses = ix.guesses(s, p.lang, []string{w[:n]}, true)
			}
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

func latin(s string) bool {
	letters := strings.TrimRight(s, "0123456789")
	for i := range len(letters) {
		if letters[i] < 'a' || letters[i] > 'z' {
			return false
		}
	}
	return letters != ""
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
			light: strings.Contains(analysis.ChineseLight, text),
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
