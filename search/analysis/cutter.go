package analysis

import (
	"unicode"
	"unicode/utf8"
)

// MaxWord is how many bytes of a word are looked at.
const MaxWord = 64

// cutter cuts one text into tokens. Its methods report whether to go on.
type cutter struct {
	scanner
	words *Stemmer
	only  *Wanted // nil: all are wanted
	yield func(Token) bool
	pos   int  // words and characters so far
	word  word // that is being read
	last  struct {
		r          rune // the character of a script without spaces just before, 0 if none
		start, end int
	}
}

// word is a word of a script with spaces, as far as it has been read.
type word struct {
	letters    [MaxWord]byte
	length     int // of letters
	reading    bool
	start, end int
	apostrophe int  // length before it, 0 if there is none
	number     bool // it is digits so far
	passed     bool // it is not wanted
}

// take reads one rune.
func (c *cutter) take() bool {
	r := c.r
	switch {
	case SpacelessScript(r) || r == 'ー':
		return c.endWord() && c.character()
	case r < utf8.RuneSelf && ('a' <= r && r <= 'z' || '0' <= r && r <= '9'),
		r >= utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r)):
		c.last.r = 0
		c.letter()
		return true
	case c.word.length > 0 && c.insideWord(), c.last.r != 0 && c.brokenLine():
		return true
	}
	c.last.r = 0
	return c.endWord()
}

// character gives a character of a script without spaces, after the pair that it
// is the second of.
func (c *cutter) character() bool {
	before := c.last
	c.last.r, c.last.start, c.last.end = c.r, c.start, c.end
	if c.only != nil && !c.only.character(c.r) {
		c.passCharacters(c.only)
		return c.yield(Token{Kind: Other})
	}
	if before.r != 0 && c.only == nil &&
		!c.yield(Token{Kind: Bigram, First: before.r, Last: c.r, pos: c.pos - 1, Start: before.start, End: c.end}) {
		return false
	}
	c.pos++
	return c.yield(Token{Kind: Unigram, Last: c.r, pos: c.pos - 1, Start: c.start, End: c.end})
}

// letter adds a letter or digit to the word, or begins one.
func (c *cutter) letter() {
	w, r := &c.word, c.r
	if !w.reading {
		w.reading, w.length, w.start, w.apostrophe, w.number = true, 0, c.start, 0, true
		w.passed = c.only != nil && len(c.pending) == 0 && 'a' <= r && r <= 'z' && !c.only.begins(r, c.s[c.end:])
		if w.passed {
			c.pass(c.only)
		}
	}
	if w.length+utf8.RuneLen(r) <= MaxWord {
		w.length += utf8.EncodeRune(w.letters[w.length:], r)
	}
	w.number = w.number && '0' <= r && r <= '9'
	w.end = c.end
}

// insideWord reports whether a sign belongs to the word before it, and what follows
// too: 1,000 is 1000, but 3.5 is not 35; don't is dont.
func (c *cutter) insideWord() bool {
	w := &c.word
	switch c.r {
	case ',', '.':
		if !w.number || c.end >= len(c.s) || c.s[c.end] < '0' || c.s[c.end] > '9' {
			return false
		}
		if c.r == '.' && w.length < MaxWord {
			w.letters[w.length] = '.'
			w.length++
		}
		return true
	case '\'', '’':
		if w.apostrophe > 0 {
			return false
		}
		w.apostrophe = w.length
		return true
	}
	return false
}

// brokenLine reports whether what was read is the end of a line inside text without
// spaces, which is no space.
func (c *cutter) brokenLine() bool {
	return c.r == ' ' && c.start == c.last.end && c.end == c.start+1 && c.s[c.start] == '\n'
}

// endWord gives the word that was being read, if any.
func (c *cutter) endWord() bool {
	w := &c.word
	if !w.reading {
		return true
	}
	n := w.length
	w.reading, w.length = false, 0
	if w.apostrophe > 0 && n == w.apostrophe+1 && w.letters[w.apostrophe] == 's' {
		n-- // child's
	}
	if n == 0 {
		return true
	}
	if w.passed {
		return c.yield(Token{Kind: Other})
	}
	c.pos++
	return c.yield(Token{Kind: Word, Word: c.words.form(w.letters[:n]), pos: c.pos - 1, Start: w.start, End: w.end})
}
