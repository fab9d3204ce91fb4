package analysis

import "testing"

// Beside whatever a mark stands: what tells its form from its bytes gives what
// normalising its segment gives.
func TestIdeographsAndFullWidthMarksHaveTheirFormWhateverFollows(t *testing.T) {
	n := newNormalizer()
	var all []rune
	for _, block := range [][2]rune{{0x2000, 0x2070}, {0x2FF0, 0x3100}, {0x4DF0, 0x4E10}, {0x9FF0, 0xA010}, {0xFE00, 0xFE10}, {0xFEF0, 0x10010}} {
		for r := block[0]; r < block[1]; r++ {
			all = append(all, r)
		}
	}
	told := 0
	for _, r := range all {
		if signAt(string(r), 0) != 0 || basicAt(string(r), 0) != 0 {
			told++
		}
		for _, next := range []string{"", "a", "社", "。", "ａ", "\u0301", "\u3099", "\ufe00", "ﾞ", "é", "\xff", "\xe3", "\xe3\x80", "\xe7\xa4"} {
			text := string(r) + next
			if got, want := n.String(text), n.bySegments(text); got != want {
				t.Errorf("%+q is %+q, want %+q", text, got, want)
			}
		}
	}
	if told < 100 {
		t.Errorf("the form of %d characters is told from their bytes", told)
	}
	for _, broken := range []string{"\xe4\xb8", "\xe4\xb8A", "\xe4A\x80", "\xe3\x80", "\xe3\x80A", "\xef\xbc", "\xef\xbcA", "\xef\xbc\xff"} {
		if basicAt(broken, 0) != 0 || signAt(broken, 0) != 0 {
			t.Errorf("%+q is taken for a character", broken)
		}
	}
}

// bySegments normalises every character the long way.
func (n *Normalizer) bySegments(text string) string {
	var out []rune
	for sc := n.scan(text); ; {
		out, sc.pending = append(out, sc.pending...), nil
		switch {
		case sc.end >= len(text):
			return string(out)
		case text[sc.end] >= 0xF8 || text[sc.end] >= 0xE0 && sc.end+2 >= len(text): // no character
			out, sc.end = append(out, ' '), sc.end+1
		default:
			sc.compose()
		}
	}
}
