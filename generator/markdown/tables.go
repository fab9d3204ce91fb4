package markdown

import (
	"bytes"
	"strconv"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// table renders a table inside a group that scrolls sideways on a narrow
// screen. A group that takes the focus needs a name, and each on a page
// another one: "Table 2: Fees" after the heading above it.
func (p *page) table(n *east.Table) {
	p.tables++
	p.breakText()
	p.html = append(p.html, `<div class="table" tabindex="0" role="group" aria-label="`...)
	p.html = escapeAttr(p.html, []byte(p.label("table")))
	p.html = append(p.html, ' ')
	p.html = strconv.AppendInt(p.html, int64(p.tables), 10)
	if p.next > 0 {
		p.html = append(p.html, p.words.colon...)
		p.html = escapeAttr(p.html, []byte(p.out.Headings[p.next-1].Text))
	}
	p.html = append(p.html, "\">\n<table>\n"...)
	body := false
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		if _, head := row.(*east.TableHeader); head {
			p.html = append(p.html, "<thead>\n"...)
			p.row(row, true)
			p.html = append(p.html, "</thead>\n"...)
			continue
		}
		if !body {
			body = true
			p.html = append(p.html, "<tbody>\n"...)
		}
		p.row(row, false)
		p.checkSurplus(row)
	}
	if body {
		p.html = append(p.html, "</tbody>\n"...)
	}
	p.html = append(p.html, "</table>\n</div>\n"...)
}

func (p *page) row(row ast.Node, head bool) {
	p.breakText()
	p.html = append(p.html, "<tr>\n"...)
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		cell, ok := c.(*east.TableCell)
		if !ok {
			continue
		}
		// An empty corner heads nothing.
		th := head && cell.HasChildren()
		if th {
			p.html = append(p.html, `<th scope="col"`...)
		} else {
			p.html = append(p.html, "<td"...)
		}
		switch cell.Alignment {
		case east.AlignLeft:
			p.html = append(p.html, ` class="align-left"`...)
		case east.AlignCenter:
			p.html = append(p.html, ` class="align-center"`...)
		case east.AlignRight:
			p.html = append(p.html, ` class="align-right"`...)
		}
		p.html = append(p.html, '>')
		if n := len(p.text); n > 0 && p.text[n-1] != '\n' && cell.HasChildren() {
			p.text = append(bytes.TrimRight(p.text, " "), " | "...)
		}
		p.inlines(cell)
		if th {
			p.html = append(p.html, "</th>\n"...)
		} else {
			p.html = append(p.html, "</td>\n"...)
		}
	}
	p.html = append(p.html, "</tr>\n"...)
}

// checkSurplus warns of cells beyond the width of the header: GFM drops them.
func (p *page) checkSurplus(row ast.Node) {
	last, ok := row.LastChild().(*east.TableCell)
	if !ok || last.Lines().Len() == 0 {
		return // a row that was filled up
	}
	rest := p.src[last.Lines().At(0).Stop:]
	if i := bytes.IndexByte(rest, '\n'); i >= 0 {
		rest = rest[:i]
	}
	rest = bytes.TrimPrefix(bytes.TrimSpace(rest), []byte("|"))
	if rest = bytes.TrimSpace(rest); len(rest) > 0 {
		p.warn("lost-cells", row.Pos(), "this row has more cells than the table's head, and these are not shown: %s", excerpt(rest, 60))
	}
}
