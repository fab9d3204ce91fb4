package discovery

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"testing"
	"time"

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
	checkAtom(t, body)
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
	checkAtom(t, body)
}

// checkAtom holds that a feed is well-formed and has what Atom requires.
func checkAtom(t *testing.T, body []byte) {
	t.Helper()
	var feed struct {
		XMLName xml.Name
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Author  string `xml:"author>name"`
		Entries []struct {
			ID      string `xml:"id"`
			Title   string `xml:"title"`
			Updated string `xml:"updated"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal(body, &feed); err != nil {
		t.Fatal(err)
	}
	if feed.XMLName.Space != "http://www.w3.org/2005/Atom" || feed.ID == "" || feed.Title == "" || feed.Updated == "" || feed.Author == "" {
		t.Errorf("something is missing: %+v", feed)
	}
	last := "9"
	for _, e := range feed.Entries {
		if e.ID == "" || e.Title == "" || e.Updated > last {
			t.Errorf("entry %+v", e)
		}
		last = e.Updated
	}
}
