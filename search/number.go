package search

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// LooksLikeNumber reports whether a query holds what looks like a citizen
// identity number (18 characters, or 15 in the old form) or a card number.
// Such a query must not be run and not be logged; the caller points to the
// status check instead. Hotlines, years and article numbers are not meant:
// every number of at least nine digits is, unless it is a telephone number
// (beginning with 0, 1 or 400 and 800, of 10 to 12 digits).
func LooksLikeNumber(q string) bool {
	for _, token := range numberTokens(q) {
		if identityLike(token) || cardLike(token) {
			return true
		}
	}
	return false
}

// numberTokens folds width and invisible characters and joins digit groups
// that are parted only by spaces and hyphens, with a letter before them or an X at
// their end.
func numberTokens(q string) []string {
	var tokens []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			tokens = append(tokens, b.String())
			b.Reset()
		}
	}
	gap, last := false, rune(0)
	text := []rune(strings.Map(visible, norm.NFKC.String(q)))
	for i, r := range text {
		switch {
		case isAlphanumeric(r):
			ends := unicode.IsDigit(last) && (unicode.IsDigit(r) || r|0x20 == 'x' && (i+1 == len(text) || !isAlphanumeric(text[i+1])))
			if begins := b.Len() == 1 && unicode.IsDigit(r); gap && !ends && !begins {
				flush() // a word beside a number is no part of it
			}
			b.WriteRune(unicode.ToUpper(r))
			gap, last = false, r
		case unicode.IsSpace(r) || isHyphen(r):
			gap = true
		default:
			flush()
			gap, last = false, 0
		}
	}
	flush()
	return tokens
}

// visible drops a character that nobody sees.
func visible(r rune) rune {
	if unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) {
		return -1
	}
	return r
}

// isHyphen reports whether r is a dash, or is written for one: the minus sign, the
// hyphen bullet, the modifier letter minus.
func isHyphen(r rune) bool {
	return unicode.Is(unicode.Pd, r) || r == '\u2212' || r == '\u2043' || r == '\u02d7'
}

func isAlphanumeric(r rune) bool {
	return '0' <= r && r <= '9' || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z'
}

func identityLike(t string) bool {
	digits := 0
	for i := 0; i < len(t); i++ {
		if '0' <= t[i] && t[i] <= '9' {
			if digits++; digits >= 14 {
				return true
			}
		} else {
			digits = 0
		}
	}
	return false
}

func cardLike(t string) bool {
	digits, letters := 0, 0
	for i := 0; i < len(t); i++ {
		if '0' <= t[i] && t[i] <= '9' {
			digits++
		} else {
			letters++
		}
	}
	return letters <= 2 && digits >= 8 && len(t) >= 9 && !telephone(t)
}

func telephone(t string) bool {
	switch {
	case len(t) == 10 && (strings.HasPrefix(t, "400") || strings.HasPrefix(t, "800")):
		return true
	case len(t) == 11 && t[0] == '1':
		return true
	}
	return t[0] == '0' && len(t) >= 9 && len(t) <= 12
}
