package search_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"shebao/search"
)

// The files of an index are mapped into memory. One that is cut while it is open
// is damage that the queries tell, not the end of the process.
func TestAFileThatIsCutUnderAnOpenIndexIsToldByTheQuery(t *testing.T) {
	c := corpus{lang: "en", pages: 20, words: 100}
	for _, name := range []string{"catalog", "segment-000001.zap"} {
		dir := buildIndex(t, c)
		ix, err := search.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Truncate(filepath.Join(dir, name), 0); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatal(err)
			}
			t.Skipf("files in use cannot be cut here: %v", err)
		}
		if _, err := ix.Search(t.Context(), search.Query{Text: c.vocabulary(1)[0], Lang: "en"}); !errors.Is(err, search.ErrDamaged) {
			t.Errorf("%s was cut: %v", name, err)
		}
		if err := ix.Close(); err != nil {
			t.Error(err)
		}
	}
}

// A server closes an index that another takes over from while it is being asked.
func TestAnIndexIsClosedAfterItsLastQuery(t *testing.T) {
	c := corpus{lang: "zh", pages: 50, words: 100}
	ix, err := search.Open(buildIndex(t, c))
	if err != nil {
		t.Fatal(err)
	}
	words := c.vocabulary(50)
	var group sync.WaitGroup
	asked := make(chan struct{}, 1)
	for range 4 {
		group.Go(func() {
			for n := 0; ; n++ {
				_, err := ix.Search(context.Background(), search.Query{Text: words[n%len(words)], Lang: "zh"})
				_, errSuggest := ix.Suggest(context.Background(), words[n%len(words)], "zh", 8)
				select {
				case asked <- struct{}{}:
				default:
				}
				switch {
				case errors.Is(err, search.ErrClosed) || errors.Is(errSuggest, search.ErrClosed):
					return
				case err != nil || errSuggest != nil:
					t.Error(err, errSuggest)
					return
				}
			}
		})
	}
	<-asked
	if err := ix.Close(); err != nil {
		t.Error(err)
	}
	group.Wait()
	if err := ix.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
}
