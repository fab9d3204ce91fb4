package pinyin

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

// FuzzLetters: whatever is typed, the syllables that it can stand for are those of the
// list, and letters are pinyin in full if and only if they fall into syllables.
func FuzzLetters(f *testing.F) {
	for _, seed := range []string{"shebaoka", "she4", "xian", "lue", "nv", "zhuang", "sbk", "", "a1b", "ü", "社保", "\xff", strings.Repeat("a", 200)} {
		f.Add(seed)
	}
	table := NewTable()
	f.Fuzz(func(t *testing.T, letters string) {
		full, half := table.Full(letters, false), table.Full(letters, true)
		if full && !half {
			t.Errorf("%q is in full, but not with the last syllable half typed", letters)
		}
		if len(letters) <= 60 {
			if want := falls(table, strings.TrimRight(letters, "12345")); full != want {
				t.Errorf("%q in full: %t, want %t", letters, full, want)
			}
		}
		if s, ok := table.Exact(letters); ok && (!full || int(s.From) >= len(table.Syllables) || s.To != s.From+1) {
			t.Errorf("%q is the syllable %v, but not in full", letters, s)
		}
		s, ok := table.Starting(letters)
		for i, y := range table.Syllables {
			if inside := ok && Syllable(i) >= s.From && Syllable(i) < s.To; inside != strings.HasPrefix(y, letters) {
				t.Fatalf("%q begins %s: %t", letters, y, inside)
			}
		}
	})
}

// falls reports whether letters fall into syllables, by trying.
func falls(table Table, letters string) bool {
	reached := map[string]bool{}
	var rest func(string) bool
	rest = func(letters string) bool {
		if letters == "" {
			return true
		}
		if known, ok := reached[letters]; ok {
			return known
		}
		found := slices.ContainsFunc(append([]string{"lue", "nue"}, table.Syllables...), func(y string) bool {
			after, ok := strings.CutPrefix(letters, y)
			return ok && rest(after)
		})
		reached[letters] = found
		return found
	}
	return letters != "" && rest(letters)
}

// FuzzReadings: the readings of a character are different syllables of the list, and
// what sounds like one is another one.
func FuzzReadings(f *testing.F) {
	for _, c := range "行卡女ü〇a\u0000\U00020000" {
		f.Add(c)
	}
	table := NewTable()
	f.Fuzz(func(t *testing.T, c rune) {
		readings := table.Readings(c)
		if len(readings) > 0 && !unicode.Is(unicode.Han, c) {
			t.Errorf("%q is said %v", c, readings)
		}
		seen := map[Syllable]bool{}
		for _, y := range readings {
			if seen[y] || int(y) >= len(table.Syllables) {
				t.Fatalf("%q is said %v", c, readings)
			}
			seen[y] = true
			for _, z := range table.Alike(y) {
				if z == y || int(z) >= len(table.Syllables) {
					t.Errorf("%s sounds like %v", table.Syllables[y], z)
				}
			}
		}
	})
}
