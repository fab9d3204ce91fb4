package search

import (
	"unicode"
	"unicode/utf8"
)

// kind tells what a token is made of.
type kind uint8

const (
	word   kind = iota // letters and digits of a script with spaces; Term is its stem
	single             // one character of a script without spaces
	pair               // two neighbouring characters of such a script; comes before the second one
	other              // words or a character that are not wanted
)

// token is one term of a text and where it stands.
type token struct {
	kind        kind
	word        *wordForm // of a word
	first, last rune      // the characters of a pair; last alone of a single one
	pos         int       // number of the word or character in the text, from 0
	start, end  int       // bytes of the text as written
}

// term returns what the index holds: the stem of a word, or the characters.
func (t token) term() string {
	switch t.kind {
	case word:
		return t.word.stem
	case pair:
		return string([]rune{t.first, t.last})
	}
	return string(t.last)
}

// analyzer cuts text into tokens, the same for text and query. Words of
// scripts with spaces are stemmed as English; characters of scripts without
// (Chinese above all) are given singly and as overlapping pairs, so that no
// dictionary is needed and 社保卡 is found in every longer word. It is
// read-only once made.
type analyzer struct {
	*normalizer
}

func newAnalyzer() *analyzer { return &analyzer{newNormalizer()} }

const maxWord = 64 // bytes of a word that are looked at

// tokens calls yield for the tokens of text in order, until it returns false.
func (a *analyzer) tokens(text string, words *stemmer, yield func(token) bool) {
	a.tokensOf(text, words, nil, yield)
}

// tokensOf does the same, but gives no pairs, and tells of words and characters that
// are not wanted only that they are there.
func (a *analyzer) tokensOf(text string, words *stemmer, only *wanted, yield func(token) bool) {
	var (
		buf        [maxWord]byte
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
			return yield(token{kind: other})
		}
		t := token{kind: word, word: words.form(buf[:n]), pos: pos, start: wordStart, end: wordEnd}
		pos++
		return yield(t)
	}
	for sc := a.scan(text); sc.next(); {
		r := sc.r
		switch {
		case spacelessScript(r) || r == 'ー':
			if !flush() {
				return
			}
			if only != nil && !only.character(r) {
				if !yield(token{kind: other}) {
					return
				}
				last, lastEnd = r, sc.end
				continue
			}
			if last != 0 && only == nil {
				if !yield(token{kind: pair, first: last, last: r, pos: pos - 1, start: lastStart, end: sc.end}) {
					return
				}
			}
			if !yield(token{kind: single, last: r, pos: pos, start: sc.start, end: sc.end}) {
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
			if wordLen+utf8.RuneLen(r) <= maxWord {
				wordLen += utf8.EncodeRune(buf[wordLen:], r)
			}
			number = number && '0' <= r && r <= '9'
			wordEnd = sc.end
			continue
		case (r == ',' || r == '.') && wordLen > 0 && number && sc.end < len(text) && '0' <= text[sc.end] && text[sc.end] <= '9':
			if r == '.' && wordLen < maxWord { // 3.5 is not 35, but 1,000 is 1000
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
