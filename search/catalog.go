package search

import (
	"bufio"
	"errors"
	"io"

	mmap "github.com/blevesearch/mmap-go"
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
