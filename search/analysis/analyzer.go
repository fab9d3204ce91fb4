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

import (
	"unicode"
	"unicode/utf8"
)

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

// MaxWord is how many bytes of a word are looked at.
const MaxWord = 64

// Tokens calls yield for the tokens of text in order, until it returns false.
func (a *Analyzer) Tokens(text string, words *Stemmer, yield func(Token) bool) {
	a.TokensOf(text, words, nil, yield)
}

// TokensOf does the same, but gives no pairs, and tells of words and characters that
// are not wanted only that they are there.
func (a *Analyzer) TokensOf(text string, words *Stemmer, only *Wanted, yield func(Token) bool) {
	var (
		buf        [MaxWord]byte
		wordLen    = -1 // length of the word being read, -1 for none
		wordStart  int
		wordEnd    int
		apostrophe = -1 // length of the word where its apostrophe stood
		pos        int
		last       rune // the spaceless character just before, 0 if none
		lastStart  int
		lastEnd    int
		number     bool // the word so far is digits
		passed     bool // the word is not wanted
	)
	flush := func() bool {
		if wordLen < 0 {
			return true
		}
		n := wordLen
		if apostrophe >= 0 && n == apostrophe+1 && buf[apostrophe] == 's' {
			n-- // child's
		}
		wordLen, apostrophe = -1, -1
		if n == 0 {
			return true
		}
		if passed {
			passed = false
			return yield(Token{Kind: Other})
		}
		t := Token{Kind: Word, Word: words.form(buf[:n]), pos: pos, Start: wordStart, End: wordEnd}
		pos++
		return yield(t)
	}
	for sc := a.scan(text); sc.next(); {
		r := sc.r
		switch {
		case SpacelessScript(r) || r == 'ー':
			if !flush() {
				return
			}
			if only != nil && !only.character(r) {
				if !yield(Token{Kind: Other}) {
					return
				}
				last, lastEnd = r, sc.end
				continue
			}
			if last != 0 && only == nil {
				if !yield(Token{Kind: Bigram, First: last, Last: r, pos: pos - 1, Start: lastStart, End: sc.end}) {
					return
				}
			}
			if !yield(Token{Kind: Unigram, Last: r, pos: pos, Start: sc.start, End: sc.end}) {
				return
			}
			pos++
			last, lastStart, lastEnd = r, sc.start, sc.end
			continue
		case r < utf8.RuneSelf && ('a' <= r && r <= 'z' || '0' <= r && r <= '9'),
			r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)):
			last = 0
			if wordLen < 0 {
				wordLen, wordStart, apostrophe, number = 0, sc.start, -1, true
				if passed = only != nil && len(sc.pending) == 0 && 'a' <= r && r <= 'z' && !only.begins(r, text[sc.end:]); passed {
					sc.pass(only)
				}
			}
			if wordLen+utf8.RuneLen(r) <= MaxWord {
				wordLen += utf8.EncodeRune(buf[wordLen:], r)
			}
			number = number && '0' <= r && r <= '9'
			wordEnd = sc.end
			continue
		case (r == ',' || r == '.') && wordLen > 0 && number && sc.end < len(text) && '0' <= text[sc.end] && text[sc.end] <= '9':
			if r == '.' && wordLen < MaxWord { // 3.5 is not 35, but 1,000 is 1000
				buf[wordLen] = '.'
				wordLen++
			}
			continue
		case (r == '\'' || r == '’') && wordLen > 0 && apostrophe < 0:
			apostrophe = wordLen
			continue
		case r == ' ' && last != 0 && sc.start == lastEnd && sc.end == sc.start+1 && text[sc.start] == '\n':
			continue // a line break inside Chinese text is no space
		}
		last = 0
		if !flush() {
			return
		}
	}
	flush()
}
