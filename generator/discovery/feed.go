package discovery

import (
	"cmp"
	"encoding/xml"
	"slices"
	"time"

	"shebao/generator/guide"
)

// feedLimit is how many guides a feed holds: readers poll it, so it stays small.
const feedLimit = 50

// Feed says which guides of one language were checked last: an Atom feed
// (RFC 4287), newest first. Atom wants a date for every entry, so a guide
// without one has no place in it.
type Feed struct {
	Base     string // "https://example.org"
	Lang     string
	Title    string
	Subtitle string
	Guides   []*guide.Guide // in any order
}

// Encode writes the feed.
func (f Feed) Encode() ([]byte, error) {
	type link struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr"`
		Href string `xml:"href,attr"`
	}
	type entry struct {
		ID      string `xml:"id"`
		Title   string `xml:"title"`
		Updated string `xml:"updated"`
		Link    link   `xml:"link"`
		Summary string `xml:"summary,omitempty"`
	}
	atom := struct {
		XMLName  xml.Name `xml:"feed"`
		NS       string   `xml:"xmlns,attr"`
		Lang     string   `xml:"xml:lang,attr"`
		ID       string   `xml:"id"`
		Title    string   `xml:"title"`
		Subtitle string   `xml:"subtitle,omitempty"`
		Updated  string   `xml:"updated"`
		Author   string   `xml:"author>name"`
		Links    []link   `xml:"link"`
		Entries  []entry  `xml:"entry"`
	}{
		NS:       "http://www.w3.org/2005/Atom",
		Lang:     f.Lang,
		ID:       f.Base + "/" + f.Lang + "/feed.xml",
		Title:    f.Title,
		Subtitle: f.Subtitle,
		Updated:  atomDate(time.Unix(0, 0)), // nothing dated: no reader takes the feed for new
		Author:   f.Title,
		Links: []link{
			{"self", "application/atom+xml", f.Base + "/" + f.Lang + "/feed.xml"},
			{"alternate", "text/html", f.Base + "/" + f.Lang + "/"},
		},
	}
	for i, g := range f.newest() {
		if i == 0 {
			atom.Updated = atomDate(g.Reviewed)
		}
		address := f.Base + guide.EscapePath(g.URL())
		atom.Entries = append(atom.Entries, entry{
			ID:      address,
			Title:   g.Title,
			Updated: atomDate(g.Reviewed),
			Link:    link{"alternate", "text/html", address},
			Summary: g.Summary,
		})
	}
	return encodeXML(atom)
}

// newest picks the dated guides for the feed; equal dates stand by address.
func (f Feed) newest() []*guide.Guide {
	var dated []*guide.Guide
	for _, g := range f.Guides {
		if !g.Reviewed.IsZero() && !g.Draft {
			dated = append(dated, g)
		}
	}
	slices.SortFunc(dated, func(a, b *guide.Guide) int {
		if c := b.Reviewed.Compare(a.Reviewed); c != 0 {
			return c
		}
		return cmp.Compare(a.URL(), b.URL())
	})
	return dated[:min(len(dated), feedLimit)]
}

func atomDate(t time.Time) string { return t.UTC().Format(time.RFC3339) }
