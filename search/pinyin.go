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
	innerCost    = 3   // a word that is only known as the inside of a longer one
	lightCost    = 1   // a particle or the like, typed by its initial
	singleCost   = 2.5 // a word of one character
	beam         = 24  // guesses kept at each place
	pairTries    = 30  // pairs tried for the beginning of a word
	charTries    = 8   // characters tried for a word of one
)

// guesses reads words of Latin letters as pinyin, in full (shebaoka, she bao
// ka), by initials (sbk), or cut short (sheb), and returns what they can mean
// in this index, the likeliest first. It returns nothing for letters that are
// no pinyin.
func (h *han) guesses(words []string, short bool) []guess {
	letters, units := h.units(words, short)
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
				grow(u.end, math.Log(float64(h.Weight[k])/after)-h.cost(u, c), 1, rune(h.Second[k]))
			}
		}
	}
	wordCost := 0.0
	if len(g.text) > 0 {
		wordCost = breakCost
	}
	for _, v := range units[u.end] {
		for _, k := range h.saidAs(u.sound, v.sound, pairTries) {
			a, b := rune(h.First[k]), rune(h.Second[k])
			cost := wordCost + h.cost(u, h.char(a)) + h.cost(v, h.char(b))
			if h.Inner[k] {
				cost += innerCost
			}
			grow(v.end, math.Log(float64(h.Weight[k])/h.Total)-cost, 1, a, b)
		}
	}
	for _, k := range h.charsSaidAs(u.sound, charTries) {
		grow(u.end, math.Log(float64(h.CharWeight[k])/(2*h.Total))-h.cost(u, int(k))-wordCost-singleCost, 0, rune(h.Chars[k]))
	}
}

// cost says how unlikely it is that u was typed for the c-th character: a
// character's first reading is the common one, and initials are typed for
// words that say something.
func (h *han) cost(u unit, c int) float64 {
	cost := u.cost
	for i, r := range h.readings(c) {
		if r < u.sound.from || r >= u.sound.to {
			continue
		}
		switch {
		case i == 1 && u.short:
			cost += 2
		case i == 1:
			cost += 0.5
		case i > 1 && u.short:
			cost += 5
		case i > 1:
			cost += 2
		}
		break
	}
	if u.short && strings.ContainsRune(chineseLight, rune(h.Chars[c])) {
		cost += lightCost
	}
	return cost
}

// units lists, for each letter of the words written together, the syllables
// that can begin there. A syllable does not reach over the end of a word.
// units is nil when the letters cannot be read as pinyin to the end.
func (h *han) units(words []string, short bool) (letters int, units [][]unit) {
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
			h.unitsAt(w, i, n == len(words)-1, short && !h.sounds.full(w, false), func(u unit) {
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

// unitsAt adds the ways to read w from i on: in full syllables, the last one
// perhaps half typed; or by initials alone.
func (h *han) unitsAt(w string, i int, lastWord, initials bool, add func(unit)) {
	for n := 1; n <= 6 && i+n <= len(w); n++ {
		letters := w[i : i+n]
		end := i + n
		if s, ok := h.sounds.exact(letters); ok && !initials {
			add(unit{end: end, sound: s})
			for _, y := range h.sounds.alike(s.from) {
				add(unit{end: end, sound: span{y, y + 1}, cost: confusedCost})
			}
		}
		halfTyped := lastWord && end == len(w) && i > 0
		if initials && (n == 1 || n == 2 && letters[1] == 'h') || !initials && halfTyped {
			if s, ok := h.sounds.starting(letters); ok {
				add(unit{end: end, sound: s, cost: initialCost, short: true})
			}
		}
	}
}
