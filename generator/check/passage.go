package check

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"shebao/generator/guide"
	"shebao/generator/markdown"
)

// passage is a text of a guide, from its body or its front matter, that the
// rules about wording read.
type passage struct {
	markdown.Block
	above  int  // lines of the file above the text that the block's lines count from
	listed bool // a list in brackets: its commas are YAML's
}

// place gives the line of the file and the column of an offset.
func (p *passage) place(offset int) (line, column int) {
	line, column = p.Place(offset)
	return p.above + line, column
}

// passages are all texts of a guide, in its order.
func passages(g *guide.Guide, text *markdown.Rendered, facts map[string]guide.Fact) []passage {
	list := frontPassages(g, facts)
	if text.Prose != nil {
		for _, b := range text.Prose.Blocks {
			list = append(list, passage{Block: b, above: g.BodyLine - 1})
		}
	}
	return list
}

// frontPassages are the texts of the front matter: the title, the summary and
// the questions, line by line. Names of sources are somebody else's words, in
// which only facts count.
func frontPassages(g *guide.Guide, facts map[string]guide.Fact) []passage {
	var list []passage
	key, number := "", 1
	for line := range bytes.Lines(g.Front) {
		number++
		text := strings.TrimRight(string(line), "\n")
		rest := strings.TrimLeft(text, " ")
		if name, value, ok := strings.Cut(text, ":"); ok && rest == text && !strings.HasPrefix(text, "-") {
			key, rest = name, strings.TrimLeft(value, " ")
		}
		rest = strings.TrimLeft(strings.TrimPrefix(rest, "- "), " ")
		if key == "sources" {
			rest = strings.TrimPrefix(rest, "title: ")
		}
		p := passage{listed: strings.HasPrefix(rest, "[") && strings.HasSuffix(rest, "]")}
		switch key {
		case "title", "questions":
			p.Kind = markdown.HeadingText
		case "summary":
			p.Kind = markdown.Paragraph
		case "sources":
			p.Kind, p.Quote = markdown.HeadingText, true
		default:
			continue
		}
		column := utf8.RuneCountInString(text[:len(text)-len(rest)]) + 1
		if inside, ok := unquoted(rest); ok {
			rest, column = inside, column+1
		}
		if rest != "" {
			p.fill(rest, number, column, g.Lang, facts)
			list = append(list, p)
		}
	}
	return list
}

// unquoted takes the quotation marks of YAML off.
func unquoted(s string) (string, bool) {
	for _, mark := range []string{`"`, "'"} {
		if inside, ok := strings.CutPrefix(s, mark); ok {
			if inside, ok = strings.CutSuffix(inside, mark); ok {
				return inside, true
			}
		}
	}
	return s, false
}

// factNotation is a fact in a text: [12333](fact:phone-12333).
var factNotation = regexp.MustCompile(`\[([^\[\]]*)\]\(fact:([^()\s]*)\)`)

// fill makes the block of a line of text.
func (p *passage) fill(text string, line, column int, lang string, facts map[string]guide.Fact) {
	var b strings.Builder
	from := 0
	add := func(s markdown.Span, at int, words string) {
		if words == "" {
			return
		}
		s.Start, s.Line, s.Column = b.Len(), line, column+utf8.RuneCountInString(text[:at])
		p.Spans = append(p.Spans, s)
		b.WriteString(words)
	}
	for _, m := range factNotation.FindAllStringSubmatchIndex(text, -1) {
		written, name := text[m[2]:m[3]], text[m[4]:m[5]]
		f, ok := facts[name]
		if name == "" {
			add(markdown.Span{}, from, text[from:m[0]])
			add(markdown.Span{Kind: markdown.Verbatim}, m[0], written)
			from = m[1]
			continue
		}
		if !ok {
			continue // unknown-fact has told it
		}
		add(markdown.Span{}, from, text[from:m[0]])
		add(markdown.Span{Kind: markdown.Fact, Fact: name, Written: written}, m[0], f.Value.In(lang))
		from = m[1]
	}
	add(markdown.Span{}, from, text[from:])
	p.Text = b.String()
	if len(p.Spans) == 0 {
		p.Spans = []markdown.Span{{Line: line, Column: column}}
	}
}

// adder notes a finding in the guide that is being read. It is false when that
// has enough of the rule: to look for more would be for nothing.
type adder func(rule string, line, column int, format string, args ...any) (more bool)
