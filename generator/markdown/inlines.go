package markdown

import (
	"bytes"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// inlines renders the children of a paragraph, heading, cell, link and so on.
func (p *page) inlines(parent ast.Node) {
	if p.depth++; p.depth > maxDepth {
		if p.depth == maxDepth+1 {
			p.fault("too-large", max(parent.Pos(), 0), "emphasis and links stand more than %d deep in one another", maxDepth)
		}
		p.depth--
		return
	}
	for n := parent.FirstChild(); n != nil && !p.overgrown(n.Pos()); n = n.NextSibling() {
		p.inline(n)
	}
	p.depth--
}

func (p *page) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		p.run(n)
	case *ast.String:
		from := len(p.text)
		p.text = append(p.text, n.Value...)
		p.say(from)
	case *ast.Emphasis:
		if n.Level == 2 {
			p.wrap(n, "<strong>", "</strong>")
		} else {
			p.wrap(n, "<em>", "</em>")
		}
	case *east.Strikethrough:
		p.wrap(n, "<del>", "</del>")
	case *ast.CodeSpan:
		from := len(p.text)
		p.text = codeText(p.text, n, p.src)
		p.html = append(p.html, "<code>"...)
		p.sayCode(from)
		p.html = append(p.html, "</code>"...)
	case *ast.Link:
		p.link(n)
	case *ast.AutoLink:
		p.autoLink(n)
	case *ast.Image:
		p.image(n)
	case *ast.RawHTML:
		p.rawHTML(n)
	case *east.FootnoteLink:
		p.footnoteLink(n)
	case *east.FootnoteBacklink:
		p.footnoteBack(n)
	case *east.TaskCheckBox:
		// paragraph has drawn it.
	default:
		p.inlines(n)
	}
}

func (p *page) wrap(n ast.Node, before, after string) {
	p.html = append(p.html, before...)
	p.inlines(n)
	p.html = append(p.html, after...)
}

// codeText appends the text of a code span, a line break being a space.
func codeText(dst []byte, n *ast.CodeSpan, src []byte) []byte {
	from := len(dst)
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			dst = append(dst, t.Segment.Value(src)...)
		}
	}
	for i, c := range dst[from:] {
		if c == '\n' {
			dst[from+i] = ' '
		}
	}
	return dst
}

// rawHTML shows a tag as the text that it is (see htmlBlock).
func (p *page) rawHTML(n *ast.RawHTML) {
	tag := n.Segments.Value(p.src)
	if bytes.HasPrefix(tag, []byte("<!--")) {
		return
	}
	pos := n.Pos()
	if n.Segments.Len() > 0 {
		pos = n.Segments.At(0).Start
	}
	p.warn("raw-html", pos, "HTML is shown as text: %s", excerpt(tag, 60))
	p.html = escape(p.html, tag)
	p.text = append(p.text, tag...)
}

// plain appends what is to be read of an element: its text without any markup,
// facts by their value, pictures by their alternative text.
func (p *page) plain(dst []byte, parent ast.Node) []byte {
	if p.depth++; p.depth > maxDepth {
		p.depth--
		return dst
	}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			dst = unescape(dst, n.Segment.Value(p.src))
			if n.SoftLineBreak() || n.HardLineBreak() {
				before, _ := utf8.DecodeLastRune(dst)
				if p.ctx.Lang != "zh" || n.HardLineBreak() || !joins(before, p.firstRune(following(n))) {
					dst = append(dst, ' ')
				}
			}
		case *ast.String:
			dst = append(dst, n.Value...)
		case *ast.CodeSpan:
			dst = codeText(dst, n, p.src)
		case *ast.AutoLink:
			dst = append(dst, n.Label(p.src)...)
		case *ast.Link:
			if f, _, ok := p.fact(n.Destination); ok {
				dst = append(dst, f.Value...)
			} else {
				dst = p.plain(dst, n)
			}
		case *ast.RawHTML:
			if tag := n.Segments.Value(p.src); !bytes.HasPrefix(tag, []byte("<!--")) {
				dst = append(dst, tag...)
			}
		default:
			dst = p.plain(dst, n)
		}
	}
	p.depth--
	return dst
}

// run renders a run of text and the line break at its end.
func (p *page) run(n *ast.Text) {
	value := n.Segment.Value(p.src)
	from := len(p.text)
	if n.IsRaw() || bytes.IndexByte(value, '\\') < 0 && bytes.IndexByte(value, '&') < 0 {
		p.text = append(p.text, value...)
	} else {
		p.text = unescape(p.text, value)
	}
	if p.inHeading && p.ctx.Lang == "zh" {
		p.sayPhrases(from)
	} else {
		p.say(from)
	}
	switch {
	case n.HardLineBreak():
		p.html = append(p.html, "<br>\n"...)
		p.text = append(p.text, '\n')
	case n.SoftLineBreak():
		if p.ctx.Lang == "zh" {
			before, _ := utf8.DecodeLastRune(p.text)
			if joins(before, p.firstRune(following(n))) {
				return
			}
		}
		p.html = append(p.html, '\n')
		p.text = append(p.text, ' ')
	}
}

// following is the element after n within the same paragraph, nil at its end.
func following(n ast.Node) ast.Node {
	for n != nil && n.Type() == ast.TypeInline {
		if next := n.NextSibling(); next != nil {
			return next
		}
		n = n.Parent()
	}
	return nil
}

// firstRune is the character with which an element begins, as far as it matters
// to a line break: 0 where there is none, and some ASCII where there is markup.
func (p *page) firstRune(n ast.Node) rune {
	for n != nil {
		switch e := n.(type) {
		case *ast.Text:
			if v := e.Segment.Value(p.src); len(v) > 0 {
				r, _ := utf8.DecodeRune(v)
				return r
			}
			n = following(n)
			continue
		case *ast.Link:
			if f, _, ok := p.fact(e.Destination); ok {
				r, _ := utf8.DecodeRuneInString(f.Value)
				return r
			}
		case *ast.AutoLink, *ast.RawHTML, *ast.Image:
			return 'a'
		case *east.FootnoteLink: // stands close to the text before it
			return '。'
		}
		if n.FirstChild() == nil {
			n = following(n)
			continue
		}
		n = n.FirstChild()
	}
	return 0
}
