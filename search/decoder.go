package search

import (
	"math"
	"slices"
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
	sum    uint64 // of its characters, by which guesses are told apart at a glance
	score  float64
}

// decoder finds the likeliest ways through the letters: characters that follow
// each other in the index, or words that begin anew.
type decoder struct {
	*han
	steps []step
	at    [][]int // steps that end at each letter
	kept  [beam]int
}

func (h *han) decode(letters int, units [][]unit) []guess {
	d, _ := h.decoders.Get().(*decoder)
	if d == nil {
		d = &decoder{han: h}
	}
	defer h.decoders.Put(d)
	d.steps = append(d.steps[:0], step{before: -1, sum: 14695981039346656037})
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
	rest, kept := d.at[i], d.kept[:0]
	for j := len(rest)/2 - 1; j >= 0; j-- {
		d.sink(rest, j)
	}
	for len(rest) > 0 && len(kept) < beam {
		best, last := rest[0], len(rest)-1
		rest[0], rest = rest[last], rest[:last]
		d.sink(rest, 0)
		if !slices.ContainsFunc(kept, func(k int) bool { return d.same(k, best) }) {
			kept = append(kept, best)
		}
	}
	d.at[i] = append(d.at[i][:0], kept...)
}

// sink moves what stands at j of a heap below whatever is better. There are hundreds
// of steps, of which a few are kept: sorting them all takes several times as long.
func (d *decoder) sink(heap []int, j int) {
	for {
		best := 2*j + 1
		if best >= len(heap) {
			return
		}
		if right := best + 1; right < len(heap) && d.better(heap[right], heap[best]) {
			best = right
		}
		if !d.better(heap[best], heap[j]) {
			return
		}
		heap[j], heap[best] = heap[best], heap[j]
		j = best
	}
}

func (d *decoder) better(a, b int) bool {
	if x, y := d.steps[a].score, d.steps[b].score; x != y {
		return x > y
	}
	return a < b
}

// same reports whether two steps end the same text.
func (d *decoder) same(a, b int) bool {
	x, y := &d.steps[a], &d.steps[b]
	return x.sum == y.sum && x.length == y.length && slices.Equal(d.text(a), d.text(b))
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
	s := step{before: before, n: len(chars), length: b.length + len(chars), known: b.known + known, score: b.score - cost, sum: b.sum}
	for i, c := range chars {
		s.chars[i], s.sum = c, (s.sum^uint64(c))*1099511628211 // as FNV does
	}
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
	if u.short && h.light[c] {
		cost += lightCost
	}
	return cost
}
