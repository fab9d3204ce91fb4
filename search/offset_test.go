package search_test

import (
	"math"
	"testing"

	"shebao/search"
)

func TestAnOffsetBeyondAllGuidesFindsThemCountedAndNoneShown(t *testing.T) {
	ix := openWith(t, nil,
		page("/en/g/a/", "A lost card", "Report it."),
		page("/en/g/b/", "A lost key", "Report it."),
		page("/en/g/c/", "A lost bag", "Report it."),
	)
	for _, tt := range []struct{ offset, limit, shown int }{
		{0, math.MaxInt, 3},
		{1, math.MaxInt, 2},
		{math.MinInt, 1, 1},
		{3, 1, 0},
		{math.MaxInt, 1, 0},
		{math.MaxInt, math.MaxInt, 0},
	} {
		r, err := ix.Search(t.Context(), search.Query{Text: "lost", Lang: "en", Offset: tt.offset, Limit: tt.limit})
		if err != nil {
			t.Fatal(err)
		}
		if r.Total != 3 || len(r.Hits) != tt.shown {
			t.Errorf("from %d on, at most %d: %d of %d shown, want %d of 3", tt.offset, tt.limit, len(r.Hits), r.Total, tt.shown)
		}
	}
}
