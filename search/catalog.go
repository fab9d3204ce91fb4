package search

import (
	"bufio"
	"errors"
	"io"

	mmap "github.com/blevesearch/mmap-go"

	"shebao/search/pinyin"
)

// catalog is what the index holds besides the postings: the guides and
// sections behind the numbers of documents, how long their fields are, and the
// vocabulary. Build writes it whole; Open maps the file into memory and reads it
// where it lies. A section is named by its document number, a guide by its place.
//
// Document numbers count through all segments. A document whose guide is gone
// or was written anew keeps its number until its segment is merged.
type catalog struct {
	Segments texts    // names of the files, below the directory
	Counts   []uint32 // documents of each, those without a guide too
	Guides   guides
	Sections sections
	Lines    lines
	Words    words
	Han      hanVocabulary
	Inner    innerPairs
	Suffixes []uint64 // places in Lines' keys where a suggestion can begin, sorted by what follows
	Synonyms []Synonyms

	file mmap.MMap // where it lies; nil for one that is being made
}

// guides holds one entry for each guide in each language.
type guides struct {
	Langs     []string // the languages met
	Lang      []uint8  // place in Langs
	Family    []uint32 // the guide whatever its language: twins share it
	Families  int
	URL       texts
	Sum       []byte // fingerprints, sumSize bytes each; zeros where it is unknown
	Title     texts
	Summary   texts
	Length    [guideFields][]uint32 // words of each field, headings and texts taken together
	Sections  []uint32              // document numbers, guide after guide; those of a guide follow each other
	FirstSect []uint32              // where a guide's sections begin in Sections; one more at the end
}

// sections holds one entry for each document number.
type sections struct {
	Guide         []uint32 // noGuide for a document that is gone
	URL           texts    // what follows the guide's URL: "#by-phone"
	Heading       texts
	HeadingLength []uint32
	TextLength    []uint32
}

// noGuide is the guide of a document that is gone.
const noGuide = 1<<32 - 1

// lines are the short texts that name things: titles, questions, headings.
// They are what suggestions are made of, and what a query is compared with as
// a whole.
type lines struct {
	Text      texts
	Key       texts // normal form: small letters, one space between words, no punctuation
	Kind      []uint8
	Guide     []uint32
	Section   []uint32 // document number for a heading
	Terms     []uint32 // hashes of the terms, line after line
	FirstTerm []uint32 // where a line's terms begin; one more at the end
	FirstLine []uint32 // where a guide's lines begin; one more at the end
}

// Kinds of lines, the most telling first.
const (
	titleLine uint8 = iota
	questionLine
	headingLine
	slugLine // compared, never shown
)

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

// write writes the catalog.
func (c *catalog) write(to io.Writer) error {
	w := columnWriter{to: bufio.NewWriterSize(to, 1<<16)}
	c.columns(&w)
	return errors.Join(w.err, w.to.Flush())
}

// close lets go of the file, and with it of all that the catalog holds.
func (c *catalog) close() error {
	if c.file == nil {
		return nil
	}
	return c.file.Unmap()
}

// decodeCatalog reads a catalog, which lies where it is encoded. It refuses one
// that names what it does not have, so that no use of it looks beyond its ends.
func decodeCatalog(encoded []byte) (*catalog, error) {
	c := new(catalog)
	r := columnReader{in: encoded}
	c.columns(&r)
	if err := r.end(); err != nil {
		return nil, err
	}
	if !c.sound() {
		return nil, errColumns
	}
	return c, nil
}

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
