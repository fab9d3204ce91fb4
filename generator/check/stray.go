package check

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"shebao/generator/markdown"
)

// mark is a piece of Markdown that came to nothing, and what to do about it.
type mark struct {
	pattern *regexp.Regexp
	part    string // is in all that the pattern finds; most texts have none
	front   bool   // it is looked for in front matter too
	remedy  string
}

// strayMarks are looked for in the text as Goldmark's tree has it: what stands
// there became neither a link nor a note nor code, and is shown as it was written.
var strayMarks = []mark{
	{regexp.MustCompile(`!?\[[^\[\]]*\]\(`), "](", true, "a link is [words](address): its address has no spaces and ends with a parenthesis"},
	{regexp.MustCompile(`\[\^[^\[\]\s]+\]`), "[^", true, "there is no such note: write it on a line of its own, as [^1]: and its text, or take this out"},
	{regexp.MustCompile(`\[[^\[\]]+\]\[[^\[\]]*\]`), "][", true, "there is no address of that name: write [words](address)"},
	{regexp.MustCompile("`+"), "`", true, "code begins and ends with the same number of these"},
	{regexp.MustCompile(`\{#[A-Za-z0-9_-]*\}`), "{#", true, "an id stands at the end of a heading, and nowhere else"},
	{regexp.MustCompile(`^#{2,6}[^#\s]+`), "##", false, "put a space between # and the heading's words"},
}

// checkStray finds Markdown that readers would see as it was typed.
func checkStray(list []passage, add adder) {
	more := true
	for i := range list {
		p := &list[i]
		inBody := p.above > 0 // front matter is no Markdown
		for _, m := range strayMarks {
			if !inBody && !m.front || !strings.Contains(p.Text, m.part) {
				continue
			}
			for _, at := range m.pattern.FindAllStringIndex(p.Text, -1) {
				more = more && p.tellStray(at[0], at[1], inBody, m.remedy, add)
			}
		}
		for at := 0; ; {
			next := strings.IndexAny(p.Text[at:], "*_~")
			if next < 0 {
				break
			}
			at += next
			run := len(p.Text[at:]) - len(strings.TrimLeft(p.Text[at:], p.Text[at:at+1]))
			if length := len(markAt(p.Text[at:])); length > 1 && length == run && p.emphasises(at, length, inBody) {
				more = more && p.tellStray(at, at+length, inBody, "emphasis begins close before a word and ends close behind one, with the same marks", add)
			}
			at += run // a longer line of them is a line
		}
		if !more {
			return
		}
	}
}

// tellStray notes a stretch, if it was written as it stands there.
func (p *passage) tellStray(from, to int, inBody bool, remedy string, add adder) (more bool) {
	if !p.isWords(from, from+1) || !p.isWords(to-1, to) {
		return true
	}
	if !inBody {
		remedy = "there is no Markdown in front matter but facts"
	}
	line, column := p.place(from)
	return add("stray-markdown", line, column, "readers see %s as it stands here: %s", p.Text[from:to], remedy)
}

// emphasises tells whether marks were meant to emphasise: they are no operator
// between two numbers and no part of a name, and none of those that cjk-emphasis
// tells.
func (p *passage) emphasises(at, length int, inBody bool) bool {
	before, _ := utf8.DecodeLastRuneInString(p.Text[:at])
	after, _ := utf8.DecodeRuneInString(p.Text[at+length:])
	if unicode.IsDigit(before) && unicode.IsDigit(after) {
		return false
	}
	if inBody && (isChinese(before) || isChinese(after)) {
		return false
	}
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	return p.Text[at] != '_' || !word(before) || !word(after)
}

// notes are what writers leave for themselves.
var notes = regexp.MustCompile(`\b(TODO|FIXME)\b`)

// checkNotes finds notes to oneself that readers would see.
func checkNotes(list []passage, add adder) {
	for i := range list {
		p := &list[i]
		for _, at := range notes.FindAllStringIndex(p.Text, -1) {
			if p.Span(at[0]).Kind != markdown.Words {
				continue
			}
			line, column := p.place(at[0])
			if !add("note-to-self", line, column, "readers see %s: do it, or put it into a comment, <!-- … -->", p.Text[at[0]:at[1]]) {
				return
			}
		}
	}
}
