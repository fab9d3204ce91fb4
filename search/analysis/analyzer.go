// Package analysis cuts text into terms: the words an index holds and a query is
// looked up by. It is the same for both, or nothing would be found, and for Chinese
// and English side by side, since parents mix them.
//
//	a, words := analysis.NewAnalyzer(), analysis.NewStemmer(1000)
//	a.Tokens("補辦 Cards", words, func(t analysis.Token) bool {
//		fmt.Print(t.Term(), " ") // 补 补办 办 card
//		return true
//	})
//
// Text is normalised first (Normalizer): width, case, accents, traditional
// characters. Words are stemmed (Stemmer), characters of scripts without spaces
// become unigrams and bigrams. Every token knows the bytes it was written as, so
// that a snippet marks them; Wanted lets a snippet pass quickly over what it does
// not look for. The lists of words that say little are here too (words.go).
//
// Bleve's analysers are not used: its Chinese one gives pairs alone, which finds no
// single character.
package analysis

// Kind tells what a token is made of.
type Kind uint8

const (
	Word    Kind = iota // letters and digits of a script with spaces; Term is its stem
	Unigram             // one character of a script without spaces
	Bigram              // two neighbouring characters of such a script; comes before the second one
	Other               // words or a character that are not wanted
)

// Token is one term of a text and where it stands.
type Token struct {
	Kind        Kind
	Word        *WordForm // of a word
	First, Last rune      // the characters of a bigram; Last alone of a unigram
	pos         int       // number of the word or character in the text, from 0
	Start, End  int       // bytes of the text as written
}

// Term returns what the index holds: the stem of a word, or the characters.
func (t Token) Term() string {
	switch t.Kind {
	case Word:
		return t.Word.Stem
	case Bigram:
		return string([]rune{t.First, t.Last})
	}
	return string(t.Last)
}

// Analyzer cuts text into tokens, the same for text and query. Words of
// scripts with spaces are stemmed as English; characters of scripts without
// (Chinese above all) are given singly and as overlapping pairs, so that no
// dictionary is needed and 社保卡 is found in every longer word. It is
// read-only once made.
type Analyzer struct {
	*Normalizer
}

// NewAnalyzer returns an analyzer with its tables of characters.
func NewAnalyzer() *Analyzer { return &Analyzer{newNormalizer()} }

// Tokens calls yield for the tokens of text in order, until it returns false.
func (a *Analyzer) Tokens(text string, words *Stemmer, yield func(Token) bool) {
	a.TokensOf(text, words, nil, yield)
}

// TokensOf does the same, but gives no pairs, and tells of words and characters that
// are not wanted only that they are there.
func (a *Analyzer) TokensOf(text string, words *Stemmer, only *Wanted, yield func(Token) bool) {
	c := cutter{scanner: a.scan(text), words: words, only: only, yield: yield}
	for c.next() {
		if !c.take() {
			return
		}
	}
	c.endWord()
}
