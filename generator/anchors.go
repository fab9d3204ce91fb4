package generator

import (
	"bytes"
	"html"
	"slices"
	"strings"

	"shebao/generator/guide"
)

// anchorRef is a link to a place inside a page: whether the place exists is
// known only when every page has been drawn.
type anchorRef struct {
	file   string // where the link stands
	line   int
	column int
	url    string // of the page
	id     string
}

// checkAnchors compares the links to places with the ids of the pages as they
// were drawn.
func checkAnchors(refs []anchorRef, ids map[string][]string) guide.Faults {
	var faults guide.Faults
	for _, ref := range refs {
		if slices.Contains(ids[ref.url], ref.id) {
			continue
		}
		message := "there is no place #" + ref.id + " on " + ref.url + meant(ref.id, ids[ref.url])
		faults = append(faults, guide.Fault{File: ref.file, Line: ref.line, Column: ref.column, Message: message, Rule: "dead-anchor"})
	}
	return faults
}

// scanIDs finds the ids in a drawn page. Templates and the Markdown renderer
// escape quotation marks in text, so that the pattern stands in tags alone.
func scanIDs(page []byte) []string {
	var ids []string
	for {
		_, rest, ok := bytes.Cut(page, []byte(` id="`))
		if !ok {
			return ids
		}
		id, rest, ok := bytes.Cut(rest, []byte(`"`))
		if !ok {
			return ids
		}
		ids = append(ids, html.UnescapeString(string(id)))
		page = rest
	}
}

// splitAnchor cuts an address of this site into the page and the place on it.
// ok is false for other sites and for links without a place.
func splitAnchor(address string) (page, id string, ok bool) {
	page, id, ok = strings.Cut(address, "#")
	if !ok || id == "" || !strings.HasPrefix(page, "/") {
		return "", "", false
	}
	page, _, _ = strings.Cut(page, "?")
	return unescape(page), unescape(id), true
}
