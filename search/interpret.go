package search

import (
	"math"
	"slices"
	"strings"
)

// readWords finds out what the words mean that the index does not have: pinyin
// or misspellings. In a Chinese interface pinyin comes first, elsewhere last.
func (ix *Index) readWords(p *plan, c *correction) {
	chineseFirst := p.lang == "zh"
	for i := 0; i < len(p.units); i++ {
		u := &p.units[i]
		if u.han || u.stop || u.count > 0 || len(u.others) > 0 {
			continue
		}
		read := []func() bool{
			func() bool { return ix.readPinyin(p, i, false, c) },
			func() bool { return ix.respell(p, i, c) },
			func() bool { return ix.readPinyin(p, i, true, c) },
		}
		if !chineseFirst {
			read[0], read[1] = read[1], read[0]
		}
		for _, f := range read {
			if f() {
				break
			}
		}
	}
	ix.joinWords(p)
}

// joinWords looks for words typed in two: house hold.
func (ix *Index) joinWords(p *plan) {
	for i := range len(p.units) - 1 {
		u, v := &p.units[i], &p.units[i+1]
		if u.han || v.han || u.stop || v.stop || u.count > 0 && v.count > 0 {
			continue
		}
		if whole := u.text + v.text; ix.vocabulary.has(whole) {
			a := alternative{[]string{ix.stem(whole)}, compoundWeight}
			u.others, v.others = append(u.others, a), append(v.others, a)
		}
	}
}

// readPinyin reads the word at i, with the words after it that are of the same
// kind, as pinyin: in full, or by initials too if short is set. Where the
// letters can be Chinese of this index, it replaces the words by it.
func (ix *Index) readPinyin(p *plan, i int, short bool, c *correction) bool {
	from, to := i, i+1
	fits := func(u queryUnit) bool {
		if u.han || u.sound || !latin(u.text) {
			return false
		}
		full := ix.han.sounds.full(u.text)
		if u.count > 0 || u.stop { // an English word, unless it stands in pinyin
			return full && p.lang == "zh" && len(u.text) <= 6
		}
		return full || short
	}
	if !fits(p.units[i]) {
		return false
	}
	for from > 0 && fits(p.units[from-1]) && p.units[from-1].count > 0 {
		from--
	}
	for to < len(p.units) && fits(p.units[to]) {
		to++
	}
	var words []string
	for _, u := range p.units[from:to] {
		words = append(words, strings.TrimRight(u.text, "0123456789"))
	}
	guesses := ix.han.guesses(words)
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
	for i := range pairs {
		pairs[i] = map[string]float64{}
	}
	for _, g := range guesses {
		if len(g.text) != len(best) {
			continue
		}
		likely := math.Exp(g.score - guesses[0].score)
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
			out = append(out, alternative{[]string{t}, weight * (0.4 + 0.6*l/most)})
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
