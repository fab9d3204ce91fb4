package theme

import (
	"html/template"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"shebao/generator/typeset"
)

// phraseLength is how many letters fit on a line of a title on a telephone.
const phraseLength = 17

// wordLength is how many letters a phrase between commas has at least: a title
// with a list of single words, "bank, online or phone", breaks as text does.
const wordLength = 8

// clauseLength is how many Chinese characters fit there, with their marks.
const clauseLength = 11

// phrases is a title whose lines break between its phrases where they can: after
// a colon, and after commas where all that they part is short, rather than inside
// of "where to apply". A Chinese title breaks at its punctuation without help
// (styles/base.css) and between other phrases where typeset.MayBreak stands; one that
// is long and has neither is a clause, which may break anywhere, so that its
// lines are alike.
//
// All of it stays within the line: a box in it (display: inline-block) is read
// aloud with a pause before and behind it, and lets a line begin with the comma
// that follows.
func phrases(title string) template.HTML {
	title = typeset.Hold(title)
	if parted := chinese(title); strings.Contains(string(parted), "<") {
		return parted
	}
	var parts []string
	for _, part := range cutBehind(title, ":;?!") {
		short := cutBehind(part, ",")
		if len(short) > 1 && slices.ContainsFunc(short, func(s string) bool { return utf8.RuneCountInString(s) < wordLength }) {
			return escaped(title)
		}
		if slices.ContainsFunc(short, func(s string) bool { return utf8.RuneCountInString(s) > phraseLength }) {
			short = []string{part}
		}
		parts = append(parts, short...)
	}
	switch {
	case len(parts) > 1:
		var b strings.Builder
		for i, part := range parts {
			if i > 0 {
				b.WriteByte(' ')
			}
			b.WriteString(string(phrase(part)))
		}
		return template.HTML(b.String())
	case isClause(title):
		return template.HTML(`<span class="clause">` + template.HTMLEscapeString(title) + `</span>`)
	}
	return escaped(title)
}

// chinese is a title with the places where a Chinese one may break, and with the
// one behind its first two characters where it should not: before a bracket or a
// quotation mark, which would leave them a line of their own.
func chinese(title string) template.HTML {
	parts := typeset.Phrases(title)
	long := len(parts) > 1 && slices.ContainsFunc(parts, hasLong)
	for i := range parts {
		parts[i] = template.HTMLEscapeString(parts[i])
	}
	if m := shortHead.FindStringIndex(parts[0]); m != nil {
		parts[0] = `<span class="whole">` + parts[0][:m[1]] + `</span>` + parts[0][m[1]:] // is escaped
	}
	said := strings.Join(parts, typeset.MayBreak)
	said = betweenQuotes.Replace(said)
	if long {
		said = `<span class="clause">` + said + `</span>`
	}
	return template.HTML(said)
}

// betweenQuotes lets a line break between two quotations. It is made once: that took
// a third of the time that titles take.
var betweenQuotes = strings.NewReplacer("”“", "”"+typeset.MayBreak+"“", "”</span>“", "”</span>"+typeset.MayBreak+"“")

// shortHead finds one or two Chinese characters and what stands in brackets or
// quotation marks behind them, as in 医保“终止参保”.
var shortHead = regexp.MustCompile(`^\p{Han}{1,2}[（“《]\p{Han}{1,6}[）”》]`)

// whole is a text that no line parts, such as 15 分钟.
func whole(text string) template.HTML {
	return template.HTML(`<span class="whole">` + template.HTMLEscapeString(text) + `</span>`)
}

func hold(text string) template.HTML { return escaped(typeset.Hold(text)) }

// phrase is a part of a title that stays on one line, if every line holds it.
func phrase(text string) template.HTML {
	if utf8.RuneCountInString(text) > phraseLength {
		return escaped(text)
	}
	return `<span class="phrase">` + escaped(text) + `</span>`
}

// cutBehind cuts a text at the spaces behind some marks.
func cutBehind(text, marks string) []string {
	var parts []string
	start := 0
	for i := 1; i < len(text); i++ {
		if text[i] == ' ' && strings.IndexByte(marks, text[i-1]) >= 0 {
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

// isClause tells whether a title is Chinese and too long for some lines without
// punctuation to break at: none at all, or a part that no line of large letters
// on a telephone holds, such as the name of a law.
func isClause(title string) bool {
	if strings.IndexFunc(title, func(r rune) bool { return unicode.Is(unicode.Han, r) }) < 0 {
		return false
	}
	parts := strings.FieldsFunc(title, unicode.IsPunct)
	if len(parts) == 1 && len(parts[0]) == len(title) {
		return utf8.RuneCountInString(title) > 8
	}
	return hasLong(title)
}

// hasLong tells whether a text has more characters between its marks than a line
// holds.
func hasLong(text string) bool {
	return slices.ContainsFunc(strings.FieldsFunc(text, unicode.IsPunct), func(part string) bool {
		return utf8.RuneCountInString(part) >= clauseLength // a mark stands behind it
	})
}
