package search

import "shebao/search/pinyin"

// sound tells whether every number in the catalog names something.
func (c *catalog) sound() bool {
	documents := 0
	for _, n := range c.Counts {
		documents += int(n)
	}
	guides := len(c.Guides.Lang)
	return c.Segments.check(len(c.Counts)) &&
		c.Guides.sound(documents) &&
		c.Sections.sound(documents, guides) &&
		c.Lines.sound(documents, guides) &&
		c.Words.sound() &&
		c.Han.sound() &&
		c.Inner.sound() &&
		c.Lines.has(c.Suffixes)
}

func (g *guides) sound(documents int) bool {
	n := len(g.Lang)
	if !below(g.Lang, len(g.Langs)) || len(g.Family) != n || g.Families > n || !below(g.Family, g.Families) || len(g.Sum) != n*sumSize {
		return false
	}
	for _, l := range g.Length {
		if len(l) != n {
			return false
		}
	}
	if !starts(g.FirstSect, n, len(g.Sections)) || !below(g.Sections, documents) {
		return false
	}
	for i := range n {
		own := g.Sections[g.FirstSect[i]:g.FirstSect[i+1]]
		if len(own) == 0 {
			return false // a guide has a section
		}
		for n, section := range own {
			if section != own[0]+uint32(n) {
				return false // and those that it has follow each other
			}
		}
	}
	return g.URL.check(n) && g.Title.check(n) && g.Summary.check(n)
}

func (s *sections) sound(documents, guides int) bool {
	for _, g := range s.Guide {
		if g != noGuide && int(g) >= guides {
			return false
		}
	}
	return len(s.Guide) == documents && s.URL.check(documents) && s.Heading.check(documents) &&
		len(s.HeadingLength) == documents && len(s.TextLength) == documents
}

func (l *lines) sound(documents, guides int) bool {
	n := len(l.Kind)
	return l.Text.check(n) && l.Key.check(n) && below(l.Kind, int(slugLine)+1) &&
		len(l.Guide) == n && below(l.Guide, guides) && len(l.Section) == n && below(l.Section, documents) &&
		starts(l.FirstTerm, n, len(l.Terms)) && starts(l.FirstLine, guides, n)
}

// has tells whether every place is within the key of a line.
func (l *lines) has(places []uint64) bool {
	for _, p := range places {
		line, offset := uint32(p>>32), uint32(p)
		if int(line) >= l.Key.len() || int(offset) >= len(l.Key.bytes(line)) {
			return false
		}
	}
	return true
}

func (h *hanVocabulary) sound() bool {
	chars, pairs := len(h.Chars), len(h.First)
	syllables := len(pinyin.NewTable().Syllables)
	return below(h.Readings, syllables) && len(h.CharWeight) == chars && starts(h.CharReading, chars, len(h.Readings)) &&
		below(h.First, chars) && len(h.Second) == pairs && below(h.Second, chars) &&
		len(h.Weight) == pairs && len(h.Inner) == pairs && starts(h.CharPairs, chars, pairs) &&
		len(h.SoundKey) == len(h.SoundPair) && below(h.SoundPair, pairs) &&
		starts(h.SyllableFirst, syllables, len(h.SyllableChars)) && below(h.SyllableChars, chars)
}
