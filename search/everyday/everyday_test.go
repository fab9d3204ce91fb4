package everyday

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"shebao/search/analysis"
)

func TestEverydayGroupsAreRead(t *testing.T) {
	origins, normal := map[Origin]int{}, analysis.NewAnalyzer()
	for _, g := range Groups() {
		origins[g.Origin]++
		if len(g.Both) == 1 || len(g.Both) == 0 && (len(g.Typed) == 0 || len(g.Found) == 0 && g.Origin != Elsewhere) {
			t.Errorf("a group that leads nowhere: %+v", g)
		}
		for _, w := range slices.Concat(g.Both, g.Typed, g.Found) {
			if strings.TrimSpace(w) == "" {
				t.Errorf("an empty word in %+v", g)
			}
			for _, r := range w {
				if unicode.Is(unicode.Han, r) && normal.String(string(r)) != string(r) {
					t.Errorf("%q has the traditional character %c", w, r)
				}
			}
		}
	}
	if origins[Everyday] < 200 || origins[Question] < 10 || origins[Site] != 0 {
		t.Errorf("groups by origin: %v", origins)
	}
}
