package search

import (
	"math"
	"slices"
	"strings"

	"shebao/search/analysis"
	"shebao/search/pinyin"
)

// readHomophones looks, where the index does not have two neighbouring
// characters together, for characters that sound the same: 社宝 for 社保. What
// counts is the stretch as a whole: only readings are taken that make it
// likelier, so that the border between two words is not read as a slip.
func (ix *Index) readHomophones(p *plan, c *correction) {
	for from := 0; from < len(p.units); from++ {
		if !p.units[from].joined || p.units[from].sound {
			continue
		}
		to := from + 1
		for to+1 < len(p.units) && p.units[to].joined {
			to++
		}
		if ix.han.hear(p.units[from:to+1], ix.synonyms) {
			meant := ""
			for _, u := range p.units[from : to+1] {
				meant += u.meant
			}
			c.replace(p.units[from].start, p.units[to].end, meant)
		}
		from = to
	}
}

const (
	changeCost    = 3.0 // of taking a character for another of the same sound
	mistakenCost  = 5.0 // of nearly the same sound
	unlikelyShare = 0.7 // of the weight of another reading, where the best is what was typed
	nearBest      = 2.5 // how much worse than the best another reading may be
	leastMeant    = 5   // weight of a pair that may have been meant: a title has it, or many texts
)

// particles are not typed in error for a word.
const particles = "吗呢吧啊的了么嘛"

// Characters that negate are meant where what they negate follows: 户口不在 is no slip
// for 户口簿在, and who takes a 不 from a question turns it round.
const (
	negating = "不没"
	negated  = "在是能会要用到见行好同对想可需让给够许敢肯该必有"
)

// negates reports whether a character negates the one after it.
func negates(r, next rune) bool {
	return strings.ContainsRune(negating, r) && strings.ContainsRune(negated, next)
}

// choice is one character that may have been meant.
type choice struct {
	r    rune
	cost float64
	upto float64 // best way to it from the beginning of the stretch
	on   float64 // best way from it to the end
	back int
}

// hear gives the units their homophones and reports whether other characters
// than those typed were probably meant.
func (h *han) hear(units []queryUnit, words *thesaurus) bool {
	choices := h.choices(units, words)
	if choices == nil {
		return false
	}
	last := len(units) - 1
	for i := range choices {
		for j := range choices[i] {
			c := &choices[i][j]
			c.upto, c.on = -c.cost, 0
			if i == 0 {
				continue
			}
			c.upto = math.Inf(-1)
			for k, b := range choices[i-1] {
				if s := b.upto + h.affinity(b.r, c.r) - c.cost; s > c.upto {
					c.upto, c.back = s, k
				}
			}
		}
	}
	for i := last - 1; i >= 0; i-- {
		for j := range choices[i] {
			c := &choices[i][j]
			c.on = math.Inf(-1)
			for _, d := range choices[i+1] {
				c.on = max(c.on, h.affinity(c.r, d.r)-d.cost+d.on)
			}
		}
	}
	at := 0
	for j, c := range choices[last] {
		if c.upto > choices[last][at].upto {
			at = j
		}
	}
	best := choices[last][at].upto
	for i := range last {
		for _, c := range choices[i] {
			for _, d := range choices[i+1] {
				through := c.upto + h.affinity(c.r, d.r) - d.cost + d.on
				if c.cost+d.cost == 0 || through < best-nearBest || h.pair(c.r, d.r) == 0 {
					continue
				}
				weight := homophoneWeight
				if c.cost+d.cost > 2*changeCost || max(c.cost, d.cost) > changeCost {
					weight = confusedWeight
				}
				units[i].otherPairs = append(units[i].otherPairs, alternative{terms: []string{string([]rune{c.r, d.r})}, weight: weight})
			}
		}
	}
	changed := false
	for i := last; i >= 0; i-- {
		c := choices[i][at]
		units[i].meant = string(c.r)
		changed = changed || c.cost > 0
		at = c.back
	}
	if !changed { // what was typed is likelier
		for i := range units {
			for j := range units[i].otherPairs {
				units[i].otherPairs[j].weight *= unlikelyShare
			}
		}
	}
	return changed
}

// choices lists for each unit the character typed and those that may have been
// meant: they stand in pairs that the index has, where it lacks the pair
// typed. It returns nil when there is nothing to choose.
func (h *han) choices(units []queryUnit, words *thesaurus) [][]choice {
	all := make([][]choice, len(units))
	add := func(i int, r rune, cost float64) {
		if strings.ContainsRune(analysis.ChineseLight, r) || strings.ContainsRune(particles, all[i][0].r) {
			return
		}
		if i+1 < len(units) && negates(all[i][0].r, all[i+1][0].r) {
			return
		}
		for j, c := range all[i] {
			if c.r == r {
				all[i][j].cost = min(c.cost, cost)
				return
			}
		}
		all[i] = append(all[i], choice{r: r, cost: cost})
	}
	for i, u := range units {
		all[i] = []choice{{r: firstRune(u.text)}}
	}
	found := false
	for i := range len(units) - 1 {
		a, b := all[i][0].r, all[i+1][0].r
		if h.pair(a, b) > 0 || words.written[[2]rune{a, b}] || strings.ContainsRune(particles, b) {
			continue
		}
		for _, s := range h.soundalikes(a, b) {
			if h.pair(s.a, s.b) < leastMeant && !words.has(s.a, s.b) {
				continue
			}
			found = true
			if s.a != a {
				add(i, s.a, s.cost)
			}
			if s.b != b {
				add(i+1, s.b, s.cost)
			}
		}
	}
	if !found {
		return nil
	}
	return all
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

type soundalike struct {
	a, b rune
	cost float64
}

// soundalikes returns the heaviest pairs of the vocabulary that are said like
// a and b: those that have one of the two characters, then those that have
// neither. Failing both, pairs that have one of them and nearly the sound of
// the other.
func (h *han) soundalikes(a, b rune) []soundalike {
	const most = 6
	var out []soundalike
	first, second := h.sounds.Readings(a), h.sounds.Readings(b)
	look := func(cost float64, x, y pinyin.Syllable, keep func(r, s rune) bool) {
		found := 0
		for _, k := range h.saidAs(pinyin.Span{From: x, To: x + 1}, pinyin.Span{From: y, To: y + 1}, pairTries) {
			r, s := rune(h.Chars[h.First[k]]), rune(h.Chars[h.Second[k]])
			if !keep(r, s) || slices.ContainsFunc(out, func(o soundalike) bool { return o.a == r && o.b == s }) {
				continue
			}
			out = append(out, soundalike{r, s, cost})
			if found++; found == most {
				return
			}
		}
	}
	each := func(visit func(x, y pinyin.Syllable)) {
		for i, x := range first {
			for j, y := range second {
				if i == 0 || j == 0 { // two rare readings side by side are an accident
					visit(x, y)
				}
			}
		}
	}
	each(func(x, y pinyin.Syllable) {
		look(changeCost, x, y, func(r, s rune) bool { return r == a || s == b })
		look(changeCost, x, y, func(r, s rune) bool { return r != a && s != b })
	})
	if len(out) > 0 {
		return out
	}
	each(func(x, y pinyin.Syllable) {
		for _, z := range h.sounds.Alike(x) {
			look(mistakenCost, z, y, func(r, s rune) bool { return s == b })
		}
		for _, z := range h.sounds.Alike(y) {
			look(mistakenCost, x, z, func(r, s rune) bool { return r == a })
		}
	})
	return out
}
