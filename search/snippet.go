package search

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Length of a snippet, in the width of a Latin letter. A Chinese character is
// as wide as one and a half.
const (
	snippetWidth = 180
	hanWidth     = 1.5
)

// marker cuts snippets and marks in them what a query looks for.
type marker struct {
	analyzer *analyzer
	stemmer  *stemmer
	terms    map[string]float64 // what each is worth
	starts   map[string]bool    // first letters of the stems, to spare stemming the rest
}

func newMarker(a *analyzer, p *plan) *marker {
	m := &marker{analyzer: a, stemmer: newStemmer(), terms: map[string]float64{}, starts: map[string]bool{}}
	for _, sl := range p.slots {
		info := 0.0
		for u := sl.units[0]; u <= sl.units[1]; u++ {
			info += p.units[u].info
		}
		for _, alt := range sl.alts {
			for _, t := range alt.terms {
				m.terms[t] = max(m.terms[t], info*sl.weight*alt.weight)
			}
		}
	}
	return m
}

// mark is a stretch of text that a query looks for.
type mark struct {
	start, end int
	worth      float64
	term       string
}

// marks returns the stretches of text to mark, in order, without overlaps.
func (m *marker) marks(text string) []mark {
	var marks []mark
	var lastSingle token
	m.analyzer.tokens(text, m.stemmer.stem, func(t token) bool {
		worth, ok := m.terms[t.term]
		if t.kind == single {
			lastSingle = t
		}
		if !ok {
			return true
		}
		marks = append(marks, mark{t.start, t.end, worth, t.term})
		return true
	})
	_ = lastSingle
	return marks
}

func (m *marker) any(text string) bool { return len(m.marks(text)) > 0 }

// snippet returns the best stretch of text as HTML: escaped, with what was
// looked for between <mark> and </mark>.
func (m *marker) snippet(text string) string {
	marks := m.marks(text)
	start, end := bestWindow(text, marks)
	var b strings.Builder
	if start > 0 {
		b.WriteString("…")
	}
	at := start
	for i := 0; i < len(marks); i++ {
		k := marks[i]
		if k.start < at || k.end > end {
			continue
		}
		for i+1 < len(marks) && marks[i+1].start <= k.end && marks[i+1].end <= end {
			i++
			k.end = max(k.end, marks[i].end)
		}
		writeText(&b, text[at:k.start])
		b.WriteString("<mark>")
		writeText(&b, text[k.start:k.end])
		b.WriteString("</mark>")
		at = k.end
	}
	writeText(&b, text[at:end])
	if end < len(text) {
		b.WriteString("…")
	}
	return b.String()
}

// writeText writes escaped text, without control characters and with single
// spaces.
func writeText(b *strings.Builder, text string) {
	space := false
	var out strings.Builder
	for _, r := range strings.ToValidUTF8(text, " ") {
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			if !space {
				out.WriteByte(' ')
			}
			space = true
			continue
		}
		space = false
		out.WriteRune(r)
	}
	b.WriteString(html.EscapeString(out.String()))
}

func runeWidth(r rune) float64 {
	if spacelessScript(r) || r >= 0x3000 {
		return hanWidth
	}
	return 1
}

// bestWindow returns the stretch of text of a snippet's width whose marks are
// worth most.
func bestWindow(text string, marks []mark) (start, end int) {
	fit := func(from int) int {
		width, i := 0.0, from
		for i < len(text) {
			r, size := utf8.DecodeRuneInString(text[i:])
			if width += runeWidth(r); width > snippetWidth {
				break
			}
			i += size
		}
		return i
	}
	if fit(0) == len(text) {
		return 0, len(text)
	}
	end = fit(0)
	best := -1.0
	for _, k := range marks {
		from := sentenceStart(text, k.start)
		to := fit(from)
		worth := 0.0
		seen := map[string]bool{}
		for _, l := range marks {
			if l.start >= from && l.end <= to {
				if seen[l.term] {
					worth += l.worth * 0.1
				} else {
					worth += l.worth
				}
				seen[l.term] = true
			}
		}
		if worth > best {
			best, start, end = worth, from, to
		}
	}
	return start, end
}

// sentenceStart returns where the sentence before i begins, if that is near;
// otherwise a little before i.
func sentenceStart(text string, i int) int {
	width, at := 0.0, i
	for at > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:at])
		if strings.ContainsRune("。！？；.!?\n", r) {
			return at
		}
		if width += runeWidth(r); width > snippetWidth/3 {
			break
		}
		at -= size
	}
	if at == 0 {
		return 0
	}
	// Not inside a word.
	for at < i {
		r, size := utf8.DecodeRuneInString(text[at:])
		if unicode.IsSpace(r) || spacelessScript(r) {
			break
		}
		at += size
	}
	return at
}
