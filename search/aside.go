package search

import "strings"

// A site keeps what it is for in sections, and beside them a page or two about
// itself: what it is, what it does with what readers enter. Those speak of the
// site's subject, too, but seldom answer what is asked about it.

// asideShare is what such a page counts for, set against a guide.
const asideShare = 0.75

// mostInSections is the share of guides that stand in sections from which one that
// stands in none is aside.
const mostInSections = 0.6

// setAside finds the families whose address is right below the language.
func (ix *Index) setAside() {
	g := ix.guides
	aside := make([]bool, g.Families)
	n := 0
	for fam, members := range ix.members {
		if len(members) == 0 {
			continue
		}
		lang := g.Langs[g.Lang[members[0]]]
		path := strings.Trim(strings.TrimPrefix(familyKey(g.URL.at(members[0]), lang), "/"), "/")
		if aside[fam] = !strings.Contains(path, "/"); aside[fam] {
			n++
		}
	}
	if float64(g.Families-n) >= mostInSections*float64(g.Families) {
		ix.aside = aside
	}
}

// isAside reports whether a family is a page about the site itself.
func (ix *Index) isAside(family uint32) bool { return ix.aside != nil && ix.aside[family] }
