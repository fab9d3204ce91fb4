package search

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"shebao/search/analysis"
)

func TestEverydayGroupsAreRead(t *testing.T) {
	origins, normal := map[origin]int{}, analysis.NewAnalyzer()
	for _, g := range everydayGroups() {
		origins[g.origin]++
		if len(g.both) == 1 || len(g.both) == 0 && (len(g.typed) == 0 || len(g.found) == 0) {
			t.Errorf("a group that leads nowhere: %+v", g)
		}
		for _, w := range slices.Concat(g.both, g.typed, g.found) {
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
	if origins[everydayOrigin] < 200 || origins[questionOrigin] < 10 || origins[siteOrigin] != 0 {
		t.Errorf("groups by origin: %v", origins)
	}
}
