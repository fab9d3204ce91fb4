package search

import (
	"bytes"
	"slices"
	"strings"
)

// view shows the families that were found, after all have been scored.
type view struct {
	*Index
	scratch *scratch
	lines   *lineMatcher
	marker  *marker
	key     []byte // the query's, as it was probably meant
}

const (
	moreSections = 2    // shown besides the best one
	moreShare    = 0.5  // of the best one's score that they have
	headingShare = 0.6  // of the query that a heading must hold to decide
	partShare    = 0.25 // of the query that title and heading must hold each to decide
	wholeShare   = 0.95 // and both together
	restShare    = 0.05 // of the query that another heading must add to the title to be meant
	repeats      = 0.5  // of that: a heading that adds less repeats the title
	introShare   = 0.7  // of the query that a title must hold to open the guide at its beginning
)

// hit shows a family: in the reader's language where it has it, at the section
// that answers best.
func (v view) hit(c candidate, lang string) (Hit, error) {
	shown, asked := v.page(c.family, lang)
	sections := v.best(asked)
	if shown != asked {
		sections = v.twins(sections, shown)
	}
	hit := v.section(shown, sections[0])
	hit.Score = float64(c.score)
	var err error
	if hit.Snippet, err = v.snippet(shown, sections[0]); err != nil {
		return Hit{}, err
	}
	for _, n := range sections[1:] {
		hit.More = append(hit.More, v.section(shown, n))
	}
	return hit, nil
}

// page returns the guide of a family to show to a reader of lang, and the one
// whose text is to be asked for the best section: the same, or its translation
// where only that has what was looked for.
func (v view) page(family uint32, lang string) (shown, asked uint32) {
	members := v.members[family]
	asked = members[0]
	var most float32
	own, ownMost := -1, float32(0)
	for i, g := range members {
		var sum float32
		for _, state := range v.scratch.sectionStates(g) {
			sum += state.score
		}
		if sum > most {
			most, asked = sum, g
		}
		if v.guides.Langs[v.guides.Lang[g]] == lang {
			own, ownMost = i, sum
		}
	}
	switch {
	case own < 0:
		return asked, asked
	case ownMost > 0 || most == 0:
		return members[own], members[own]
	}
	return members[own], asked
}

func (ix *Index) sectionsOf(guide uint32) []uint32 {
	return ix.guides.Sections[ix.guides.FirstSect[guide]:ix.guides.FirstSect[guide+1]]
}

// best returns the sections of a guide to show, the best first: one, then up
// to two that come near it. A heading that holds the query decides; failing
// that, a query for the guide's own subject opens at its beginning.
func (v view) best(guide uint32) []uint32 {
	sections, states := v.sectionsOf(guide), v.scratch.sectionStates(guide)
	score := func(section uint32) float32 { return states[section-sections[0]].score }
	best := sections[0]
	for _, n := range sections {
		if score(n) > score(best) {
			best = n
		}
	}
	near := score(best) * moreShare
	if n, ok := v.named(guide); ok {
		best = n
	}
	out := []uint32{best}
	for len(out) <= moreSections {
		next := -1
		for i, n := range sections {
			if score(n) > near && !slices.Contains(out, n) && (next < 0 || score(n) > score(sections[next])) {
				next = i
			}
		}
		if next < 0 {
			break
		}
		out = append(out, sections[next])
	}
	return out
}

// named returns the section of a guide whose heading holds most of the query,
// or the first one where the title or the address does, in whatever language.
// Of a title and a heading that hold as much, the one that has the words as
// typed is meant; the title, where the query is one of the guide's questions.
// A heading that repeats the title tells no section from another: where both have a
// part of the query, the one that has most of the rest is meant.
func (v view) named(guide uint32) (section uint32, ok bool) {
	title, heading, own := 0.0, 0.0, 0.0
	titleTyped, headingTyped, asked := false, false, false
	rest, most, adds := uint32(0), 0.0, 0.0 // the section whose heading adds most to the title; what it adds, and what the best heading does
	held := v.titleHolds(guide)
	l := v.Index.lines
	for _, g := range v.members[v.guides.Family[guide]] {
		for line := l.FirstLine[g]; line < l.FirstLine[g+1]; line++ {
			query, share := v.lines.match(line)
			typed := len(v.key) > 0 && bytes.Contains(l.Key.bytes(line), v.key)
			switch l.Kind[line] {
			case questionLine:
				asked = asked || len(v.key) > 0 && bytes.Equal(l.Key.bytes(line), v.key)
			case titleLine, slugLine:
				title, titleTyped = max(title, query), titleTyped || typed
			case headingLine:
				if g != guide || query == 0 {
					continue
				}
				added := v.lines.adds(held)
				if query > heading || query == heading && share > own {
					section, heading, own, headingTyped, adds = l.Section[line], query, share, typed, added
				}
				if added > most {
					rest, most = l.Section[line], added
				}
			}
		}
	}
	pointed, anchor := v.pointed(v.lines.p, v.guides.Family[guide])
	if pointed >= pointShare && anchor != "" && title < introShare && (heading < 1 || !headingTyped) {
		for _, n := range v.sectionsOf(guide) {
			if v.sections.URL.at(n) == "#"+anchor {
				return n, true
			}
		}
	}
	if !headingTyped && most >= restShare && adds < most*repeats {
		section = rest
	}
	switch {
	case heading >= headingShare && heading >= title && (headingTyped && !asked || !titleTyped):
		return section, true
	case title >= introShare:
		return v.sectionsOf(guide)[0], true
	case min(title, heading) >= partShare && title+heading >= wholeShare:
		return section, true
	}
	return 0, false
}

// titleHolds is how much of each unit of the query the title or the address of a guide
// has, in whatever language.
func (v view) titleHolds(guide uint32) []float64 {
	held := make([]float64, len(v.lines.credit))
	l := v.Index.lines
	for _, g := range v.members[v.guides.Family[guide]] {
		for line := l.FirstLine[g]; line < l.FirstLine[g+1]; line++ {
			if kind := l.Kind[line]; kind != titleLine && kind != slugLine {
				continue
			}
			if query, _ := v.lines.match(line); query == 0 {
				continue
			}
			for u, c := range v.lines.credit {
				held[u] = max(held[u], c)
			}
		}
	}
	return held
}

// twins returns the sections of guide with the same anchors as the given ones
// of its translation; the first one if there are none.
func (v view) twins(others []uint32, guide uint32) []uint32 {
	var out []uint32
	for _, o := range others {
		for _, n := range v.sectionsOf(guide) {
			if string(v.sections.URL.bytes(n)) == string(v.sections.URL.bytes(o)) && !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	if len(out) == 0 {
		out = append(out, v.sectionsOf(guide)[0])
	}
	return out
}

// section names a section.
func (v view) section(guide, section uint32) Hit {
	return Hit{
		URL:     v.address(guide, section),
		Title:   v.guides.Title.at(guide),
		Heading: v.sections.Heading.at(section),
		Lang:    v.guides.Langs[v.guides.Lang[guide]],
	}
}

// snippet cuts the best stretch of a section. The guide's summary speaks for
// its first section where the text says less, and for one without any text.
func (v view) snippet(guide, section uint32) (string, error) {
	text, err := v.scratch.text(section)
	if err != nil {
		return "", err
	}
	snippet, worth := v.marker.snippet(text)
	if section == v.sectionsOf(guide)[0] || snippet == "" {
		if other, w := v.marker.snippet(v.guides.Summary.at(guide)); other != "" && (w > worth || snippet == "") {
			snippet = other
		}
	}
	return snippet, nil
}

// address is where a section of a guide opens.
func (ix *Index) address(guide, section uint32) string {
	url := ix.sections.URL.at(section)
	if strings.HasPrefix(url, "/") {
		return url
	}
	return ix.guides.URL.at(guide) + url
}
