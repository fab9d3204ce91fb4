package search

import (
	"strings"

	index "github.com/blevesearch/bleve_index_api"

	"shebao/search/analysis"
)

// field is one of the indexed fields of a section.
type field uint8

// The first section of a guide carries what belongs to the guide as a whole.
const (
	titleField field = iota
	summaryField
	questionsField
	headingField
	textField
	slugField   // the last part of the guide's address: editors name it after the subject
	guideFields = iota
)

var fieldNames = [guideFields]string{"title", "summary", "questions", "heading", "text", "slug"}

// fieldWeights say how much an occurrence in a field counts, fieldNorms how
// much the length of the field takes from it (BM25's b).
var (
	fieldWeights = [guideFields]float32{titleField: 3.5, summaryField: 1.5, questionsField: 2.6, headingField: 2.4, textField: 1, slugField: 2}
	fieldNorms   = [guideFields]float32{titleField: 0.4, summaryField: 0.4, questionsField: 0.4, headingField: 0.4, textField: 0.75, slugField: 0.4}
)

// indexedField hands Bleve the terms of a text that is already analysed: only
// terms and how often they occur, no positions, since snippets are cut from
// the text itself. Its length is kept in the catalog, where it is needed for
// whole guides.
type indexedField struct {
	name  string
	text  string
	freqs index.TokenFrequencies
	store bool
}

func (f *indexedField) Name() string                                     { return f.name }
func (f *indexedField) ArrayPositions() []uint64                         { return nil }
func (f *indexedField) Analyze()                                         {}
func (f *indexedField) Value() []byte                                    { return []byte(f.text) }
func (f *indexedField) NumPlainTextBytes() uint64                        { return uint64(len(f.text)) }
func (f *indexedField) Size() int                                        { return len(f.text) }
func (f *indexedField) EncodedFieldType() byte                           { return 't' }
func (f *indexedField) AnalyzedLength() int                              { return 1 }
func (f *indexedField) AnalyzedTokenFrequencies() index.TokenFrequencies { return f.freqs }
func (f *indexedField) Options() index.FieldIndexingOptions {
	if f.store {
		return index.IndexField | index.StoreField
	}
	return index.IndexField
}

// fieldReader analyses texts for the index and counts what it sees.
type fieldReader struct {
	*analysis.Analyzer
	stemmer *analysis.Stemmer
	seen    map[string]bool    // words of the section being read
	chinese map[[2]rune]string // terms of characters and pairs that have been met
	freqs   []index.TokenFreq  // room for frequencies
	usual   [guideFields]int   // terms of the last text of a field
}

func newFieldReader(a *analysis.Analyzer) *fieldReader {
	return &fieldReader{Analyzer: a, stemmer: analysis.NewStemmer(1 << 16), seen: map[string]bool{}, chinese: map[[2]rune]string{}}
}

// read returns the field of one or more texts and its length: the number of
// its words and of its characters of scripts without spaces.
func (r *fieldReader) read(f field, parts ...string) (*indexedField, int) {
	out := &indexedField{name: fieldNames[f], freqs: make(index.TokenFrequencies, r.usual[f]), store: f == textField}
	if out.store {
		out.text = strings.Join(parts, "\n")
	}
	length := 0
	for _, part := range parts {
		r.Tokens(part, r.stemmer, func(t analysis.Token) bool {
			if t.Kind != analysis.Bigram {
				length++
			}
			if t.Kind == analysis.Word {
				r.seen[t.Word.Text] = true
			}
			term := r.term(t)
			tf := out.freqs[term]
			if tf == nil {
				tf = r.newFreq()
				out.freqs[term] = tf
			}
			tf.SetFrequency(tf.Frequency() + 1)
			return true
		})
	}
	r.usual[f] = len(out.freqs)
	return out, length
}

// maxChinese bounds the terms that are remembered.
const maxChinese = 1 << 17

// term is the token's term, made once for all its occurrences.
func (r *fieldReader) term(t analysis.Token) string {
	if t.Kind == analysis.Word {
		return t.Word.Stem
	}
	key := [2]rune{t.First, t.Last}
	term, ok := r.chinese[key]
	if !ok {
		if len(r.chinese) == maxChinese {
			clear(r.chinese)
		}
		term = t.Term()
		r.chinese[key] = term
	}
	return term
}

// newFreq returns a frequency of zero. They stand close together, since there
// are millions. The segments take the terms from the map that holds them.
func (r *fieldReader) newFreq() *index.TokenFreq {
	if len(r.freqs) == 0 {
		r.freqs = make([]index.TokenFreq, 1024)
	}
	tf := &r.freqs[0]
	r.freqs = r.freqs[1:]
	return tf
}

// endSection counts the words of the section just read.
func (r *fieldReader) endSection(words map[string]int) {
	for w := range r.seen {
		words[w]++
	}
	clear(r.seen)
}
