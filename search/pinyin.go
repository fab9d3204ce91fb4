package search

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// unit is one way to read a stretch of typed letters as one syllable, or one
// way to read one typed character as another.
type unit struct {
	end   int     // where the stretch ends
	sound span    // syllables it can stand for
	cost  float64 // how unlikely the reading is, as a negative logarithm
	short bool    // an initial or a beginning, not a syllable in full
}

// guess is Chinese that typed letters may stand for.
type guess struct {
	text  []rune
	score float64 // logarithm of its likelihood
	known int     // pairs of neighbours in text that occur in the index
}

// Costs of readings, as negative logarithms of how often people type so.
const (
	initialCost  = 1.5 // sbk for shebaoka
	confusedCost = 3   // si for shi
	breakCost    = 1   // the beginning of another word
	singleCost   = 2.5 // a word of one character
	beam         = 24  // guesses kept at each place
	pairTries    = 30  // pairs tried for the beginning of a word
	charTries    = 8   // characters tried for a word of one
)

// guesses reads words of Latin letters as pinyin, in full (shebaoka, she bao
// ka), by initials (sbk), or cut short (sheb), and returns what they can mean
// in this index, the likeliest first. It returns nothing for letters that are
// no pinyin.
func (h *han) guesses(words []string) []guess {
	letters, units := h.units(words)
	if units == nil {
		return nil
	}
	best := make([][]guess, letters+1)
	best[0] = []guess{{}}
	for i := range letters {
		for _, g := range prune(best, i) {
			for _, u := range units[i] {
				h.extend(best, g, units, u)
			}
		}
	}
	return prune(best, letters)
}

func prune(best [][]guess, i int) []guess {
	slices.SortStableFunc(best[i], func(a, b guess) int { return cmp.Compare(b.score, a.score) })
	seen := map[string]bool{}
	best[i] = slices.DeleteFunc(best[i], func(g guess) bool {
		key := string(g.text)
		if seen[key] || len(seen) >= beam {
			return true
		}
		seen[key] = true
		return false
	})
	return best[i]
}

// extend continues g by the unit u: with a character that follows its last one
// somewhere in the index, with the beginning of a new word, or with a word of
// one character.
func (h *han) extend(best [][]guess, g guess, units [][]unit, u unit) {
	grow := func(end int, score float64, known int, chars ...rune) {
		text := make([]rune, 0, len(g.text)+len(chars))
		text = append(append(text, g.text...), chars...)
		best[end] = append(best[end], guess{text, g.score + score, g.known + known})
	}
	if n := len(g.text); n > 0 {
		last := h.char(g.text[n-1])
		after := float64(h.CharWeight[last]) + 1
		for k := h.CharPairs[last]; k < h.CharPairs[last+1]; k++ {
			c := h.char(rune(h.Second[k]))
			if u.sound.has(h.readings(c)) {
				grow(u.end, math.Log(float64(h.Weight[k])/after)-u.cost, 1, rune(h.Second[k]))
			}
		}
	}
	wordCost := 0.0
	if len(g.text) > 0 {
		wordCost = breakCost
	}
	for _, v := range units[u.end] {
		for _, k := range h.saidAs(u.sound, v.sound, pairTries) {
			grow(v.end, math.Log(float64(h.Weight[k])/h.Total)-u.cost-v.cost-wordCost, 1, rune(h.First[k]), rune(h.Second[k]))
		}
	}
	for _, k := range h.charsSaidAs(u.sound, charTries) {
		grow(u.end, math.Log(float64(h.CharWeight[k])/(2*h.Total))-u.cost-wordCost-singleCost, 0, rune(h.Chars[k]))
	}
}

// units lists, for each letter of the words written together, the syllables
// that can begin there. A syllable does not reach over the end of a word.
// units is nil when the letters cannot be read as pinyin to the end.
func (h *han) units(words []string) (letters int, units [][]unit) {
	all := strings.Join(words, "")
	for i := 0; i < len(all); i++ {
		if all[i] < 'a' || all[i] > 'z' {
			return 0, nil
		}
	}
	units = make([][]unit, len(all)+1)
	start := 0
	for n, w := range words {
		for i := range len(w) {
			h.unitsAt(w, i, n == len(words)-1, func(u unit) {
				u.end += start
				units[start+i] = append(units[start+i], u)
			})
		}
		start += len(w)
	}
	reach := make([]bool, len(all)+1)
	reach[0] = true
	for i, us := range units {
		for _, u := range us {
			reach[u.end] = reach[u.end] || reach[i]
		}
	}
	if !reach[len(all)] {
		return 0, nil
	}
	return len(all), units
}

func (h *han) unitsAt(w string, i int, lastWord bool, add func(unit)) {
	for n := 1; n <= 6 && i+n <= len(w); n++ {
		letters := w[i : i+n]
		end := i + n
		if s, ok := h.sounds.exact(letters); ok {
			add(unit{end: end, sound: s})
			for _, y := range h.sounds.alike(s.from) {
				add(unit{end: end, sound: span{y, y + 1}, cost: confusedCost})
			}
		}
		initial := n == 1 || n == 2 && letters[1] == 'h'
		cutShort := lastWord && end == len(w) && i > 0
		if initial || cutShort {
			if s, ok := h.sounds.starting(letters); ok && (s.to-s.from > 1 || len(h.sounds.syllables[s.from]) > n) {
				add(unit{end: end, sound: s, cost: initialCost, short: true})
			}
		}
	}
}
