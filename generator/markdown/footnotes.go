package markdown

import (
	"strconv"

	east "github.com/yuin/goldmark/extension/ast"
)

// footnotes renders the notes at the end of the page, a section of their own
// for search. Their ids are fn-1 and, where the text refers to them, fnref-1
// (fnref-1-2 for the second reference to the same note).
func (p *page) footnotes(n *east.FootnoteList) {
	name := p.label("footnotes")
	p.startSection("fn", name)
	p.html = append(p.html, `<section class="footnotes" id="fn" role="doc-endnotes" aria-label="`...)
	p.html = escapeAttr(p.html, []byte(name))
	p.html = append(p.html, "\">\n<ol>\n"...)
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		note, ok := c.(*east.Footnote)
		if !ok {
			continue
		}
		p.html = append(p.html, `<li id="fn-`...)
		p.html = strconv.AppendInt(p.html, int64(note.Index), 10)
		p.html = append(p.html, "\">\n"...)
		p.blocks(note)
		p.html = append(p.html, "</li>\n"...)
	}
	p.html = append(p.html, "</ol>\n</section>\n"...)
}

// footnoteLink renders the small number in the text.
func (p *page) footnoteLink(n *east.FootnoteLink) {
	p.html = append(p.html, `<sup class="footnote" id="`...)
	p.html = appendReference(p.html, n.Index, n.RefIndex)
	if p.inLink {
		p.html = append(p.html, `">`...)
		p.html = strconv.AppendInt(p.html, int64(n.Index), 10)
		p.html = append(p.html, "</sup>"...)
		return
	}
	p.html = append(p.html, `"><a href="#fn-`...)
	p.html = strconv.AppendInt(p.html, int64(n.Index), 10)
	p.html = append(p.html, `" role="doc-noteref" aria-label="`...)
	p.html = escapeAttr(p.html, []byte(p.label("footnote")))
	p.html = append(p.html, ' ')
	p.html = strconv.AppendInt(p.html, int64(n.Index), 10)
	p.html = append(p.html, `">`...)
	p.html = strconv.AppendInt(p.html, int64(n.Index), 10)
	p.html = append(p.html, "</a></sup>"...)
}

// footnoteBack renders the way from a note back to the text.
func (p *page) footnoteBack(n *east.FootnoteBacklink) {
	p.html = append(p.html, ` <a class="footnotes__back" href="#`...)
	p.html = appendReference(p.html, n.Index, n.RefIndex)
	p.html = append(p.html, `" role="doc-backlink" aria-label="`...)
	p.html = escapeAttr(p.html, []byte(p.label("back")))
	p.html = append(p.html, p.words.colon...)
	p.html = strconv.AppendInt(p.html, int64(n.Index), 10)
	if n.RefIndex > 0 {
		p.html = append(p.html, '-')
		p.html = strconv.AppendInt(p.html, int64(n.RefIndex+1), 10)
	}
	p.html = append(p.html, "\">\u21a9\ufe0e</a>"...)
}

// appendReference appends the id of the n-th reference to a note, from 0.
func appendReference(dst []byte, note, n int) []byte {
	dst = append(dst, "fnref-"...)
	dst = strconv.AppendInt(dst, int64(note), 10)
	if n > 0 {
		dst = append(dst, '-')
		dst = strconv.AppendInt(dst, int64(n+1), 10)
	}
	return dst
}
