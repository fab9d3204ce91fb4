package search

// columns walks over everything that is written, always in the same order.
func (c *catalog) columns(v columns) {
	c.Segments.columns(v)
	v.uint32s(&c.Counts)
	c.Guides.columns(v)
	c.Sections.columns(v)
	c.Lines.columns(v)
	c.Words.columns(v)
	c.Han.columns(v)
	c.Inner.columns(v)
	v.uint64s(&c.Suffixes)
	synonymColumns(&c.Synonyms, v)
}

func (g *guides) columns(v columns) {
	stringColumns(&g.Langs, v)
	v.bytes(&g.Lang)
	v.uint32s(&g.Family)
	families := []uint32{uint32(g.Families)}
	v.uint32s(&families)
	g.Families = 0
	if len(families) == 1 {
		g.Families = int(families[0])
	}
	g.URL.columns(v)
	v.bytes(&g.Sum)
	g.Title.columns(v)
	g.Summary.columns(v)
	for f := range g.Length {
		v.uint32s(&g.Length[f])
	}
	v.uint32s(&g.Sections)
	v.uint32s(&g.FirstSect)
}

func (s *sections) columns(v columns) {
	v.uint32s(&s.Guide)
	s.URL.columns(v)
	s.Heading.columns(v)
	v.uint32s(&s.HeadingLength)
	v.uint32s(&s.TextLength)
}

func (l *lines) columns(v columns) {
	l.Text.columns(v)
	l.Key.columns(v)
	v.bytes(&l.Kind)
	v.uint32s(&l.Guide)
	v.uint32s(&l.Section)
	v.uint32s(&l.Terms)
	v.uint32s(&l.FirstTerm)
	v.uint32s(&l.FirstLine)
}

func (h *hanVocabulary) columns(v columns) {
	v.uint32s(&h.Chars)
	v.uint32s(&h.CharWeight)
	v.syllables(&h.Readings)
	v.uint32s(&h.CharReading)
	v.uint32s(&h.First)
	v.uint32s(&h.Second)
	v.uint32s(&h.Weight)
	v.bytes(&h.Inner)
	h.Total = 0
	for _, w := range h.Weight {
		h.Total += float64(w)
	}
	v.uint32s(&h.CharPairs)
	v.uint32s(&h.SoundKey)
	v.uint32s(&h.SoundPair)
	v.uint32s(&h.SyllableChars)
	v.uint32s(&h.SyllableFirst)
}

func stringColumns(list *[]string, v columns) {
	var t texts
	t.addAll(*list)
	t.columns(v)
	*list = nil
	if rises(t.Ends, len(t.Bytes)) { // else it is found out by what the list is for
		*list = t.all()
	}
}

// synonymColumns writes each group as its terms, what is only typed for them, and
// its guide, with an empty string after each of the first two.
func synonymColumns(groups *[]Synonyms, v columns) {
	var all []string
	var ends []uint32
	for _, g := range *groups {
		all = append(append(append(all, g.Terms...), ""), g.Typed...)
		all = append(all, "", g.Guide)
		ends = append(ends, uint32(len(all)))
	}
	stringColumns(&all, v)
	v.uint32s(&ends)
	*groups = nil
	if !rises(ends, len(all)) {
		return
	}
	from := uint32(0)
	for _, to := range ends {
		var g Synonyms
		part := 0
		for _, s := range all[from:to] {
			switch {
			case s == "":
				part++
			case part == 0:
				g.Terms = append(g.Terms, s)
			case part == 1:
				g.Typed = append(g.Typed, s)
			default:
				g.Guide = s
			}
		}
		*groups = append(*groups, g)
		from = to
	}
}
