package generator

import (
	"bytes"
	"html"
	"slices"
	"strings"

	"shebao/generator/guide"
	"shebao/generator/kept"
)

// anchorRef is a link to a place inside a page.
type anchorRef = kept.Anchor

// checkAnchors compares the links to places with the ids of the pages as they
// were drawn.
func checkAnchors(refs []anchorRef, ids map[string][]string) guide.Faults {
	var faults guide.Faults
	for _, ref := range refs {
		if slices.Contains(ids[ref.URL], ref.ID) {
			continue
		}
		message := "there is no place #" + ref.ID + " on " + ref.URL + meant(ref.ID, ids[ref.URL])
		faults = append(faults, guide.Fault{File: ref.File, Line: ref.Line, Column: ref.Column, Message: message, Rule: "dead-anchor"})
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
