package discovery

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"shebao/generator/discovery/atomtest"
	"shebao/generator/guide"
)

func TestAFeedHoldsTheGuidesReviewedLast(t *testing.T) {
	f := Feed{Base: base, Lang: "en", Title: "Cards & <more>"}
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range feedLimit + 10 {
		g := &guide.Guide{Lang: "en", Slug: fmt.Sprintf("g%02d", i)}
		g.Title, g.Reviewed = "Title \x00 & <b>", day.AddDate(0, 0, i/2)
		f.Guides = append(f.Guides, g)
	}
	body, err := f.Encode()
	if err != nil {
		t.Fatal(err)
	}
	atomtest.Check(t, "feed.xml", body)
	if n := bytes.Count(body, []byte("<entry>")); n != feedLimit {
		t.Errorf("%d entries", n)
	}
	first, second := bytes.Index(body, []byte("/en/g58/")), bytes.Index(body, []byte("/en/g59/"))
	if first < 0 || second < first {
		t.Error("guides of one day do not stand by address")
	}

	f.Guides = nil
	body, err = f.Encode()
	if err != nil {
		t.Fatal(err)
	}
	atomtest.Check(t, "feed.xml", body)
}
