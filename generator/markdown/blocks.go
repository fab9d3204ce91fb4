package markdown

import (
	"bytes"
	"strconv"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// blocks renders the children of a document, quote, list item and the like,
// writing HTML and the section's text side by side.
func (p *page) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if p.overgrown(n.Pos()) {
			return
		}
		p.block(n)
	}
}

func (p *page) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Paragraph:
		p.breakText()
		p.html = append(p.html, "<p>"...)
		p.paragraph(n)
		p.html = append(p.html, "</p>\n"...)
	case *ast.TextBlock: // a paragraph of a tight list
		p.breakText()
		p.paragraph(n)
		if n.NextSibling() != nil {
			p.html = append(p.html, '\n')
		}
	case *ast.Heading:
		p.heading(n)
	case *ast.List:
		p.list(n)
	case *ast.ListItem:
		p.listItem(n)
	case *ast.Blockquote:
		p.quote(n)
	case *ast.FencedCodeBlock:
		p.code(n.Lines(), n.Language(p.src))
	case *ast.CodeBlock:
		p.code(n.Lines(), nil)
	case *ast.ThematicBreak:
		p.html = append(p.html, "<hr>\n"...)
	case *ast.HTMLBlock:
		p.htmlBlock(n)
	case *ast.LinkReferenceDefinition:
		// It shows where it is used.
	case *east.Table:
		p.table(n)
	case *east.FootnoteList:
		p.footnotes(n)
	default:
		if n.Type() == ast.TypeInline { // a footnote's way back, after a list or code
			p.inline(n)
			return
		}
		p.blocks(n)
	}
}

// paragraph renders the inside of a paragraph. A box to tick and the words
// beside it are one label, so that the words can be tapped too.
func (p *page) paragraph(n ast.Node) {
	box, task := n.FirstChild().(*east.TaskCheckBox)
	if !task {
		p.inlines(n)
		return
	}
	p.html = append(p.html, `<label><input type="checkbox"`...)
	if box.IsChecked {
		p.html = append(p.html, " checked"...)
	}
	p.html = append(p.html, "> "...)
	p.inlines(n)
	p.html = append(p.html, "</label>"...)
}

func (p *page) list(n *ast.List) {
	tag := "ul"
	if n.IsOrdered() {
		tag = "ol"
	}
	p.html = append(p.html, '<')
	p.html = append(p.html, tag...)
	if n.IsOrdered() && n.Start != 1 {
		p.html = append(p.html, ` start="`...)
		p.html = strconv.AppendInt(p.html, int64(n.Start), 10)
		p.html = append(p.html, '"')
	}
	p.html = append(p.html, ">\n"...)
	p.blocks(n)
	p.html = append(p.html, "</"...)
	p.html = append(p.html, tag...)
	p.html = append(p.html, ">\n"...)
}

func (p *page) listItem(n *ast.ListItem) {
	first := n.FirstChild()
	p.html = append(p.html, "<li"...)
	if first != nil {
		if _, task := first.FirstChild().(*east.TaskCheckBox); task {
			p.html = append(p.html, ` class="task"`...)
		}
	}
	p.html = append(p.html, '>')
	if _, tight := first.(*ast.TextBlock); first != nil && !tight {
		p.html = append(p.html, '\n')
	}
	p.blocks(n)
	p.html = append(p.html, "</li>\n"...)
}

// code renders a code block. It can be wider than the screen: tabindex lets
// those scroll it who use the keyboard.
func (p *page) code(lines *text.Segments, language []byte) {
	p.breakText()
	p.html = append(p.html, `<pre tabindex="0"><code`...)
	if len(language) > 0 {
		p.html = append(p.html, ` class="language-`...)
		p.tmp = unescape(p.tmp[:0], language)
		p.html = escapeAttr(p.html, p.tmp)
		p.html = append(p.html, '"')
	}
	p.html = append(p.html, '>')
	for i := range lines.Len() {
		line := lines.At(i)
		value := line.Value(p.src)
		p.html = escape(p.html, value)
		p.text = append(p.text, value...)
	}
	p.html = append(p.html, "</code></pre>\n"...)
}

// htmlBlock shows raw HTML as the text that it is: nothing that an author wrote
// is lost, and nothing of it works. Comments are for other authors.
func (p *page) htmlBlock(n *ast.HTMLBlock) {
	p.tmp = p.tmp[:0]
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		p.tmp = append(p.tmp, line.Value(p.src)...)
	}
	if n.HasClosure() {
		p.tmp = append(p.tmp, n.ClosureLine.Value(p.src)...)
	}
	shown, closed := withoutComments(p.tmp)
	if !closed {
		p.fault("open-comment", n.Pos(), "this comment is not closed and hides everything below it: end it with -->")
	}
	shown = bytes.TrimSpace(shown)
	if len(shown) == 0 {
		return
	}
	if bytes.IndexByte(shown, '<') >= 0 {
		p.warn("raw-html", n.Pos(), "HTML is shown as text: %s", excerpt(shown, 60))
	} else {
		p.warn("raw-html", n.Pos(), "behind a comment Markdown has no meaning: begin a new line for %s", excerpt(shown, 60))
	}
	p.breakText()
	p.html = append(p.html, "<p>"...)
	p.html = escape(p.html, shown)
	p.html = append(p.html, "</p>\n"...)
	p.text = append(p.text, shown...)
}

// withoutComments cuts every <!-- comment --> out of b, in place. closed is
// false where one has no end; it then reaches to the end of b.
func withoutComments(b []byte) (rest []byte, closed bool) {
	out := b[:0]
	for {
		open := bytes.Index(b, []byte("<!--"))
		if open < 0 {
			return append(out, b...), true
		}
		out = append(out, b[:open]...)
		b = b[open+2:] // <!--> and <!---> are comments too
		end := bytes.Index(b, []byte("-->"))
		if end < 0 {
			return out, false
		}
		b = b[end+3:]
	}
}
