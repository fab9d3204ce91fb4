package search

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"shebao/search/analysis"
)

func runeWidth(r rune) float64 {
	if r >= 0x2E80 {
		return hanWidth
	}
	return 1
}

// fit returns how far text reaches from a place in the width of a snippet.
func fit(text string, from int) int {
	width, i := 0.0, from
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if width += runeWidth(r); width > snippetWidth {
			return wordEnd(text, from, i)
		}
		i += size
	}
	return i
}

// wordEnd moves a place back to the end of the last whole word, unless that
// would leave little.
func wordEnd(text string, from, to int) int {
	r, _ := utf8.DecodeRuneInString(text[to:])
	if unicode.IsSpace(r) || analysis.SpacelessScript(r) {
		return to
	}
	for i := to; i > from+(to-from)/2; {
		r, size := utf8.DecodeLastRuneInString(text[:i])
		if unicode.IsSpace(r) || analysis.SpacelessScript(r) || unicode.IsPunct(r) {
			return i
		}
		i -= size
	}
	return to
}

// bestWindow returns the stretch of text of a snippet's width whose marks are
// worth most, the earliest of equals.
func bestWindow(text string, marks []mark) (start, end int, worth float64) {
	const tried = 300 // places where a window may begin
	end = fit(text, 0)
	worth = windowWorth(marks, 0, end)
	if end == len(text) {
		return 0, end, worth
	}
	begun, reached := -1, 0 // by the window before
	for i, k := range marks[:min(len(marks), tried)] {
		from := sentenceStart(text, k.start)
		if from == begun && k.end <= reached {
			continue // the same again
		}
		to := max(fit(text, from), k.end)
		begun, reached = from, to
		first := i
		for first > 0 && marks[first-1].start >= from {
			first--
		}
		if w := windowWorth(marks[first:], from, to); w > worth {
			start, end, worth = from, to, w
		}
	}
	return start, end, worth
}

// windowWorth adds up what the marks between from and to are worth: a slot
// once in full, its repetitions little.
func windowWorth(marks []mark, from, to int) float64 {
	var seen uint64
	sum := 0.0
	for _, k := range marks {
		if k.start >= to {
			break
		}
		if k.start < from || k.end > to {
			continue
		}
		if seen&(1<<k.slot) != 0 {
			sum += k.worth * 0.05
		} else {
			sum += k.worth
		}
		seen |= 1 << k.slot
	}
	return sum
}

// sentenceStart returns where the sentence that holds i begins, if that is
// near; otherwise the beginning of a word a little before i.
func sentenceStart(text string, i int) int {
	width, at := 0.0, i
	for at > 0 {
		r, size := utf8.DecodeLastRuneInString(text[:at])
		if r == '\n' || strings.ContainsRune("。！？；", r) || at < i && strings.ContainsRune(".!?", r) && text[at] == ' ' {
			return at
		}
		if width += runeWidth(r); width > leadWidth {
			break
		}
		at -= size
	}
	if at == 0 {
		return 0
	}
	for at < i { // not inside a word
		r, size := utf8.DecodeRuneInString(text[at:])
		if unicode.IsSpace(r) || analysis.SpacelessScript(r) {
			break
		}
		at += size
	}
	return at
}
