package search

import (
	"strings"

	"shebao/search/pinyin"
)

// unit is one way to read a stretch of typed letters as one syllable.
type unit struct {
	end   int         // where the stretch ends
	sound pinyin.Span // syllables it can stand for
	cost  float64     // how unlikely the reading is, as a negative logarithm
	short bool        // an initial or a beginning, not a syllable in full
}

// guess is Chinese that typed letters may stand for.
type guess struct {
	text  []rune
	score float64 // logarithm of its likelihood
	known int     // pairs of neighbours in text that occur in the index
}

// Costs of what is typed for a syllable, as negative logarithms of how often people
// type so.
const (
	initialCost  = 1.5 // sbk for shebaoka
	confusedCost = 3   // si for shi
)

// Bounds of the reading of pinyin.
const (
	maxLetters = 60 // typed
	maxShort   = 24 // typed, where they may be initials
)

// guesses reads words of Latin letters as pinyin, in full (shebaoka, she bao
// ka, with the last syllable perhaps half typed) or by initials where short is
// set (sbk), and returns what they can mean in this index, the likeliest
// first. It returns nothing for letters that are no pinyin. Syllables that
// many speakers do not tell apart are tried where the letters as they stand
// say nothing.
func (h *han) guesses(words []string, short bool) []guess {
	var best []guess
	for _, confused := range []bool{false, true} {
		letters, units := h.units(words, short, confused)
		if units == nil || len(h.Chars) == 0 {
			return nil
		}
		guesses := h.decode(letters, units)
		if len(best) == 0 || len(guesses) > 0 && guesses[0].score > best[0].score {
			best = guesses
		}
		if len(best) == 0 || best[0].known == 0 || best[0].known < len(best[0].text)/2 {
			continue
		}
		if short || strings.HasPrefix(h.spelling(best[0].text), strings.Join(words, "")) {
			break
		}
	}
	return best
}

// spelling writes characters as they are commonly said.
func (h *han) spelling(text []rune) string {
	var b strings.Builder
	for _, r := range text {
		if readings := h.sounds.Readings(r); len(readings) > 0 {
			b.WriteString(h.sounds.Syllables[readings[0]])
		}
	}
	return b.String()
}

// units lists, for each letter of the words written together, the syllables
// that can begin there. A syllable does not reach over the end of a word.
// units is nil when the letters cannot be read as pinyin to the end.
func (h *han) units(words []string, short, confused bool) (letters int, units [][]unit) {
	all := strings.Join(words, "")
	if len(all) > maxLetters || short && len(all) > maxShort {
		return 0, nil
	}
	for i := 0; i < len(all); i++ {
		if all[i] < 'a' || all[i] > 'z' {
			return 0, nil
		}
	}
	units = make([][]unit, len(all)+1)
	start := 0
	for n, w := range words {
		initials := short && !h.sounds.Full(w, false)
		for i := range len(w) {
			for _, u := range h.unitsAt(w, i, n == len(words)-1, initials, confused) {
				u.end += start
				units[start+i] = append(units[start+i], u)
			}
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

// unitsAt returns the ways to read w from i on: in full syllables, the last one
// perhaps half typed; or by initials alone.
func (h *han) unitsAt(w string, i int, lastWord, initials, confused bool) (units []unit) {
	for n := 1; n <= 6 && i+n <= len(w); n++ {
		letters := w[i : i+n]
		end := i + n
		if s, ok := h.sounds.Exact(letters); ok && !initials {
			units = append(units, unit{end: end, sound: s})
			if confused {
				for _, y := range h.sounds.Alike(s.From) {
					units = append(units, unit{end: end, sound: pinyin.Span{From: y, To: y + 1}, cost: confusedCost})
				}
			}
		}
		halfTyped := lastWord && end == len(w) && i > 0
		if initials && (n == 1 || n == 2 && letters[1] == 'h') || !initials && halfTyped {
			if s, ok := h.sounds.Starting(letters); ok {
				units = append(units, unit{end: end, sound: s, cost: initialCost, short: true})
			}
		}
	}
	return units
}
