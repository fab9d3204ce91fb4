package search

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// LooksLikeNumber reports whether a query holds what looks like a citizen
// identity number (18 characters, or 15 in the old form) or a card number.
// Such a query must not be run and not be logged; the caller points to the
// status check instead. Every number of at least nine digits is meant, however it is
// spelled: full width, in keycaps, in the digits of another script or as Chinese
// says them one by one, in groups with any signs between them. Telephone numbers,
// dates, years and amounts are not (numberplain.go).
func LooksLikeNumber(q string) bool {
	for _, n := range writtenNumbers(q) {
		if n.ofPerson() || n.ofCard() {
			return true
		}
	}
	return false
}

// number is digits that belong together: groups with signs between them, no words.
type number []digitGroup

// digitGroup is digits that stand side by side, perhaps with letters.
type digitGroup struct {
	text   string // 0 to 9 and capitals
	before rune   // the sign before it, a space where there is nothing else, 0 at the beginning
}

// writtenNumbers reads the numbers of a text. A letter may stand before the digits, and an X at
// their end.
func writtenNumbers(q string) (all []number) {
	var n number
	var b strings.Builder
	gap, last, spoken := rune(0), rune(0), false
	endGroup := func() {
		if b.Len() > 0 {
			n = append(n, digitGroup{b.String(), gap})
			b.Reset()
		}
		gap = 0
	}
	end := func() {
		endGroup()
		if len(n) > 0 {
			all = append(all, n)
		}
		n, last = nil, 0
	}
	parted, sign := false, rune(0)
	text := []rune(strings.Map(visible, norm.NFKC.String(q)))
	for i, r := range text {
		d, said := digitOf(r)
		switch {
		case d != 0 || isAlphanumeric(r):
			if d != 0 {
				if isDigit(last) && said != spoken {
					end() // 打 12345 一直占线
					parted = false
				}
				r, spoken = d, said
			}
			if parted {
				ends := isDigit(last) && (isDigit(r) || r|0x20 == 'x' && (i+1 == len(text) || !isAlphanumeric(text[i+1])))
				begins := len(n) == 0 && b.Len() == 1 && isDigit(r)
				switch {
				case !ends && !begins:
					end() // a word beside a number is no part of it
				case begins && !ends:
				default:
					endGroup()
					gap = sign
				}
			}
			b.WriteRune(unicode.ToUpper(r))
			parted, sign, last = false, 0, r
		case unicode.IsLetter(r):
			end()
			parted, sign = false, 0
		default:
			if parted = true; sign == 0 || sign == ' ' {
				if sign = r; unicode.IsSpace(r) {
					sign = ' '
				}
			}
		}
	}
	end()
	return all
}

// visible drops a character that nobody sees, and what encloses another one.
func visible(r rune) rune {
	if unicode.In(r, unicode.Cf, unicode.Me, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point) {
		return -1
	}
	return r
}

// saidDigits are what Chinese says digits by, from nought on.
var saidDigits = [...]string{"零〇", "一壹弌幺", "二贰貳", "三叁參叄", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖"}

// digitOf returns the digit that a character stands for, 0 for none, and whether it is
// one that Chinese is written with.
func digitOf(r rune) (digit rune, chinese bool) {
	switch {
	case isDigit(r):
		return r, false
	case unicode.Is(unicode.Nd, r): // ten in a row, in the order of their values
		zero := r
		for unicode.Is(unicode.Nd, zero-1) && r-zero < 9 {
			zero--
		}
		return '0' + (r - zero), false
	}
	for i, said := range saidDigits {
		if strings.ContainsRune(said, r) {
			return '0' + rune(i), true
		}
	}
	return 0, false
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isAlphanumeric(r rune) bool {
	return isDigit(r) || 'A' <= r && r <= 'Z' || 'a' <= r && r <= 'z'
}

// Digits of a number of a person's.
const (
	leastOfCard   = 9  // digits, or digits and a letter or two
	leastOfPerson = 14 // digits in a row
	mostLetters   = 2
)

// ofPerson reports whether a number looks like a citizen's: it has the length of one
// and a date of birth in its place, or more digits than anything else has.
func (n number) ofPerson() bool {
	all := ""
	for _, g := range n {
		all += g.text
	}
	digits := strings.TrimRight(all, "X")
	switch {
	case countDigits(digits) != len(digits):
	case len(digits) == 18 || len(digits) == 17 && len(all) == 18:
		if isDate(digits[6:14]) {
			return true
		}
	case len(digits) == 15:
		if isDate("19" + digits[6:12]) {
			return true
		}
	}
	for _, g := range n {
		row := 0
		for _, r := range g.text {
			if row++; !isDigit(r) {
				row = 0
			}
			if row >= leastOfPerson {
				return true
			}
		}
	}
	return false
}

// ofCard reports whether a number has the digits of a card's, those left out that are
// explained otherwise.
func (n number) ofCard() bool {
	letters, digits := 0, 0
	for _, g := range n {
		d := countDigits(g.text)
		digits, letters = digits+d, letters+len(g.text)-d
	}
	return letters <= mostLetters && digits+letters >= leastOfCard && n.unexplained()+letters >= leastOfCard
}

func countDigits(s string) (n int) {
	for i := range len(s) {
		if isDigit(rune(s[i])) {
			n++
		}
	}
	return n
}
