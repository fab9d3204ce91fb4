package markdown

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

// longestNumber is how many digits a number with a unit has at most, without
// those before a comma. Longer ones are telephone numbers.
const longestNumber = 4

// escapeNumbers is escape of text[from:] with spaces between a number and its
// unit at which no line breaks: 12 月, 3 个, 5 days. A line that begins with a
// unit has lost its number. What stands before from is looked at only: the parser
// may part a text between the two.
func escapeNumbers(dst, text []byte, from int) []byte {
	for at := from; ; {
		i := bytes.IndexByte(text[at:], ' ')
		if i < 0 {
			return escape(dst, text[from:])
		}
		space := at + i
		at = space + 1
		if endsInNumber(text[:space]) && beginsWithLetter(text[at:]) {
			dst = append(escape(dst, text[from:space]), "\u00a0"...)
			from = at
		}
	}
}

func endsInNumber(s []byte) bool {
	digits := 0
	for digits < len(s) && digits <= longestNumber && '0' <= s[len(s)-1-digits] && s[len(s)-1-digits] <= '9' {
		digits++
	}
	return 0 < digits && digits <= longestNumber
}

func beginsWithLetter(s []byte) bool {
	r, _ := utf8.DecodeRune(s)
	return unicode.IsLetter(r)
}
