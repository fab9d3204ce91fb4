package markdown

import (
	"sort"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// Prose is the wording of a body for a check: what is to be read, piece by
// piece, with the place at which each piece was written. Context.Prose asks for
// it; a build has no use for it.
type Prose struct {
	Blocks []Block
	Steps  []Steps
	Bare   []int // places in Rendered.Headings of those with nothing below them
}

// Block is the text of one paragraph, heading or table cell.
type Block struct {
	Kind  BlockKind
	Quote bool   // within a quote that is no alert: somebody else's words
	Text  string // a fact is its value, an entity the character it stands for
	Spans []Span // what Text is made of, in order; never empty
}

// BlockKind tells sentences from fragments.
type BlockKind int

const (
	Paragraph   BlockKind = iota // of the text or of a list item
	HeadingText                  // a heading, without its id
	Cell                         // of a table
)

// Span is a stretch of a block's text, up to the next span.
type Span struct {
	Start        int // in Block.Text
	Kind         SpanKind
	Line, Column int // in the body, from 1; Column 0 = far into a long line

	// Of a fact: its name, and what stands in the brackets.
	Fact, Written string
}

// SpanKind says how a stretch of text came about.
type SpanKind int

const (
	Words    SpanKind = iota // as it is written
	Verbatim                 // code, an address, HTML, an escaped character, words that are no fact
	Fact                     // the value of a fact
	Break                    // the space for a line break
)

// Steps is one ordered list.
type Steps struct {
	Line  int // in the body, from 1
	Items int
}

// Span gives the span in which an offset of the text lies.
func (b *Block) Span(offset int) Span {
	i := sort.Search(len(b.Spans), func(i int) bool { return b.Spans[i].Start > offset })
	return b.Spans[max(i-1, 0)]
}

// Place gives the line and column of the body at which an offset of the text
// was written.
func (b *Block) Place(offset int) (line, column int) {
	s := b.Span(offset)
	if s.Kind != Words || s.Column == 0 || offset-s.Start > maxColumn {
		return s.Line, s.Column
	}
	return s.Line, s.Column + utf8.RuneCountInString(b.Text[s.Start:min(offset, len(b.Text))])
}

// bare notes the headings with nothing below them, not even a deeper heading.
func (p *page) bare() {
	for i, f := range p.found {
		next := f.node.NextSibling()
		for next != nil && p.shownElsewhere(next) {
			next = next.NextSibling()
		}
		h, another := next.(*ast.Heading)
		if f.node.Parent().Kind() == ast.KindDocument && (next == nil || another && h.Level <= f.node.Level) {
			p.out.Prose.Bare = append(p.out.Prose.Bare, i)
		}
	}
}

// shownElsewhere tells blocks that show nothing where they were written, or that
// belong to the whole page: comments, lines, the addresses of links, the notes.
func (p *page) shownElsewhere(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ThematicBreak, *ast.LinkReferenceDefinition, *east.FootnoteList:
		return true
	case *ast.HTMLBlock:
		return n.HTMLBlockType == ast.HTMLBlockType2 // a comment
	}
	return false
}

// prose collects the wording of everything below a node.
func (p *page) prose(parent ast.Node, quoted bool) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Paragraph, *ast.TextBlock:
			p.proseBlock(n, Paragraph, quoted)
		case *ast.Heading:
			p.proseBlock(n, HeadingText, quoted)
		case *east.TableCell:
			p.proseBlock(n, Cell, quoted)
		case *ast.Blockquote:
			_, alert := n.AttributeString(alertAttribute)
			p.prose(n, quoted || !alert)
		case *ast.List:
			if n.IsOrdered() {
				p.out.Prose.Steps = append(p.out.Prose.Steps, Steps{Line: p.line(max(n.Pos(), 0)), Items: n.ChildCount()})
			}
			p.prose(n, quoted)
		default:
			if n.Type() == ast.TypeBlock {
				p.prose(n, quoted)
			}
		}
	}
}

// proseBlock collects the wording of one block.
func (p *page) proseBlock(n ast.Node, kind BlockKind, quoted bool) {
	w := wording{page: p, block: Block{Kind: kind, Quote: quoted}, text: p.tmp[:0]}
	w.inlines(n)
	p.tmp = w.text
	if len(w.block.Spans) > 0 {
		w.block.Text = string(w.text)
		p.out.Prose.Blocks = append(p.out.Prose.Blocks, w.block)
	}
}

// wording grows one block.
type wording struct {
	*page
	block Block
	text  []byte
	at    int // where in the source the last piece began
}

func (w *wording) inlines(parent ast.Node) {
	if w.depth++; w.depth > maxDepth || w.read > maxGrowth*len(w.src)+1<<20 {
		w.depth--
		return
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			w.words(n)
		case *ast.String:
			w.add(Verbatim, w.at, n.Value)
		case *ast.CodeSpan:
			w.add(Verbatim, n.Pos(), codeText(nil, n, w.src))
		case *ast.AutoLink:
			w.add(Verbatim, n.Pos(), n.Label(w.src))
		case *ast.RawHTML, *ast.Image:
			w.add(Verbatim, n.Pos(), []byte(" "))
		case *ast.Link:
			if string(n.Destination) == noFact {
				w.add(Verbatim, n.Pos(), w.plain(nil, n))
				continue
			}
			f, name, ok := w.fact(n.Destination)
			if !ok {
				w.inlines(n)
				continue
			}
			w.add(Fact, n.Pos(), []byte(f.Value))
			if len(w.block.Spans) > 0 {
				last := &w.block.Spans[len(w.block.Spans)-1]
				last.Fact, last.Written = name, string(w.plain(nil, n))
			}
		default:
			w.inlines(n)
		}
	}
	w.depth--
}

// add appends a piece that was written at a place of the source.
func (w *wording) add(kind SpanKind, pos int, text []byte) {
	if len(text) == 0 {
		return
	}
	if pos < 0 {
		pos = w.at
	}
	w.at = pos
	line := w.line(pos)
	w.block.Spans = append(w.block.Spans, Span{Start: len(w.text), Kind: kind, Line: line, Column: w.column(line, pos)})
	w.text = append(w.text, text...)
	w.read += len(text)
}

// words adds a run of text. What is escaped in it is verbatim, so that an
// asterisk that the author wants to show is not taken for emphasis gone wrong.
func (w *wording) words(n *ast.Text) {
	value, pos := n.Segment.Value(w.src), n.Segment.Start
	from := 0
	for i := 0; i < len(value); {
		length := 0
		switch {
		case n.IsRaw():
		case value[i] == '\\' && i+1 < len(value):
			length = 2
		case value[i] == '&':
			_, length = reference(value[i:])
		}
		char := unescape(nil, value[i:i+length])
		if length == 0 || len(char) == length && length == 2 && char[0] == '\\' {
			i++
			continue
		}
		w.add(Words, pos+from, value[from:i])
		w.add(Verbatim, pos+i, char)
		i += length
		from = i
	}
	w.add(Words, pos+from, value[from:])
	switch {
	case n.HardLineBreak():
		w.add(Break, n.Segment.Stop, []byte("\n"))
	case n.SoftLineBreak():
		before, _ := utf8.DecodeLastRune(w.text)
		if w.ctx.Lang != "zh" || !joins(before, w.firstRune(following(n))) {
			w.add(Break, n.Segment.Stop, []byte(" "))
		}
	}
}
