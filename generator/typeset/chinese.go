package typeset

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Chinese finds the first run of Chinese in a text of another language, which a
// page is to mark as such (WCAG 3.1.2): a voice and a font for that language do
// not suit it. The run goes from its first character to its last, with the marks
// that only Chinese has, and with numbers, spaces and other marks where Chinese
// goes on behind them. to is 0 where there is none.
func Chinese(text []byte) (from, to int) {
	var before int // how long the mark is that stands before this place
	for i := 0; i < len(text); {
		if text[i] < firstOfChinese {
			i++
			before = 0
			continue
		}
		r, width := utf8.DecodeRune(text[i:])
		if unicode.Is(unicode.Han, r) {
			return i - before, i + run(text[i:])
		}
		before = 0
		if isChineseMark(r) && unicode.In(r, unicode.Ps) {
			before = width
		}
		i += width
	}
	return 0, 0
}

// firstOfChinese is the least byte with which a Chinese character begins in UTF-8.
const firstOfChinese = 0xE2

// run is the length of the run of Chinese with which a text begins.
func run(text []byte) int {
	end := 0
	for i := 0; i < len(text); {
		r, width := utf8.DecodeRune(text[i:])
		i += width
		switch {
		case unicode.Is(unicode.Han, r) || isChineseMark(r):
			end = i
		case unicode.IsDigit(r) || strings.ContainsRune(" \u00a0“”‘’…—·", r):
		default:
			return end
		}
	}
	return end
}

// isChineseMark tells the punctuation that has the width of a Chinese character.
func isChineseMark(r rune) bool {
	return 0x3001 <= r && r <= 0x301B || 0xFF01 <= r && r <= 0xFF65 && unicode.IsPunct(r)
}
