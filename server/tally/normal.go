package tally

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxText is how long a question may be that is kept, in characters.
const maxText = 60

// normal brings a question to the form in which it is counted: without marks at
// its ends, in small letters of usual width, with single spaces. ok is false
// for what is not kept: nothing at all, more than a question, or what may be
// somebody's.
func normal(text string) (_ string, ok bool) {
	if len(text) > 16*maxText || !utf8.ValidString(text) {
		return "", false
	}
	text = strings.ToLower(norm.NFKC.String(text))
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r): // controls, invisible and unassigned characters
			return -1
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	text = strings.TrimFunc(text, func(r rune) bool { return unicode.IsPunct(r) || unicode.IsSpace(r) || unicode.IsSymbol(r) })
	if text == "" || utf8.RuneCountInString(text) > maxText || personal(text) {
		return "", false
	}
	return text, true
}

// maxDigits is how many digits a question may have: a year, or the number of an
// article. Parts of identity, card and telephone numbers have more.
const maxDigits = 4

// maxNumerals is how many characters for digits may stand in a row.
const maxNumerals = 4

// personal tells whether a text may hold a number of a person or a card, or an
// address. It is strict on purpose: a question that is lost costs little.
func personal(text string) bool {
	if strings.ContainsAny(text, "@") || strings.Contains(text, "://") || strings.Contains(text, "www.") {
		return true
	}
	digits, numerals := 0, 0
	letters, inWord := 0, 0 // of the Latin word at hand
	for _, r := range text {
		if strings.ContainsRune("〇零一二三四五六七八九壹贰叁肆伍陆柒捌玖", r) {
			if numerals++; numerals > maxNumerals {
				return true
			}
		} else if !unicode.IsSpace(r) && !unicode.IsPunct(r) {
			numerals = 0
		}
		switch {
		case unicode.IsDigit(r):
			digits++
			inWord++
		case r < utf8.RuneSelf && unicode.IsLetter(r):
			letters++
		default:
			letters, inWord = 0, 0
		}
		if digits > maxDigits || letters > 0 && inWord > 1 { // "a12": a card's number may be short
			return true
		}
	}
	return false
}
