package search

// catalog is what the index holds besides the postings: the guides and
// sections behind the numbers of documents, how long their fields are, and the
// vocabulary. It is written whole by Build and read whole by Open. A section
// is named by its document number in the Bleve index, a guide by its place.
type catalog struct {
	Guides   guides
	Sections sections
	Lines    lines
	Words    []byte // vellum automaton: word as written -> number of sections with it
	Han      hanVocabulary
	Suffixes []uint64 // places in Lines' keys where a suggestion can begin, sorted by what follows
	Synonyms []Synonyms
}

// guides holds one entry for each guide in each language.
type guides struct {
	Langs     []string // the languages met
	Lang      []uint8  // place in Langs
	Family    []uint32 // the guide whatever its language: twins share it
	Families  int
	URL       texts
	Title     texts
	Summary   texts
	Length    [guideFields][]uint32 // words of each field, headings and texts taken together
	Sections  []uint32              // document numbers, guide after guide, in the guide's order
	FirstSect []uint32              // where a guide's sections begin in Sections; one more at the end
}

// sections holds one entry for each document number.
type sections struct {
	Guide         []uint32
	URL           texts // what follows the guide's URL: "#by-phone"
	Heading       texts
	HeadingLength []uint32
	TextLength    []uint32
}

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
	FirstTerm []uint32
	FirstLine []uint32 // where a guide's lines begin; one more at the end
}

// Kinds of lines, the most telling first.
const (
	titleLine uint8 = iota
	questionLine
	headingLine
	slugLine // compared, never shown
)

// texts is a list of strings in one piece.
type texts struct {
	Bytes []byte
	Ends  []uint32
}

func (t *texts) add(s string) {
	t.Bytes = append(t.Bytes, s...)
	t.Ends = append(t.Ends, uint32(len(t.Bytes)))
}

func (t *texts) len() int { return len(t.Ends) }

func (t *texts) bytes(i uint32) []byte {
	var start uint32
	if i > 0 {
		start = t.Ends[i-1]
	}
	return t.Bytes[start:t.Ends[i]]
}

func (t *texts) at(i uint32) string { return string(t.bytes(i)) }
