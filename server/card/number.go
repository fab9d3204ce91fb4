package card

import (
	"fmt"
	"log/slog"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The fields that hold numbers, as the API, the form and the CSV call them.
const (
	FieldID   = "id_number"
	FieldCard = "card_number"
)

const (
	idLength      = 18
	cardMinLength = 4
	cardMaxLength = 32

	// maxTyped bounds what is looked at. Nobody types a kilobyte of spaces.
	maxTyped = 1024
)

// Pair is a well-formed identity number with a card number. It cannot be
// printed: every verb of fmt, JSON, text and slog give "(numbers hidden)".
//
// The numbers stand behind a function because fmt does not ask the methods of a
// value in another struct's unexported field, and follows pointers there when
// the verb does not fit. A function it prints as an address, whatever the verb.
type Pair struct{ numbers func() (id, card string) }

// ParsePair normalises and checks both numbers. It returns every malformed
// field, the identity number first; nil means that the pair may be used.
//
// Accepted and removed are spaces, hyphens and dashes of every kind and
// characters that do not show; full-width and other compatibility forms become
// plain ones and small letters capitals.
func ParsePair(idNumber, cardNumber string) (Pair, []*NumberError) {
	var faults []*NumberError
	id, reason := parseIDNumber(idNumber)
	if reason != "" {
		faults = append(faults, &NumberError{FieldID, reason})
	}
	number, reason := parseCardNumber(cardNumber)
	if reason != "" {
		faults = append(faults, &NumberError{FieldCard, reason})
	}
	if faults != nil {
		return Pair{}, faults
	}
	return Pair{func() (string, string) { return id, number }}, nil
}

// parseIDNumber normalises a citizen identity number (GB 11643-1999): 18
// characters, a real calendar date in places 7 to 14, and the check character
// of ISO 7064 MOD 11-2. The date is not compared with today and the area code
// is not looked up. The reason is "" for a good number.
func parseIDNumber(typed string) (string, Reason) { return parseNumber(typed, checkID) }

// parseCardNumber normalises a card number: 4 to 32 ASCII letters and digits.
// Nothing more is known of how issuers number their cards.
func parseCardNumber(typed string) (string, Reason) { return parseNumber(typed, checkCard) }

func parseNumber(typed string, check func([]byte) Reason) (string, Reason) {
	var space [64]byte
	b, reason := normalise(space[:0], []byte(typed))
	if reason == "" {
		reason = check(b)
	}
	if reason != "" {
		return "", reason
	}
	return string(b), ""
}

// normalise appends to dst the letters and digits of a typed number, in the one
// spelling that is checked and digested.
func normalise(dst, typed []byte) ([]byte, Reason) {
	if len(typed) > maxTyped {
		return nil, Length
	}
	start := len(dst)
	for _, c := range typed {
		switch {
		case '0' <= c && c <= '9' || 'A' <= c && c <= 'Z':
			dst = append(dst, c)
		case 'a' <= c && c <= 'z':
			dst = append(dst, c-'a'+'A')
		case c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n':
		case c >= utf8.RuneSelf:
			return normaliseUnicode(dst[:start], typed)
		default:
			return nil, Characters
		}
	}
	if len(dst) == start {
		return nil, Missing
	}
	return dst, ""
}

// normaliseUnicode is normalise for what is not plain ASCII.
func normaliseUnicode(dst, typed []byte) ([]byte, Reason) {
	if !utf8.Valid(typed) {
		return nil, Characters
	}
	start := len(dst)
	for _, r := range string(norm.NFKC.Bytes(typed)) {
		switch {
		case '0' <= r && r <= '9' || 'A' <= r && r <= 'Z':
			dst = append(dst, byte(r))
		case 'a' <= r && r <= 'z':
			dst = append(dst, byte(r)-'a'+'A')
		case ignorable(r):
		default:
			return nil, Characters
		}
	}
	if len(dst) == start {
		return nil, Missing
	}
	return dst, ""
}

// ignorable reports whether r is a space, a hyphen or dash, or a character that
// does not show, such as the zero-width space and the direction marks that
// come along when a number is copied from a message.
func ignorable(r rune) bool {
	switch r {
	case '\u2212', '\u2043', '\u02d7': // minus sign, hyphen bullet, modifier letter minus
		return true
	}
	return unicode.IsSpace(r) ||
		unicode.In(r, unicode.Pd, unicode.Zs, unicode.Cf,
			unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// checkID checks a normalised identity number.
func checkID(b []byte) Reason {
	if len(b) != idLength {
		return Length
	}
	for i, c := range b {
		if c > '9' && (c != 'X' || i != idLength-1) {
			return Characters
		}
	}
	if !calendarDate(number(b[6:10]), number(b[10:12]), number(b[12:14])) {
		return BirthDate
	}
	if b[idLength-1] != checkCharacter(b[:idLength-1]) {
		return CheckDigit
	}
	return ""
}

func checkCard(b []byte) Reason {
	if len(b) < cardMinLength || len(b) > cardMaxLength {
		return Length
	}
	return ""
}

// checkCharacter is that of ISO 7064 MOD 11-2 for digits: the X stands for ten.
func checkCharacter(digits []byte) byte {
	sum := 0
	for _, c := range digits {
		sum = (sum + int(c-'0')) * 2 % 11
	}
	return "10X98765432"[sum]
}

// number reads digits. The caller has checked that they are digits.
func number(digits []byte) int {
	n := 0
	for _, c := range digits {
		n = n*10 + int(c-'0')
	}
	return n
}

// calendarDate reports whether the Gregorian calendar has that day.
func calendarDate(year, month, day int) bool {
	if year < 1 || month < 1 || month > 12 || day < 1 {
		return false
	}
	return day <= daysIn(year, month)
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

const hidden = "(numbers hidden)"

// String hides the numbers.
func (Pair) String() string { return hidden }

// GoString hides the numbers.
func (Pair) GoString() string { return hidden }

// Format hides the numbers from every verb.
func (Pair) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// LogValue hides the numbers.
func (Pair) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText hides the numbers; JSON uses it too.
func (Pair) MarshalText() ([]byte, error) { return []byte(hidden), nil }
