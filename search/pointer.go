package search

import (
	"strings"
)

// The glossary says where each of its terms is explained. A query that is such a
// term, or little more, is led there.

// pointer is where a term in a query is explained.
type pointer struct {
	group       int
	first, last int // units of the term
	weight      float64
}

// place is a section of a family of guides.
type place struct {
	family int // -1 for none
	anchor string
}

const (
	pointFrom  = 0.55 // share of the query that a term must be
	pointLift  = 0.5  // of the score of a guide that has all that was asked
	pointShare = 0.75 // share of the query from which the term's section opens
)

// point finds the places that the groups of the thesaurus name.
func (ix *Index) point() {
	wanted := map[string][]int{}
	for n := range ix.synonyms.groups {
		g := &ix.synonyms.groups[n]
		path, anchor, _ := strings.Cut(g.guide, "#")
		g.place = place{-1, anchor}
		if path != "" {
			wanted[path] = append(wanted[path], n)
		}
	}
	if len(wanted) == 0 {
		return
	}
	for n, lang := range ix.guides.Lang {
		path, ok := strings.CutPrefix(ix.guides.URL.at(uint32(n)), "/"+ix.guides.Langs[lang]+"/")
		if !ok {
			continue
		}
		for _, group := range wanted[strings.TrimSuffix(path, "/")] {
			ix.synonyms.groups[group].place.family = int(ix.guides.Family[n])
		}
	}
}

// pointed returns how much of the query is a term that a family explains, and in
// which section.
func (ix *Index) pointed(p *plan, family uint32) (share float64, anchor string) {
	for _, at := range p.pointers {
		g := ix.synonyms.groups[at.group]
		if g.place.family != int(family) {
			continue
		}
		info := 0.0
		for _, u := range p.units[at.first : at.last+1] {
			info += u.info
		}
		if s := at.weight * info / p.information(); s > share {
			share, anchor = s, g.place.anchor
		}
	}
	return share, anchor
}
