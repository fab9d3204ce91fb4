package analysis

// Nearly all of a Chinese text is ideographs of one block and full-width marks between
// them. Their normal form is told from their bytes; everything else is normalised a
// segment at a time, which takes ten times as long.

// basicSize and signSize are how many bytes one of them is written with.
const basicSize, signSize = 3, 3

// basicAt returns the ideograph of the basic block that stands at a place of a text, 0
// if none does.
func basicAt(s string, i int) rune {
	if i+basicSize > len(s) {
		return 0
	}
	a, b, c := s[i]-0xE4, s[i+1]^0x80, s[i+2]^0x80
	if a > 0xE9-0xE4 || b|c >= 0x40 {
		return 0
	}
	if r := 0x4000 + rune(a)<<12 | rune(b)<<6 | rune(c); r >= basicStart {
		return r
	}
	return 0
}

// signAt returns the normal form of the mark, or the full-width letter or digit, that
// stands at a place of a text, 0 if none does.
func signAt(s string, i int) rune {
	if i+signSize > len(s) {
		return 0
	}
	b, c := s[i+1], s[i+2]
	if c < 0x80 || c > 0xBF {
		return 0
	}
	switch s[i] {
	case 0xE2: // ‘ ’ “ ” and dashes
		if b == 0x80 && (c == 0x94 || c == 0x98 || c == 0x99 || c == 0x9C || c == 0x9D) {
			return 0x2000 | rune(c-0x80)
		}
	case 0xE3: // 、 。 and brackets
		if b == 0x80 && (c == 0x81 || c == 0x82 || 0x88 <= c && c <= 0x91) {
			return 0x3000 | rune(c-0x80)
		}
	case 0xEF: // full-width ASCII
		var r rune
		switch {
		case b == 0xBC && c > 0x80:
			r = ' ' + rune(c-0x80)
		case b == 0xBD && c < 0x9F:
			r = '`' + rune(c-0x80)
		}
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	}
	return 0
}

// standsAlone reports whether what stands before a place has nothing to do with what
// follows, such as an accent.
func standsAlone(s string, i int) bool {
	return i == len(s) || s[i] < 0x80 || basicAt(s, i) != 0 || signAt(s, i) != 0
}

// passCharacters passes over characters after one that is not wanted that are not
// wanted either.
func (sc *scanner) passCharacters(only *Wanted) {
	if len(sc.pending) > 0 {
		return
	}
	for {
		r := basicAt(sc.s, sc.end)
		if r == 0 || only.character(sc.n.simplify(r)) {
			return
		}
		sc.end += basicSize
	}
}
