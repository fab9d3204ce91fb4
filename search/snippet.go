package search

import (
	"html"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Widths in that of a Latin letter: a snippet has some 180 letters or 120
// Chinese characters.
const (
	snippetWidth = 180
	hanWidth     = 1.5
	leadWidth    = 60 // looked back for the beginning of the sentence

	snippetMarkup = 256 // bytes for which there is room from the beginning
)

// snippet returns the best stretch of text as HTML, with what is looked for
// between <mark> and </mark>, and what all marks in it are worth.
func (m *marker) snippet(text string) (string, float64) {
	marks := m.marks(text)
	start, end, worth := bestWindow(text, marks)
	start, end = clusterStart(text, start), clusterEnd(text, end)
	var w snippetWriter
	w.Grow(end - start + snippetMarkup)
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
	last := strings.TrimRightFunc(text[at:end], unicode.IsSpace)
	goesOn := strings.TrimSpace(text[end:]) != ""
	if goesOn {
		last = strings.TrimRight(last, ",，、;；:：")
	}
	w.text(last)
	if goesOn && !endsSentence(text[:end]) {
		w.WriteString("…")
	}
	return w.String(), worth
}

// endsSentence tells whether text ends with a whole sentence, or with dots already.
func endsSentence(text string) bool {
	text = strings.TrimRight(strings.TrimRightFunc(text, unicode.IsSpace), "”’」』）)\"'")
	r, _ := utf8.DecodeLastRuneInString(text)
	return strings.ContainsRune(".!?…。！？", r)
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
	for i := 0; i < len(text); {
		if end := asItStands(text, i); end > i {
			if w.space {
				w.separate()
			}
			w.last, i = rune(text[end-1]), end
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if !plainHan(r) && (unicode.IsSpace(r) || unicode.IsControl(r)) {
			w.WriteString(text[from:i])
			i += size
			from = i
			w.space = true
			w.block = w.block || r == '\n'
			continue
		}
		if w.space {
			w.separate()
		}
		switch r {
		case '<', '>', '&', '\'', '"':
			w.WriteString(text[from:i])
			w.WriteString(html.EscapeString(string(r)))
			from = i + 1
		}
		w.last, i = r, i+size
	}
	w.WriteString(text[from:])
}

// asItStands returns how far text from a place on is ASCII words, with one space
// between them, that are written as they stand.
func asItStands(text string, from int) int {
	i := from
	for i < len(text) && plainASCII(text[i]) || i > from && i+1 < len(text) && text[i] == ' ' && plainASCII(text[i+1]) {
		i++
	}
	return i
}

func plainASCII(c byte) bool {
	return 'a' <= c && c <= 'z' || c > ' ' && c < 0x7F && c != '<' && c != '>' && c != '&' && c != '\'' && c != '"'
}

// mark writes text that is looked for.
func (w *snippetWriter) mark(text string) {
	w.separate()
	w.WriteString("<mark>")
	w.text(text)
	w.WriteString("</mark>")
}

// fullWidth are marks with their own room behind them.
const fullWidth = "。，、：；！？）》」』"

// separate writes what stands between the last character and the next.
func (w *snippetWriter) separate() {
	switch {
	case w.last == 0 || !w.space:
	case w.block && !strings.ContainsRune(".,:;!?…。，、：；！？", w.last):
		w.WriteString(" · ")
	case strings.ContainsRune(fullWidth, w.last): // room enough
	default:
		w.WriteByte(' ')
	}
	w.space, w.block = false, false
}
