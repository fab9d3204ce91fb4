package site

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shebao/search"
)

// More text than a build holds in memory waits in a file until the index is made.
func TestTheIndexOfALargeSiteHasEveryText(t *testing.T) {
	t.Parallel()
	x := newTown(t)
	words := []string{"anchor", "bakery", "candle", "dolphin", "engine", "falcon"}
	filler := strings.Repeat("The clerk at the counter asks for the paper and gives the card back.\n\n", 28_000) // 2 MB
	for _, word := range words {
		guide := fmt.Sprintf("---\ntitle: About %s\n---\n%s\n## The end {#end}\n\nHere stands %[1]ss.\n", word, filler)
		if err := os.WriteFile(filepath.Join(x.Content, "en", word+".md"), []byte(guide), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	index, err := search.Open(x.Index(x.build()))
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	for _, word := range words {
		r, err := index.Search(t.Context(), search.Query{Text: word, Lang: "en", Limit: 10})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, hit := range r.Hits {
			for _, section := range append([]search.Hit{hit}, hit.More...) {
				found = found || section.URL == "/en/"+word+"/#end"
			}
		}
		if !found {
			t.Errorf("the end of the guide about %s is not found: %v", word, r.Hits)
		}
	}
}
