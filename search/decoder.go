package search

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"shebao/search/analysis"
)

// Letters that are cut into syllables are decoded into characters: of all that are
// said so, those that follow each other in the index are likely, and a new word may
// begin at any syllable.

// Costs of ways through the letters, as negative logarithms of how likely they are.
const (
	breakCost  = 1   // the beginning of another word
	singleCost = 2.5 // a word of one character
	innerCost  = 3   // a word that is only known as the inside of a longer one
	lightCost  = 1   // a particle or the like, typed by its initial
)

// Bounds of the decoding.
const (
	beam      = 16 // guesses kept at each letter
	breaks    = 6  // of them that a new word is tried after
	pairTries = 24 // pairs tried for the beginning of a word
	charTries = 8  // characters tried for a word of one
)

// step is the last character or two of a guess, and what came before.
type step struct {
	before int // place in decoder.steps, -1 at the beginning
	chars  [2]int
	n      int // characters in chars
	length int // of the whole guess
	known  int
	score  float64
}

// decoder finds the likeliest ways through the letters: characters that follow
// each other in the index, or words that begin anew.
type decoder struct {
	*han
	steps []step
	at    [][]int // steps that end at each letter
	seen  map[string]bool
}

func (h *han) decode(letters int, units [][]unit) []guess {
	d, _ := h.decoders.Get().(*decoder)
	if d == nil {
		d = &decoder{han: h, seen: map[string]bool{}}
	}
	defer h.decoders.Put(d)
	d.steps = append(d.steps[:0], step{before: -1})
	for i := range d.at {
		d.at[i] = d.at[i][:0]
	}
	for len(d.at) <= letters {
		d.at = append(d.at, nil)
	}
	d.at[0] = append(d.at[0], 0)
	for i := range letters {
		d.prune(i)
		for _, u := range units[i] {
			for _, s := range d.at[i] {
				d.follow(s, u)
			}
			d.begin(i, u, units[u.end])
		}
	}
	d.prune(letters)
	var out []guess
	for _, s := range d.at[letters] {
		out = append(out, guess{d.text(s), d.steps[s].score, d.steps[s].known})
	}
	return out
}

// prune keeps the best steps that end at a letter.
func (d *decoder) prune(i int) {
	steps := d.at[i]
	slices.SortFunc(steps, func(a, b int) int {
		return cmp.Or(cmp.Compare(d.steps[b].score, d.steps[a].score), cmp.Compare(a, b))
	})
	clear(d.seen)
	kept := steps[:0]
	for _, s := range steps {
		if len(kept) == beam {
			break
		}
		if text := string(d.text(s)); !d.seen[text] {
			d.seen[text] = true
			kept = append(kept, s)
		}
	}
	d.at[i] = kept
}

func (d *decoder) text(s int) []rune {
	out := make([]rune, d.steps[s].length)
	for i := len(out); s >= 0; s = d.steps[s].before {
		for j := d.steps[s].n - 1; j >= 0; j-- {
			i--
			out[i] = rune(d.Chars[d.steps[s].chars[j]])
		}
	}
	return out
}

func (d *decoder) add(end, before int, cost float64, known int, chars ...int) {
	b := &d.steps[before]
	s := step{before: before, n: len(chars), length: b.length + len(chars), known: b.known + known, score: b.score - cost}
	copy(s.chars[:], chars)
	d.steps = append(d.steps, s)
	d.at[end] = append(d.at[end], len(d.steps)-1)
}

// follow continues a step by characters that follow its last one in the index.
func (d *decoder) follow(before int, u unit) {
	s := d.steps[before]
	if s.n == 0 {
		return
	}
	last := s.chars[s.n-1]
	after := math.Log(float64(d.CharWeight[last]) + 1)
	for k := d.CharPairs[last]; k < d.CharPairs[last+1]; k++ {
		if c := int(d.Second[k]); u.sound.Has(d.readings(c)) {
			d.add(u.end, before, after-math.Log(float64(d.Weight[k]))+d.cost(u, c), 1, c)
		}
	}
}

// begin continues the best steps by the beginning of a word, or by a word of
// one character.
func (d *decoder) begin(i int, u unit, next []unit) {
	total := math.Log(d.Total)
	steps := d.at[i][:min(len(d.at[i]), breaks)]
	each := func(end int, cost float64, known int, chars ...int) {
		for _, s := range steps {
			c := cost
			if d.steps[s].n > 0 {
				c += breakCost
			}
			d.add(end, s, c, known, chars...)
		}
	}
	for _, v := range next {
		for _, k := range d.saidAs(u.sound, v.sound, pairTries) {
			a, b := int(d.First[k]), int(d.Second[k])
			cost := total - math.Log(float64(d.Weight[k])) + d.cost(u, a) + d.cost(v, b)
			if d.Inner[k] != 0 {
				cost += innerCost
			}
			each(v.end, cost, 1, a, b)
		}
	}
	for _, c := range d.charsSaidAs(u.sound, charTries) {
		each(u.end, total+math.Ln2-math.Log(float64(d.CharWeight[c]))+d.cost(u, int(c))+singleCost, 0, int(c))
	}
}

// cost says how unlikely it is that u was typed for a character: a character's
// first reading is the common one, and initials are typed for words that say
// something.
func (h *han) cost(u unit, c int) float64 {
	cost := u.cost
	for i, r := range h.readings(c) {
		if r < u.sound.From || r >= u.sound.To {
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
	if u.short && strings.ContainsRune(analysis.ChineseLight, rune(h.Chars[c])) {
		cost += lightCost
	}
	return cost
}
