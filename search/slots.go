package search

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"shebao/search/analysis"
)

// slot is one thing to look for.
type slot struct {
	units  [2]int // the first and the last unit it stands for
	weight float64
	credit float64 // how much of its units is found when it is
	count  uint64  // sections that have it as typed, where that was asked for
	topic  bool    // is what the site is about
	phrase bool    // stands for the meaning of several units, which have slots of their own
	alts   []alternative
}

// alternative is one way in which a slot may be met: all of terms in the same
// field of the same section.
type alternative struct {
	terms   []string
	weight  float64 // 1 for what was typed
	general bool    // an everyday synonym: counts for no more than it tells itself
}

// Weights of slots.
const (
	lightWeight  = 0.4  // of an everyday word
	lightInfo    = 0.1  // the most that a particle or the like tells that no guide has
	plainInfo    = 0.4  // how much less a word tells that any subject is spoken of with
	borderWeight = 0.8  // of a pair that a particle is half of
	topicWeight  = 1.4  // of what the glossary has a name for
	singleWeight = 0.4  // of a character beside the pairs it stands in
	singleCredit = 0.45 // how much of it is found when it is found alone
	singleShare  = 0.03
	partWeight   = 0.2 // of a part of a compound
	singleMost   = 200 // sections, or the share above, in which such a character may stand
)

// Weights of alternatives; what was typed has 1.
const (
	typedWeight     = 0.9 // of what a synonym that is only typed stands for
	synonymWeight   = 1.0
	everydayWeight  = 0.95
	everydayBeside  = 0.5 // of a word that the index has itself
	personWeight    = 0.9 // of another word for a person
	questionWeight  = 0.55
	prefixWeight    = 0.85
	prefixBeside    = 0.5 // of a word that the index has itself
	compoundWeight  = 0.9
	spellingWeight  = 0.8 // for one edit
	farWeight       = 0.65
	realWordWeight  = 0.4 // of another word, for one that is no misspelling
	initialsWeight  = 0.9
	homophoneWeight = 0.8
	confusedWeight  = 0.65

	strongWeight = 0.95 // as good as what was typed
	weakWeight   = 0.6  // probably what was meant
)

// gather makes the slots.
func (ix *Index) gather(s *scratch, p *plan) error {
	n := ix.documents
	sentence := slices.ContainsFunc(p.units, func(u queryUnit) bool { return u.stop || u.light || u.han })
	for i := range p.units {
		u := &p.units[i]
		if u.stop {
			continue
		}
		u.info = math.Inf(1)
		u.tells(n, u.count)
		if u.count == 0 && (sentence && ix.plain[u.text] || u.han && strings.Contains(analysis.ChinesePlain, u.text)) {
			u.info *= plainInfo
		}
		sl := newSlot(i, i, u.term, u.others)
		sl.count = u.count
		if u.light {
			sl.weight = lightWeight
		}
		if u.joined || i > 0 && p.units[i-1].joined {
			sl.weight, sl.credit = sl.weight*singleWeight, singleCredit
			if u.count == 0 || float64(u.count) > max(singleMost, singleShare*n) {
				sl.weight = 0
			}
		}
		if sl.weight > 0 {
			p.slots = append(p.slots, sl)
		}
		if !u.joined || i+1 == len(p.units) {
			continue
		}
		v := p.units[i+1]
		sl = newSlot(i, i+1, u.term+v.term, u.otherPairs)
		switch {
		case u.light && v.light:
			sl.weight = lightWeight
		case u.light || v.light:
			sl.weight = borderWeight
		}
		p.slots = append(p.slots, sl)
	}
	return nil
}

func newSlot(first, last int, term string, others []alternative) slot {
	sl := slot{units: [2]int{first, last}, weight: 1, credit: 1, alts: []alternative{{terms: []string{term}, weight: 1}}}
	for _, a := range others {
		sl.also(a)
	}
	return sl
}

// trim leaves the rarest slots of a long query: what single characters say
// goes first, then what the index does not have, then what is common. Units
// without a slot count for nothing.
func (s *scratch) trim(p *plan) error {
	for i := range p.slots {
		sl := &p.slots[i]
		if sl.units[0] == sl.units[1] || sl.phrase {
			continue
		}
		n, err := s.count(sl.alts[0].terms[0])
		if err != nil {
			return err
		}
		sl.count = n
	}
	order := func(a, b slot) int {
		return cmp.Or(
			cmp.Compare(b.credit, a.credit),
			first(a.count > 0 || len(a.alts) > 1, b.count > 0 || len(b.alts) > 1),
			cmp.Compare(a.count, b.count),
			cmp.Compare(a.units[0], b.units[0]),
		)
	}
	slices.SortFunc(p.slots, order)
	p.slots = p.slots[:maxSlots]
	slices.SortFunc(p.slots, func(a, b slot) int { return slices.Compare(a.units[:], b.units[:]) })
	p.leave(1<<maxSlots - 1)
	return nil
}

// also adds an alternative to a slot unless it is there with as much weight.
func (sl *slot) also(a alternative) {
	for i, b := range sl.alts {
		if slices.Equal(a.terms, b.terms) {
			sl.alts[i].weight = max(a.weight, b.weight)
			return
		}
	}
	if len(sl.alts) < maxAlternatives {
		sl.alts = append(sl.alts, a)
	}
}

func idf(n, df float64) float64 {
	df = math.Min(df, n)
	return math.Log(1 + (n-df+0.5)/(df+0.5))
}
