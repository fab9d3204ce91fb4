package analysis

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:generate go run traditional_gen.go opencc-js/dist/esm-lib/dict

// Normalizer brings text and queries to one form: NFKC (which folds full and
// half width), small letters, simplified characters, Latin letters without
// accents, and without invisible characters. It is read-only once made.
type Normalizer struct {
	simplified map[rune]rune
	basic      [basicEnd - basicStart]uint16 // the same for the block that holds nearly all; 0 = itself
}

// The block of unified ideographs that everyday Chinese is written with.
const basicStart, basicEnd = 0x4E00, 0xA000

func newNormalizer() *Normalizer {
	n := &Normalizer{simplified: make(map[rune]rune, len(traditionalPairs)/6)}
	var from rune
	for i, r := range []rune(traditionalPairs) {
		if i%2 == 0 {
			from = r
			continue
		}
		if from >= basicStart && from < basicEnd && r < 0x10000 {
			n.basic[from-basicStart] = uint16(r)
		} else {
			n.simplified[from] = r
		}
	}
	return n
}

// simplify returns the simplified form of one character.
func (n *Normalizer) simplify(r rune) rune {
	if r >= basicStart && r < basicEnd {
		if s := n.basic[r-basicStart]; s != 0 {
			return rune(s)
		}
		return r
	}
	if s, ok := n.simplified[r]; ok {
		return s
	}
	return r
}

// String returns the normal form of s. Bytes that are no UTF-8 become spaces.
func (n *Normalizer) String(s string) string {
	out := make([]byte, 0, len(s))
	for sc := n.scan(s); sc.next(); {
		out = utf8.AppendRune(out, sc.r)
	}
	return string(out)
}

// scanner walks over the normal form of a text, rune by rune, and tells for
// each from which bytes of the text as written it comes.
type scanner struct {
	n          *Normalizer
	s          string
	r          rune // the normal rune
	start, end int  // the bytes of s it stands for
	pending    []rune
}

func (n *Normalizer) scan(s string) scanner { return scanner{n: n, s: s} }

func (sc *scanner) next() bool {
	for {
		if len(sc.pending) > 0 {
			sc.r, sc.pending = sc.pending[0], sc.pending[1:]
			return true
		}
		if sc.end >= len(sc.s) {
			return false
		}
		sc.start = sc.end
		if c := sc.s[sc.end]; c < utf8.RuneSelf && (sc.end+1 == len(sc.s) || sc.s[sc.end+1] < 0xCC || sc.s[sc.end+1] > 0xCD) {
			sc.end++
			switch {
			case 'A' <= c && c <= 'Z':
				c += 'a' - 'A'
			case c < ' ' || c == 0x7F:
				c = ' '
			}
			sc.r = rune(c)
			return true
		}
		if r := basicAt(sc.s, sc.end); r != 0 {
			sc.end += basicSize
			sc.r = sc.n.simplify(r)
			return true
		}
		if r := signAt(sc.s, sc.end); r != 0 && standsAlone(sc.s, sc.end+signSize) {
			sc.end += signSize
			sc.r = r
			return true
		}
		if r, size := utf8.DecodeRuneInString(sc.s[sc.end:]); r == utf8.RuneError && size <= 1 {
			sc.end += max(size, 1)
			sc.r = ' '
			return true
		}
		sc.compose()
	}
}

// pass passes over what follows the first letter of a word that is not wanted: its
// letters, and the words after it with one space between them that are not wanted
// either. The last letter is left, since it may stand with an accent.
func (sc *scanner) pass(only *Wanted) {
	s, i := sc.s, sc.end
	for {
		for i < len(s) && asciiLetter(s[i]) {
			i++
		}
		if i+1 >= len(s) || s[i] != ' ' || !asciiLetter(s[i+1]) || only.begins(rune(s[i+1]|0x20), s[i+2:]) {
			break
		}
		i += 2
	}
	sc.end = max(sc.end, i-1)
}

// compose normalises one segment: a character with its combining marks.
func (sc *scanner) compose() {
	size := norm.NFKC.NextBoundaryInString(sc.s[sc.end:], true)
	segment := sc.s[sc.end : sc.end+max(size, 1)]
	sc.end += len(segment)
	for _, r := range norm.NFKC.String(segment) {
		switch {
		case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Variation_Selector, r):
			continue // invisible
		case unicode.IsSpace(r) || unicode.IsControl(r) || r == utf8.RuneError:
			r = ' '
		default:
			r = sc.n.simplify(unaccent(unicode.ToLower(r)))
		}
		if unicode.Is(unicode.Mn, r) && !SpacelessScript(r) && !unicode.In(r, unicode.Devanagari, unicode.Hebrew, unicode.Arabic) {
			continue // a mark that did not compose with its letter
		}
		sc.pending = append(sc.pending, r)
	}
}

// unaccent returns the letter of a composed Latin letter: é is e.
func unaccent(r rune) rune {
	if r < 0xC0 || !unicode.Is(unicode.Latin, r) {
		return r
	}
	if d := norm.NFD.PropertiesString(string(r)).Decomposition(); len(d) > 0 {
		base, _ := utf8.DecodeRune(d)
		return base
	}
	return r
}

// SpacelessScript reports whether the script of r is written without spaces
// between words, so that words cannot be told by them.
func SpacelessScript(r rune) bool {
	if r < 0x0E00 {
		return false
	}
	if r >= basicStart && r < basicEnd {
		return true
	}
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul,
		unicode.Bopomofo, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}
