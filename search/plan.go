package search

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// A query is read in steps. It is cut into units: words, or single characters
// of scripts without spaces. Letters that are pinyin are replaced by the
// characters they stand for. Units become slots, each a thing to look for: a
// word, or a pair of neighbouring characters. Each slot has alternatives, ways
// in which the thing may stand in a guide: as typed, by a synonym, in another
// spelling, said alike.

// plan is a query as it is looked for.
type plan struct {
	lang      string
	units     []queryUnit
	slots     []slot
	pointers  []pointer
	corrected string // the query as it was probably meant, "" if as typed
	heard     int    // letters that were read as pinyin, each time they were
}

// queryUnit is a word or a character of the query.
type queryUnit struct {
	text       string // normal form, not stemmed
	term       string
	han        bool // a character of a script without spaces
	joined     bool // to the next unit: both are characters of one stretch
	stop       bool
	asks       bool // is part of a question's words
	bare       bool // a stop word that is looked for since there is nothing else
	light      bool
	subject    bool    // most sections have it: the site is about it
	sound      bool    // was typed as pinyin
	count      uint64  // sections that have it
	info       float64 // how much it tells of what is asked, 0 to 1.5
	start, end int     // bytes of the query

	meant      string        // the character that was probably meant, if heard
	others     []alternative // for the unit itself
	otherPairs []alternative // for the pair with the next unit
}

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

// Limits of a plan; what is beyond them is not looked for.
const (
	maxSlots        = 64
	maxHeard        = 160 // letters read as pinyin, for which several readings of the same count
	maxAlternatives = 16
)

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
	singleMost   = 200 // sections, or the share above, in which such a character may stand
)

// Weights of alternatives; what was typed has 1.
const (
	typedWeight     = 0.9 // of what a synonym that is only typed stands for
	synonymWeight   = 1.0
	everydayWeight  = 0.95
	everydayBeside  = 0.5 // of a word that the index has itself
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

func (ix *Index) plan(s *scratch, text, lang string) (*plan, error) {
	p := &plan{lang: lang}
	p.cut(ix, s, text)
	if err := s.countUnits(p); err != nil {
		return nil, err
	}
	c := correction{text: text}
	ix.complete(s, p)
	ix.completeName(p)
	ix.readWords(s, p, &c)
	if err := s.countUnits(p); err != nil {
		return nil, err
	}
	ix.synonyms.passFillers(p)
	p.passStops()
	ix.readHomophones(p, &c)
	if err := ix.gather(s, p); err != nil {
		return nil, err
	}
	if err := ix.synonyms.apply(ix, s, p); err != nil {
		return nil, err
	}
	if err := ix.readStrange(s, p); err != nil {
		return nil, err
	}
	if len(p.slots) > maxSlots {
		if err := s.trim(p); err != nil {
			return nil, err
		}
	}
	for _, sl := range p.slots {
		slices.SortStableFunc(sl.alts, func(a, b alternative) int { return cmp.Compare(b.weight, a.weight) })
	}
	p.corrected = c.String()
	return p, nil
}

// bare reports whether the query says nothing: it is a single letter, or one of the
// words that English is held together with.
func (p *plan) bare() bool {
	if len(p.units) != 1 {
		return false
	}
	u := p.units[0]
	return u.bare || len(u.text) == 1 && !unicode.IsNumber(rune(u.text[0]))
}

// cut reads the units. Some characters stand for many, as ﷺ for eighteen: no more
// units are read than a query can have characters.
func (p *plan) cut(ix *Index, s *scratch, text string) {
	ix.analyzer.tokens(text, s.stemmer, func(t token) bool {
		if t.kind == pair {
			p.units[len(p.units)-1].joined = true
			return true
		}
		if len(p.units) == MaxQuery {
			p.units[len(p.units)-1].joined = false
			return false
		}
		u := queryUnit{text: t.term(), term: t.term(), start: t.start, end: t.end}
		if t.kind == single {
			u.han, u.light = true, strings.ContainsRune(chineseLight, t.last)
		} else {
			u.text, u.light, u.stop = t.word.text, ix.light[t.word.text], ix.stops[t.word.text]
		}
		p.units = append(p.units, u)
		return true
	})
	p.joinSpaced(text)
	p.passDoubled(ix)
}

// passDoubled takes the second of two equal characters that are no word of the
// index for light: 忘光光, 查查.
func (p *plan) passDoubled(ix *Index) {
	for i := 1; i < len(p.units); i++ {
		u, v := &p.units[i-1], &p.units[i]
		if u.han && u.joined && u.text == v.text && !ix.pairKnown(*u, *v) {
			v.light = true
		}
	}
}

// joinSpaced joins characters typed with a space after each: 社 保 卡.
func (p *plan) joinSpaced(text string) {
	alone := func(i int) bool {
		return p.units[i].han && !p.units[i].joined && (i == 0 || !p.units[i-1].joined)
	}
	for i := range len(p.units) - 1 {
		u, v := &p.units[i], p.units[i+1]
		if alone(i+1) && u.han && !u.joined && (i == 0 || !p.units[i-1].joined || p.units[i-1].end != u.start) && strings.TrimSpace(text[u.end:v.start]) == "" {
			u.joined = true
		}
	}
}

func (s *scratch) countUnits(p *plan) error {
	for i := range p.units {
		n, err := s.count(p.units[i].term)
		if err != nil {
			return err
		}
		p.units[i].count = n
	}
	return nil
}

// passStops passes over a letter that begins a word yet to be typed, and sees to it
// that the words that English is held together with, and everyday ones, are looked
// for where there is nothing else.
func (p *plan) passStops() {
	if last := len(p.units) - 1; last > 0 {
		u := &p.units[last]
		u.stop = u.stop || !u.han && len(u.text) == 1 && !unicode.IsNumber(rune(u.text[0])) && u.count == 0
	}
	if !slices.ContainsFunc(p.units, func(u queryUnit) bool { return !u.stop }) {
		for i := range p.units {
			p.units[i].stop, p.units[i].bare = false, true
		}
	}
	if !slices.ContainsFunc(p.units, func(u queryUnit) bool { return !u.stop && !u.light }) {
		for i := range p.units {
			p.units[i].light = false
		}
	}
}

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
		if u.count == 0 && (sentence && ix.plain[u.text] || u.han && strings.Contains(chinesePlain, u.text)) {
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

// tells says how much a unit tells if it stands in so many of n sections, unless it
// tells less already.
func (u *queryUnit) tells(n float64, count uint64) {
	info := math.Max(0.3, math.Min(1, idf(n, float64(count))/idf(n, 0)))
	if !u.han {
		info *= 1.5
	}
	if u.light {
		info *= 0.3
		if count == 0 {
			info = min(info, lightInfo)
		}
	}
	u.info = min(u.info, info)
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

// correction writes a query as it was probably meant.
type correction struct {
	text  string
	edits []edit
}

type edit struct {
	start, end int
	text       string
}

func (c *correction) replace(start, end int, text string) {
	c.edits = append(c.edits, edit{start, end, text})
}

func (c *correction) String() string {
	if len(c.edits) == 0 {
		return ""
	}
	slices.SortStableFunc(c.edits, func(a, b edit) int { return a.start - b.start })
	var b strings.Builder
	at := 0
	for _, e := range c.edits {
		if e.start < at {
			continue
		}
		b.WriteString(c.text[at:e.start])
		b.WriteString(e.text)
		at = e.end
	}
	b.WriteString(c.text[at:])
	out := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(b.String(), " "))
	return strings.Join(strings.Fields(out), " ")
}
