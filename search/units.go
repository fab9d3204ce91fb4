package search

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"shebao/search/analysis"
)

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
	elsewhere  bool    // names what the site does not speak of
	sound      bool    // was typed as pinyin
	count      uint64  // sections that have it
	info       float64 // how much it tells of what is asked, 0 to 1.5
	start, end int     // bytes of the query

	meant      string        // the character that was probably meant, if heard
	others     []alternative // for the unit itself
	otherPairs []alternative // for the pair with the next unit
}

// cut reads the units. Some characters stand for many, as ﷺ for eighteen: no more
// units are read than a query can have characters.
func (p *plan) cut(ix *Index, s *scratch, text string) {
	ix.analyzer.Tokens(text, s.stemmer, func(t analysis.Token) bool {
		if t.Kind == analysis.Bigram {
			p.units[len(p.units)-1].joined = true
			return true
		}
		if len(p.units) == MaxQuery {
			p.units[len(p.units)-1].joined = false
			return false
		}
		u := queryUnit{text: t.Term(), term: t.Term(), start: t.Start, end: t.End}
		if t.Kind == analysis.Unigram {
			u.han, u.light = true, strings.ContainsRune(analysis.ChineseLight, t.Last)
		} else {
			u.text, u.light, u.stop = t.Word.Text, ix.saysLittle(t.Word.Text), ix.stops[t.Word.Text]
		}
		p.units = append(p.units, u)
		return true
	})
	p.joinSpaced(text)
	p.passDoubled(ix)
}

// saysLittle reports whether an English word is an everyday one, or a regular form of
// it: happens, going, making.
func (ix *Index) saysLittle(word string) bool {
	if ix.light[word] {
		return true
	}
	for _, ending := range []string{"s", "es", "d", "ed", "ing"} {
		if base, ok := strings.CutSuffix(word, ending); ok && (ix.light[base] || ending == "ing" && ix.light[base+"e"]) {
			return true
		}
	}
	return false
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
		if v.start < u.end { // both are written as one sign: ㈱
			continue
		}
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
