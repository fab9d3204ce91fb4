package discovery

import (
	"encoding/xml"
	"strings"
)

// Search describes a language's search to browsers (OpenSearch 1.1), so that
// they can offer it beside others.
type Search struct {
	Base  string // "https://example.org"
	Lang  string
	Title string // of the site
	Label string // what is done there: "Search"
}

// Encode writes the description.
func (s Search) Encode() ([]byte, error) {
	type address struct {
		Type     string `xml:"type,attr"`
		Rel      string `xml:"rel,attr,omitempty"`
		Template string `xml:"template,attr"`
	}
	type image struct {
		Width  int    `xml:"width,attr"`
		Height int    `xml:"height,attr"`
		Type   string `xml:"type,attr"`
		URL    string `xml:",chardata"`
	}
	home := s.Base + "/" + s.Lang + "/"
	return encodeXML(struct {
		XMLName     xml.Name  `xml:"OpenSearchDescription"`
		NS          string    `xml:"xmlns,attr"`
		ShortName   string    `xml:"ShortName"` // at most 16 characters
		LongName    string    `xml:"LongName"`  // at most 48
		Description string    `xml:"Description"`
		Language    string    `xml:"Language"`
		Encoding    string    `xml:"InputEncoding"`
		Image       image     `xml:"Image"`
		URLs        []address `xml:"Url"`
	}{
		NS:          "http://a9.com/-/spec/opensearch/1.1/",
		ShortName:   firstCharacters(s.Title, 16),
		LongName:    firstCharacters(s.Title, 48),
		Description: firstCharacters(s.Label+": "+s.Title, 1024),
		Language:    s.Lang,
		Encoding:    "UTF-8",
		Image:       image{32, 32, "image/x-icon", s.Base + "/favicon.ico"},
		URLs: []address{
			{"text/html", "results", home + "search/?q={searchTerms}"},
			{"application/opensearchdescription+xml", "self", home + "opensearch.xml"},
		},
	})
}

// firstCharacters cuts a text between words, and within its first word only
// where that alone is too long.
func firstCharacters(s string, n int) string {
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	cut := string(runes[:n])
	if i := strings.LastIndexByte(cut, ' '); i > 0 && runes[n] != ' ' {
		cut = cut[:i]
	}
	return strings.TrimSpace(cut)
}
