package kept

import "shebao/generator/guide"

// Made is what a page was made of.
type Made struct {
	Source  Digest   // of the guide's file; zero for a list without index.md
	View    Digest   // of what it is drawn from besides its text
	Answers []Answer // what its text asked for

	Sum      Digest // of the page for the index
	IDs      []string
	Anchors  []Anchor
	Pictures []string // files of the content that the page shows
	Warnings guide.Faults
	Files    []string
}

// Answer is what the text of a guide was told when it asked.
type Answer struct {
	Link bool // a link's destination; else the name of a fact
	Name string
	Said string
}

// Anchor is a link to a place inside a page: whether the place exists is known
// only when every page has been drawn.
type Anchor struct {
	File         string // where the link stands
	Line, Column int
	URL          string // of the page
	ID           string
}

// Made is what the page at an address was made of; false where nothing is known.
func (r *Rest) Made(address string) (m Made, encoded string, ok bool) {
	encoded, ok = r.Pages[address]
	return m, encoded, ok && decode(encoded, &m) == nil
}
