package theme

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Glossary is the page of what things are called, and what people call them.
type Glossary struct {
	Page
	Breadcrumbs []Link
	Groups      []TermGroup // in the order of the alphabet; none is empty
}

// TermGroup is the terms whose names begin with one letter.
type TermGroup struct {
	Letter string // "A"; Digits; "" for names that begin otherwise
	Terms  []Term
}

// Digits is the Letter of names that begin with a digit.
const Digits = "0–9"

// Term is one entry of the glossary.
type Term struct {
	ID          string
	Name        WordList // what the entry stands under: in the page's language, where it has a name
	Note        string   // a few words beside the name; may be empty
	Other       WordList // the names in the other language
	Traditional WordList // the Chinese names in traditional characters
	Pinyin      WordList
	Said        []WordList // what people say instead, the page's language first
	Guide       *Link      // where it is explained, or nil
}

// WordList is words and phrases of one language.
type WordList struct {
	Lang  string // as HTML has it: "en", "zh-Hans", "zh-Hant", "zh-Latn-pinyin"
	Words []string
}

// ID is the place of the group on the page.
func (g TermGroup) ID() string {
	switch g.Letter {
	case Digits:
		return "part-0"
	case "":
		return "part-other"
	}
	return "part-" + strings.ToLower(g.Letter)
}

// Text writes the words one after the other as the language does.
func (l WordList) Text() string { return strings.Join(l.Words, l.separator()) }

// First is the first word, "" where there is none.
func (l WordList) First() string {
	if len(l.Words) == 0 {
		return ""
	}
	return l.Words[0]
}

// Rest is what follows First in Text: "、丢失".
func (l WordList) Rest() string { return strings.TrimPrefix(l.Text(), l.First()) }

// Pieces are the words of Text, each with the mark behind it, where one is so long
// that a line may not hold both: the mark would begin the next. Nil elsewhere.
func (l WordList) Pieces() []string {
	if l.separator() != "、" || !slices.ContainsFunc(l.Words, func(w string) bool { return utf8.RuneCountInString(w) > longWord }) {
		return nil
	}
	pieces := slices.Clone(l.Words)
	for i := range pieces[:len(pieces)-1] {
		pieces[i] += l.separator()
	}
	return pieces
}

// longWord is as many characters as stand beside a label on every telephone.
const longWord = 7

func (l WordList) separator() string {
	if strings.HasPrefix(l.Lang, "zh-Han") {
		return "、"
	}
	return ", "
}
