package search

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"shebao/search/analysis"
)

// Widths in that of a Latin letter: a snippet has some 180 letters or 120
// Chinese characters.
const (
	snippetWidth = 180
	hanWidth     = 1.5
	leadWidth    = 60 // looked back for the beginning of the sentence
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

// snippet returns the best stretch of text as HTML, with what is looked for
// between <mark> and </mark>, and what all marks in it are worth.
func (m *marker) snippet(text string) (string, float64) {
	marks := m.marks(text)
	start, end, worth := bestWindow(text, marks)
	start, end = clusterStart(text, start), clusterEnd(text, end)
	var w snippetWriter
	if strings.TrimSpace(text[:start]) != "" {
		w.WriteString("…")
	}
	at := start
	for i := 0; i < len(marks); i++ {
		k := marks[i]
		if k.start < at || k.end > end {
			continue
		}
		for i+1 < len(marks) && marks[i+1].start <= k.end {
			i++
			if marks[i].end <= end {
				k.end = max(k.end, marks[i].end)
			}
		}
		k.start, k.end = max(at, clusterStart(text, k.start)), min(end, clusterEnd(text, k.end))
		w.text(text[at:k.start])
		w.mark(text[k.start:k.end])
		at = k.end
	}
	w.text(text[at:end])
	if strings.TrimSpace(text[end:]) != "" {
		w.WriteString("…")
	}
	return w.String(), worth
}

// maxCluster bounds how far one character, as readers see it, is followed, in
// bytes: a letter may have any number of accents.
const maxCluster = 128

// clusterStart moves a place that is inside a character as readers see it, such
// as between a letter and its accent or in a family of emoji, to where that
// begins (UAX #29).
func clusterStart(text string, i int) int {
	start, _ := clusterAt(text, i)
	return start
}

// clusterEnd is where the character ends.
func clusterEnd(text string, i int) int {
	_, end := clusterAt(text, i)
	return end
}

func clusterAt(text string, i int) (start, end int) {
	if i == 0 || i == len(text) || text[i-1] < utf8.RuneSelf && text[i] < utf8.RuneSelf && text[i-1] != '\r' {
		return i, i
	}
	if before, _ := utf8.DecodeLastRuneInString(text[:i]); plainHan(before) {
		if after, _ := utf8.DecodeRuneInString(text[i:]); plainHan(after) {
			return i, i
		}
	}
	at := i
	for at > 0 && (i-at < maxCluster || !utf8.RuneStart(text[at])) && (at == i || text[at] > ' ') {
		at-- // to a space, before which a character ends for certain
	}
	for state := -1; at < i; {
		var cluster string
		cluster, _, _, state = uniseg.FirstGraphemeClusterInString(text[at:], state)
		if next := at + len(cluster); next > i {
			if next-at > maxCluster {
				return i, i
			}
			return at, next
		}
		at += len(cluster)
	}
	return i, i
}

// plainHan reports whether r is an ideograph or a full-width mark: between two of
// them a character ends always.
func plainHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r >= 0x3001 && r <= 0x3020 || r >= 0xFF01 && r <= 0xFF60
}

// snippetWriter writes text as HTML: without control characters, with single
// spaces, and with a dot between blocks that do not end like a sentence, such as
// the rows of a table.
type snippetWriter struct {
	strings.Builder
	last  rune // of the text, 0 before its first
	space bool // between last and what comes next
	block bool // a block ends there
}

func (w *snippetWriter) text(text string) {
	text = strings.ToValidUTF8(text, " ")
	from := 0 // of what is written as it stands
	for i, r := range text {
		if !plainHan(r) && (unicode.IsSpace(r) || unicode.IsControl(r)) {
			w.WriteString(text[from:i])
			from = i + utf8.RuneLen(r)
			w.space = true
			w.block = w.block || r == '\n'
			continue
		}
		if w.space {
			w.separate()
		}
		w.last = r
		switch r {
		case '<', '>', '&', '\'', '"':
			w.WriteString(text[from:i])
			w.WriteString(html.EscapeString(string(r)))
			from = i + 1
		}
	}
	w.WriteString(text[from:])
}

// mark writes text that is looked for.
func (w *snippetWriter) mark(text string) {
	w.separate()
	w.WriteString("<mark>")
	w.text(text)
	w.WriteString("</mark>")
}

// separate writes what stands between the last character and the next.
func (w *snippetWriter) separate() {
	switch {
	case w.last == 0 || !w.space:
	case w.block && !strings.ContainsRune(".,:;!?…。，、：；！？", w.last):
		w.WriteString(" · ")
	default:
		w.WriteByte(' ')
	}
	w.space, w.block = false, false
}
