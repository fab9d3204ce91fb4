package typeset

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestNumber is how many digits a number with a unit has at most, without
// those before a comma. Longer ones are telephone numbers.
const longestNumber = 4

// noBreak is the space at which no line breaks.
const noBreak = "\u00a0"

// Hold is a text whose numbers stay with what they count or name: 12 月, 5 days,
// Article 31, 8 January.
func Hold(text string) string {
	if !strings.ContainsAny(text, "0123456789") {
		return text
	}
	b := []byte(text)
	var held strings.Builder
	from := 0
	for i, c := range b {
		if c == ' ' && Holds(b, i) {
			held.WriteString(text[from:i] + noBreak)
			from = i + 1
		}
	}
	if from == 0 {
		return text
	}
	return held.String() + text[from:]
}

// Holds tells whether no line should break at the space text[space].
func Holds(text []byte, space int) bool {
	before, after := text[:space], text[space+1:]
	next, _ := utf8.DecodeRune(after)
	switch {
	case endsInNumber(before):
		return unicode.Is(unicode.Han, next) || isCounted(firstWord(after))
	case next >= '0' && next <= '9':
		month, ok := bytes.CutSuffix(before, []byte(" 月"))
		return ok && endsInNumber(month) || bytes.HasSuffix(before, []byte("第")) || isNumbered(lastWord(before))
	}
	return false
}

func endsInNumber(s []byte) bool {
	digits := 0
	for digits < len(s) && digits <= longestNumber && '0' <= s[len(s)-1-digits] && s[len(s)-1-digits] <= '9' {
		digits++
	}
	return 0 < digits && digits <= longestNumber
}

// firstWord and lastWord are the Latin word with which a text begins or ends.
func firstWord(s []byte) []byte {
	n := 0
	for n < len(s) && isLatin(s[n]) {
		n++
	}
	return s[:n]
}

func lastWord(s []byte) []byte {
	n := len(s)
	for n > 0 && (isLatin(s[n-1]) || s[n-1] == '.') {
		n--
	}
	return s[n:]
}

func isLatin(c byte) bool { return 'a' <= c|' ' && c|' ' <= 'z' }

// isCounted tells the English words that stand behind a number: units, and months.
func isCounted(word []byte) bool {
	switch string(bytes.TrimSuffix(word, []byte("s"))) {
	case "minute", "hour", "day", "week", "month", "year", "working", "yuan", "RMB", "CNY", "per", "percent", "percentage",
		"time", "digit", "character", "km", "m", "kg", "KB", "MB", "GB":
		return true
	}
	return isMonth(word)
}

// isNumbered tells the English words that stand before a number.
func isNumbered(word []byte) bool {
	switch string(bytes.TrimSuffix(word, []byte("s"))) {
	case "Article", "article", "Section", "section", "Chapter", "chapter", "No.", "page", "step", "Step", "Table", "RMB", "CNY":
		return true
	}
	return false
}

func isMonth(word []byte) bool {
	switch string(word) {
	case "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December":
		return true
	}
	return false
}

// Article is how many bytes of a text the number of an article of law takes with
// which it begins, as in 第三十一条; 0 where it begins otherwise.
func Article(text []byte) int {
	rest, ok := bytes.CutPrefix(text, []byte("第"))
	if !ok {
		return 0
	}
	numeral := 0
	for {
		r, width := utf8.DecodeRune(rest[numeral:])
		switch {
		case strings.ContainsRune("一二三四五六七八九十百零", r):
			numeral += width
		case numeral > 0 && strings.ContainsRune("条款项章", r):
			return len("第") + numeral + width
		default:
			return 0
		}
	}
}
