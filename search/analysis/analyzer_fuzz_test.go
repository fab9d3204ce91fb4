package analysis

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzAnalyzer: tokens stand in order within the text, begin and end between
// characters, and a text that is its own normal form gives the same ones: index
// and query agree.
func FuzzAnalyzer(f *testing.F) {
	for _, seed := range []string{
		"Child's cards, 1,000.5 yuan", "社保卡 SHE保卡", "ｓｈｅ﹏bao", "é e\u0301 ﬁ ﷺ", "xﷺS", "\xff卡\xe7\xa4", "a\u200bb\u00ad'c", "社\n保", "ー社ーー", "ไทย 한국어 ខ្មែរ", strings.Repeat("長", 100) + strings.Repeat("x", 100),
	} {
		f.Add(seed)
	}
	a := NewAnalyzer()
	f.Fuzz(func(t *testing.T, text string) {
		words := NewStemmer(1 << 10)
		start, end, pos := 0, 0, -1
		var terms []string
		a.Tokens(text, words, func(tok Token) bool {
			terms = append(terms, tok.Term())
			if tok.Start < 0 || tok.Start >= tok.End || tok.End > len(text) {
				t.Fatalf("%q: %d to %d", text, tok.Start, tok.End)
			}
			for _, i := range []int{tok.Start, tok.End} {
				if i < len(text) && utf8.ValidString(text) && !utf8.RuneStart(text[i]) {
					t.Fatalf("%q: %d is inside a character", text, i)
				}
			}
			if tok.Kind != Bigram {
				// Of several words in one sign, such as ﷺ, the last may go on behind it.
				if tok.pos != pos+1 || tok.Start < start || tok.End < end || tok.Start < end && text[tok.Start] < utf8.RuneSelf {
					t.Fatalf("%q: token %d at %d to %d after %d at %d to %d", text, tok.pos, tok.Start, tok.End, pos, start, end)
				}
				start, end, pos = tok.Start, tok.End, tok.pos
			}
			if tok.Term() == "" || !utf8.ValidString(tok.Term()) {
				t.Fatalf("%q: term %q", text, tok.Term())
			}
			return true
		})
		var again []string
		a.Tokens(text, NewStemmer(8), func(tok Token) bool { again = append(again, tok.Term()); return true })
		if !slices.Equal(terms, again) {
			t.Fatalf("%q: %q, then %q", text, terms, again)
		}
		checkWanted(t, a, text, terms)
		n := 0
		a.Tokens(text, words, func(Token) bool { n++; return n < 3 })
		if n > 3 {
			t.Fatal("it goes on")
		}
	})
}

// checkWanted: where only some of the terms are wanted, these are found where they
// were, and whether something stands between them is told.
func checkWanted(t *testing.T, a *Analyzer, text string, terms []string) {
	words, only := NewStemmer(1<<10), &Wanted{}
	in := map[string]bool{}
	for i := 0; i < len(terms); i += 3 {
		if !isPair(terms[i]) {
			only.Add(terms[i], words)
			in[terms[i]] = true
		}
	}
	var want, got []Token
	a.Tokens(text, words, func(tok Token) bool {
		if tok.Kind != Bigram {
			want = append(want, tok)
		}
		return true
	})
	a.TokensOf(text, words, only, func(tok Token) bool { got = append(got, tok); return true })
	at, gap := 0, false
	for _, g := range got {
		if g.Kind == Other {
			gap = true
			continue
		}
		from := at
		for at < len(want) && (want[at].Kind != g.Kind || want[at].Term() != g.Term() || want[at].Start != g.Start || want[at].End != g.End) {
			if in[want[at].Term()] {
				t.Fatalf("%q: %v is passed over", text, want[at])
			}
			at++
		}
		if at == len(want) || gap != (at > from) {
			t.Fatalf("%q: %v stands elsewhere where some are wanted", text, g)
		}
		at, gap = at+1, false
	}
	for _, w := range want[at:] {
		if in[w.Term()] || !gap {
			t.Fatalf("%q: %v is passed over", text, w)
		}
	}
}

// isPair reports whether a term is two characters of a script without spaces.
func isPair(term string) bool {
	first, _ := utf8.DecodeRuneInString(term)
	return utf8.RuneCountInString(term) == 2 && SpacelessScript(first)
}
