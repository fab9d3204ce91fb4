package search

import (
	"fmt"
	"strings"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"

	"shebao/search/analysis"
)

// sumSize is how much of a guide's fingerprint is kept.
const sumSize = 16

// entry is a guide that has been analysed for the index.
type entry struct {
	url, lang, title, summary string
	sum                       [sumSize]byte
	length                    [guideFields]int
	sections                  []entrySection
	lines                     []entryLine
	first                     uint32 // number of its first document among the new ones
}

type entrySection struct {
	url         string // what follows the guide's
	heading     string
	headingSize int
	textSize    int
}

type entryLine struct {
	kind      uint8
	text, key string
	section   int // place in the entry's sections
	terms     []uint32
}

// indexer analyses guides. It is for one goroutine.
type indexer struct {
	reader *fieldReader
	stops  map[string]bool
	tally  tally
}

func newIndexer(a *analysis.Analyzer) *indexer {
	return &indexer{reader: newFieldReader(a), stops: analysis.WordSet(analysis.EnglishStops), tally: newTally()}
}

// read analyses a guide, counts its words, and returns its documents for the
// postings.
func (x *indexer) read(g Guide) (*entry, []index.Document, error) {
	d := g.Sections[0]
	e := &entry{url: g.URL, lang: d.Lang, title: d.Title, summary: d.Summary, sum: [sumSize]byte(g.Sum[:])}
	documents := make([]index.Document, 0, len(g.Sections))
	for i, s := range g.Sections {
		if s.URL == "" || s.GuideURL == "" {
			return nil, nil, fmt.Errorf("section %q of %q: a document needs the addresses of its section and its guide", s.Heading, s.Title)
		}
		doc := document.NewDocument(documentID)
		read := func(f field, parts ...string) int {
			indexed, length := x.reader.read(f, parts...)
			for term := range indexed.freqs {
				if p, ok := hanPair(term); ok {
					x.tally.pairs[p] += int(hanWeights[f])
				}
			}
			if len(indexed.freqs) > 0 || indexed.store {
				doc.AddField(indexed)
			}
			return length
		}
		if i == 0 {
			e.length[titleField] = read(titleField, d.Title)
			e.length[summaryField] = read(summaryField, d.Summary)
			e.length[slugField] = read(slugField, slugWords(g.URL))
			e.length[questionsField] = read(questionsField, d.Questions...)
		}
		section := entrySection{url: strings.TrimPrefix(s.URL, g.URL), heading: s.Heading}
		if len(section.url) == len(s.URL) {
			section.url = s.URL // not below its guide: kept whole
		}
		section.headingSize = read(headingField, s.Heading)
		section.textSize = read(textField, s.Text)
		e.length[headingField] += section.headingSize
		e.length[textField] += section.textSize
		x.reader.endSection(x.tally.words)
		e.sections = append(e.sections, section)
		documents = append(documents, doc)
	}
	x.readLines(e, d.Questions)
	return e, documents, nil
}

// documentID is what the segments call every document: they are told apart by
// their numbers alone.
const documentID = "s"

func (x *indexer) readLines(e *entry, questions []string) {
	add := func(kind uint8, section int, text string) {
		if kind != slugLine {
			x.readInner(text)
		}
		key := lineKey(x.reader.Analyzer, x.reader.stemmer, text)
		if key == "" {
			return
		}
		terms := lineTerms(x.reader.Analyzer, x.reader.stemmer, x.stops, text)
		e.lines = append(e.lines, entryLine{kind, text, key, section, terms})
	}
	add(titleLine, 0, e.title)
	for _, q := range questions {
		add(questionLine, 0, q)
	}
	add(slugLine, 0, slugWords(e.url))
	for i, s := range e.sections {
		if s.heading != "" {
			add(headingLine, i, s.heading)
		}
	}
}

// readInner counts what stands before each pair of characters.
func (x *indexer) readInner(text string) {
	var before, last rune // the characters before the one at hand
	x.reader.Tokens(text, x.reader.stemmer, func(t analysis.Token) bool {
		switch t.Kind {
		case analysis.Word:
			before, last = 0, 0
		case analysis.Unigram:
			before, last = last, t.Last
		case analysis.Bigram:
			x.tally.inner[innerKey(t.First, t.Last, before)]++
		}
		return true
	})
}

// slugWords returns the words of the last part of an address.
func slugWords(url string) string {
	url = strings.TrimSuffix(url, "/")
	return strings.NewReplacer("-", " ", "_", " ").Replace(url[strings.LastIndexByte(url, '/')+1:])
}
