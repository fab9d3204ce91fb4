package search_test

import (
	"fmt"
	"testing"

	"shebao/search"
)

// What is asked in other words than the guide's is hardly told from something else
// where all guides are about one thing; among a thousand guides it most likely is
// about one of them, and so is a thing that is a subject of its own.
func TestOnASiteOfManySubjectsLessOfAQueryMustBeFound(t *testing.T) {
	for guides, narrow := range map[int]bool{20: true, 1000: false} {
		pages := []search.Document{page("/en/g/bees/", "Bees", "A hive needs water nearby and a hedge against the wind. No dog comes near.")}
		for i := range guides {
			pages = append(pages, page(fmt.Sprintf("/en/g/%d/", i), fmt.Sprintf("Subject %c%c", 'a'+i/26%26, 'a'+i%26), "Where to go and what to bring."))
		}
		ix := openWith(t, nil, pages...)
		for _, tt := range []struct {
			text  string
			found bool
		}{
			{"hive and hedge", true},
			{"hive insulation hedge planting", !narrow},
			{"dog", !narrow},
			{"combustion engine nearby", false},
		} {
			if got := urls(lookUp(t, ix, "en", tt.text).Hits); len(got) > 0 != tt.found || tt.found && got[0] != "/en/g/bees/" {
				t.Errorf("among %d guides %q finds %v", guides, tt.text, got)
			}
		}
	}
}
