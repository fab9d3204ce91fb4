package everyday

import (
	"slices"
	"strings"
	"testing"
)

// FuzzRead: of any text each line is a group at most, whose words are the line's own.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{"a, b\n# c\n\n? how long > days\n", "! lost ~ > dog, cat", "-", "@dad,father", "> x", "!~~ >~", "a > b > c", "社, 保\r\n\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, list string) {
		if strings.Count(list, "~") > 20 || len(list) > 2000 {
			return // it grows with the square
		}
		groups := read(list)
		if lines := slices.Collect(strings.Lines(list)); len(groups) > len(lines) {
			t.Errorf("%d groups of %d lines", len(groups), len(lines))
		}
		for _, g := range groups {
			if g.Origin == Site || g.Guide != "" {
				t.Errorf("a group of the glossary: %+v", g)
			}
			if len(g.Both) > 0 == (len(g.Typed) > 0) || g.Origin == Elsewhere && len(g.Found) > 0 {
				t.Errorf("a group both ways and one way, or neither: %+v", g)
			}
			for _, w := range slices.Concat(g.Both, g.Typed, g.Found) {
				if g.Origin != Elsewhere && !strings.Contains(list, w) {
					t.Errorf("%q does not stand in %q", w, list)
				}
				if strings.ContainsAny(w, ",\n") {
					t.Errorf("%q is several words", w)
				}
			}
		}
	})
}
