package markdown

import (
	"bytes"
	"strconv"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"
)

// escape appends text for the inside of an element.
func escape(dst, s []byte) []byte { return escaped(dst, s, false) }

// escapeAttr appends text for the inside of a quoted attribute.
func escapeAttr(dst, s []byte) []byte { return escaped(dst, s, true) }

func escaped(dst, s []byte, quotes bool) []byte {
	from := 0
	for i, c := range s {
		var r string
		switch {
		case c > '>':
			if c != 0x7f {
				continue
			}
			r = "\uFFFD"
		case c == '<':
			r = "&lt;"
		case c == '>':
			r = "&gt;"
		case c == '&':
			r = "&amp;"
		case c == '"' && quotes:
			r = "&quot;"
		case c < ' ' && c != '\n' && c != '\t':
			r = "\uFFFD" // HTML has no place for control characters
		default:
			continue
		}
		dst = append(dst, s[from:i]...)
		dst = append(dst, r...)
		from = i + 1
	}
	return append(dst, s[from:]...)
}

// unescape appends text with its backslash escapes and character references
// resolved, as CommonMark has them.
func unescape(dst, s []byte) []byte {
	for len(s) > 0 {
		i := bytes.IndexAny(s, `\&`)
		if i < 0 {
			break
		}
		dst = append(dst, s[:i]...)
		s = s[i:]
		if s[0] == '\\' {
			if len(s) > 1 && util.IsPunct(s[1]) {
				dst = append(dst, s[1])
				s = s[2:]
				continue
			}
		} else if char, n := reference(s); n > 0 {
			dst = append(dst, char...)
			s = s[n:]
			continue
		}
		dst = append(dst, s[0])
		s = s[1:]
	}
	return append(dst, s...)
}

// reference reads the character reference (&amp; &#20013; &#x4e2d;) at the
// beginning of s and gives its characters and its length, 0 if there is none.
func reference(s []byte) (char string, n int) {
	const longest = 40 // the longest name has 31 letters
	end := bytes.IndexByte(s[:min(len(s), longest)], ';')
	if end < 2 {
		return "", 0
	}
	name := s[1:end]
	if name[0] != '#' {
		e, ok := util.LookUpHTML5EntityByName(string(name))
		if !ok {
			return "", 0
		}
		return string(e.Characters), end + 1
	}
	digits, base, limit := name[1:], 10, 7
	if len(digits) > 0 && (digits[0] == 'x' || digits[0] == 'X') {
		digits, base, limit = digits[1:], 16, 6
	}
	if len(digits) > limit {
		return "", 0
	}
	code, err := strconv.ParseUint(string(digits), base, 32)
	if err != nil {
		return "", 0
	}
	if code == 0 || !utf8.ValidRune(rune(code)) {
		return "\uFFFD", end + 1
	}
	return string(rune(code)), end + 1
}

// joins tells whether Chinese text goes on over a line break without a space:
// between two wide characters, and where a full-width punctuation mark stands
// on one side. Otherwise a break is a space, as between a Chinese word and a
// Latin one. (CSS Text 4, segment break transformation, with the quotation
// marks and dashes counted as wide that Chinese shares with Latin.)
func joins(before, after rune) bool {
	b, a := width(before), width(after)
	return b != narrow && a != narrow || b == mark || a == mark
}

type runeWidth int

const (
	narrow runeWidth = iota
	wide             // an ideograph
	shared           // punctuation of Chinese and Latin: “ ” ‘ ’ — … ·
	mark             // full-width punctuation
)

func width(r rune) runeWidth {
	switch r {
	case '“', '”', '‘', '’', '—', '…', '·':
		return shared
	}
	if r < 0x1100 || unicode.Is(unicode.Hangul, r) {
		return narrow // Korean has spaces
	}
	switch util.EastAsianWidth(r) {
	case "F", "W", "H":
		if unicode.IsPunct(r) || r == '\u3000' {
			return mark
		}
		return wide
	}
	return narrow
}
