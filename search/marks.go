package search

import (
	"unicode/utf8"

	"shebao/search/analysis"
)

// maxMarked bounds the text of one section that is looked through for marks,
// in bytes.
const maxMarked = 1 << 16

// marker finds in a text what a query looks for, and cuts the snippet around
// it. Nothing of this is kept in the index: only the few hits that are shown
// are cut, from their text.
type marker struct {
	analyzer *analysis.Analyzer
	words    *analysis.Stemmer
	byFirst  map[string][]phraseMark
	wanted   analysis.Wanted // all elements
	elements []element       // room for those of one text
}

// phraseMark is something to mark: stems of words or single characters that
// follow each other.
type phraseMark struct {
	elements []string
	slot     int
	worth    float64
}

func newMarker(a *analysis.Analyzer, words *analysis.Stemmer, p *plan) *marker {
	m := &marker{analyzer: a, words: words, byFirst: map[string][]phraseMark{}}
	for n, sl := range p.slots {
		first, last := sl.units[0], sl.units[1]
		if first == last && (p.units[first].joined || first > 0 && p.units[first-1].joined) {
			continue // one character of a pair says nothing alone
		}
		info := 0.0
		for u := first; u <= last; u++ {
			info += p.units[u].info
		}
		for _, alt := range sl.alts {
			e := elementsOf(alt.terms)
			m.byFirst[e[0]] = append(m.byFirst[e[0]], phraseMark{e, n, info * alt.weight})
			for _, element := range e {
				m.wanted.Add(element, words)
			}
		}
	}
	return m
}

// elementsOf returns the elements that terms stand for; pairs of characters
// that overlap become one stretch.
func elementsOf(terms []string) []string {
	var out []string
	for _, t := range terms {
		p, ok := pairOf(t)
		switch {
		case !ok:
			out = append(out, t)
		case len(out) > 0 && out[len(out)-1] == string(p[0]):
			out = append(out, string(p[1]))
		default:
			out = append(out, string(p[0]), string(p[1]))
		}
	}
	return out
}

// pairOf returns the characters of a term that is a pair of a script without
// spaces.
func pairOf(term string) (p [2]rune, ok bool) {
	if len(term) < 4 || len(term) > 8 {
		return p, false
	}
	first, n := utf8.DecodeRuneInString(term)
	second, m := utf8.DecodeRuneInString(term[n:])
	return [2]rune{first, second}, n+m == len(term) && analysis.SpacelessScript(first)
}

// mark is a stretch of text that a query looks for.
type mark struct {
	start, end int
	slot       int
	worth      float64
}

type element struct {
	text       string
	start, end int
}

// marks returns the stretches of text to mark, in the order of their
// beginnings. They may overlap.
func (m *marker) marks(text string) []mark {
	if len(text) > maxMarked {
		text = text[:maxMarked]
	}
	var marks []mark
	elements := m.elements[:0]
	m.analyzer.TokensOf(text, m.words, &m.wanted, func(t analysis.Token) bool {
		switch t.Kind {
		case analysis.Other: // one stands for as many as there are
			if n := len(elements); n > 0 && elements[n-1].text != "" {
				elements = append(elements, element{})
			}
		case analysis.Word:
			elements = append(elements, element{t.Word.Stem, t.Start, t.End})
		case analysis.Unigram:
			elements = append(elements, element{text[t.Start:t.End], t.Start, t.End})
			if c := text[t.Start:t.End]; c != string(t.Last) {
				elements[len(elements)-1].text = string(t.Last)
			}
		}
		return true
	})
	m.elements = elements
	for i, e := range elements {
		if e.text == "" {
			continue
		}
		for _, p := range m.byFirst[e.text] {
			if followed(elements[i:], p.elements) {
				marks = append(marks, mark{e.start, elements[i+len(p.elements)-1].end, p.slot, p.worth})
			}
		}
	}
	return marks
}

func followed(elements []element, want []string) bool {
	if len(elements) < len(want) {
		return false
	}
	for i, w := range want {
		if elements[i].text != w {
			return false
		}
	}
	return true
}
