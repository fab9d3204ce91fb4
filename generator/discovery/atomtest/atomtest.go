// Package atomtest holds feeds to what Atom (RFC 4287) requires.
package atomtest

import (
	"encoding/xml"
	"testing"
	"time"
)

// Check reports what a feed of that name lacks, and entries that do not stand with
// the newest first.
func Check(t testing.TB, name string, body []byte) {
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
		t.Errorf("%s: %v", name, err)
		return
	}
	last := "9"
	for _, e := range feed.Entries {
		if e.ID == "" || e.Title == "" || e.Updated > last {
			t.Errorf("%s: entry %+v", name, e)
		}
		if _, err := time.Parse(time.RFC3339, e.Updated); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		last = e.Updated
	}
	if feed.XMLName.Space != "http://www.w3.org/2005/Atom" || feed.ID == "" || feed.Title == "" || feed.Updated == "" || feed.Author == "" {
		t.Errorf("%s: something is missing: %+v", name, feed)
	}
}
