package search

import "slices"

// addGuides adds the guides in their order, and their sections and lines.
func (a *assembler) addGuides(sources []source) {
	c := a.catalog
	var old *catalog
	var fromOld, fromNew []uint32 // new numbers of documents
	for i, s := range sources {
		if s.name != "" {
			fromOld = append(fromOld, a.numbers[i]...)
		} else {
			fromNew = append(fromNew, a.numbers[i]...)
		}
	}
	if a.earlier != nil {
		old = a.earlier.catalog
		a.line = slices.Repeat([]uint32{noGuide}, old.Lines.Text.len())
	}
	total := 0
	for _, n := range c.Counts {
		total += int(n)
	}
	s := newSectionTable(total)
	families, langs := map[string]uint32{}, map[string]uint8{}
	for place, p := range a.plan {
		if p.old != noGuide {
			a.takeOver(old, p.old, uint32(place), fromOld, s)
		} else {
			a.addEntry(p.entry, uint32(place), fromNew, s)
		}
		lang := ""
		if p.old != noGuide {
			lang = old.Guides.Langs[old.Guides.Lang[p.old]]
		} else {
			lang = p.entry.lang
		}
		if _, ok := langs[lang]; !ok {
			langs[lang] = uint8(len(langs))
			c.Guides.Langs = append(c.Guides.Langs, lang)
		}
		c.Guides.Lang = append(c.Guides.Lang, langs[lang])
		key := familyKey(c.Guides.URL.at(uint32(place)), lang)
		if _, ok := families[key]; !ok {
			families[key] = uint32(len(families))
		}
		c.Guides.Family = append(c.Guides.Family, families[key])
	}
	c.Guides.Families = len(families)
	c.Guides.FirstSect = append(c.Guides.FirstSect, uint32(len(c.Guides.Sections)))
	c.Lines.FirstLine = append(c.Lines.FirstLine, uint32(c.Lines.Text.len()))
	c.Lines.FirstTerm = append(c.Lines.FirstTerm, uint32(len(c.Lines.Terms)))
	c.Sections = s.sections()
}

// familyKey is a guide's address without its language: /zh/guides/a/ and
// /en/guides/a/ are one guide in two languages.
func familyKey(url, lang string) string {
	if n := len(lang) + 2; len(url) >= n && url[0] == '/' && url[1:n-1] == lang && url[n-1] == '/' {
		return url[n-1:]
	}
	return url
}

// sectionTable gathers the columns of sections, which come guide by guide, by
// the numbers of their documents.
type sectionTable struct {
	guide                     []uint32
	url, heading              [][]byte
	headingLength, textLength []uint32
}

func newSectionTable(n int) *sectionTable {
	return &sectionTable{
		guide: slices.Repeat([]uint32{noGuide}, n),
		url:   make([][]byte, n), heading: make([][]byte, n),
		headingLength: make([]uint32, n), textLength: make([]uint32, n),
	}
}

func (t *sectionTable) sections() sections {
	s := sections{Guide: t.guide, HeadingLength: t.headingLength, TextLength: t.textLength}
	for n := range t.guide {
		s.URL.addBytes(t.url[n])
		s.Heading.addBytes(t.heading[n])
	}
	return s
}

// takeOver adds a guide of the earlier index.
func (a *assembler) takeOver(old *catalog, g, place uint32, number []uint32, t *sectionTable) {
	c, from := &a.catalog.Guides, &old.Guides
	c.URL.addBytes(from.URL.bytes(g))
	c.Title.addBytes(from.Title.bytes(g))
	c.Summary.addBytes(from.Summary.bytes(g))
	c.Sum = append(c.Sum, from.Sum[g*sumSize:(g+1)*sumSize]...)
	for f := range c.Length {
		c.Length[f] = append(c.Length[f], from.Length[f][g])
	}
	c.FirstSect = append(c.FirstSect, uint32(len(c.Sections)))
	for _, was := range from.Sections[from.FirstSect[g]:from.FirstSect[g+1]] {
		n := number[was]
		c.Sections = append(c.Sections, n)
		t.guide[n] = place
		t.url[n], t.heading[n] = old.Sections.URL.bytes(was), old.Sections.Heading.bytes(was)
		t.headingLength[n], t.textLength[n] = old.Sections.HeadingLength[was], old.Sections.TextLength[was]
	}
	l, lines := &a.catalog.Lines, &old.Lines
	l.FirstLine = append(l.FirstLine, uint32(l.Text.len()))
	for was := lines.FirstLine[g]; was < lines.FirstLine[g+1]; was++ {
		a.line[was] = uint32(l.Text.len())
		l.Text.addBytes(lines.Text.bytes(was))
		l.Key.addBytes(lines.Key.bytes(was))
		l.Kind = append(l.Kind, lines.Kind[was])
		l.Guide = append(l.Guide, place)
		l.Section = append(l.Section, number[lines.Section[was]])
		l.FirstTerm = append(l.FirstTerm, uint32(len(l.Terms)))
		l.Terms = append(l.Terms, lines.Terms[lines.FirstTerm[was]:lines.FirstTerm[was+1]]...)
	}
}

// addEntry adds a new guide.
func (a *assembler) addEntry(e *entry, place uint32, number []uint32, t *sectionTable) {
	c := &a.catalog.Guides
	c.URL.add(e.url)
	c.Title.add(e.title)
	c.Summary.add(e.summary)
	c.Sum = append(c.Sum, e.sum[:]...)
	for f, n := range e.length {
		c.Length[f] = append(c.Length[f], uint32(n))
	}
	c.FirstSect = append(c.FirstSect, uint32(len(c.Sections)))
	for i, s := range e.sections {
		n := number[e.first+uint32(i)]
		c.Sections = append(c.Sections, n)
		t.guide[n] = place
		t.url[n], t.heading[n] = []byte(s.url), []byte(s.heading)
		t.headingLength[n], t.textLength[n] = uint32(s.headingSize), uint32(s.textSize)
	}
	l := &a.catalog.Lines
	l.FirstLine = append(l.FirstLine, uint32(l.Text.len()))
	for _, line := range e.lines {
		a.fresh = append(a.fresh, uint32(l.Text.len()))
		l.Text.add(line.text)
		l.Key.add(line.key)
		l.Kind = append(l.Kind, line.kind)
		l.Guide = append(l.Guide, place)
		l.Section = append(l.Section, number[e.first+uint32(line.section)])
		l.FirstTerm = append(l.FirstTerm, uint32(len(l.Terms)))
		l.Terms = append(l.Terms, line.terms...)
	}
}
