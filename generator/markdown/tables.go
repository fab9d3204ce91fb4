package markdown

import (
	"bytes"
	"strconv"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
)

// table renders a table inside a group that scrolls sideways on a narrow
// screen. A group that takes the focus needs a name, and each on a page
// another one: "Table 2: Fees" after the heading above it. The cells of a wide
// table name their columns, for a screen on which rows stand below each other.
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
	var columns []string
	body := false
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		if _, head := row.(*east.TableHeader); head {
			p.html = append(p.html, "<thead>\n"...)
			p.row(row, nil)
			columns = p.columns(row)
			p.html = append(p.html, "</thead>\n"...)
			continue
		}
		if !body {
			body = true
			p.html = append(p.html, "<tbody>\n"...)
		}
		p.row(row, columns)
		p.checkSurplus(row)
	}
	if body {
		p.html = append(p.html, "</tbody>\n"...)
	}
	p.html = append(p.html, "</table>\n</div>\n"...)
}

// columns are what stands before the cells of each column, "Fee: ", where there
// are three or more: the first is the row's own title and needs no name.
func (p *page) columns(head ast.Node) []string {
	if head.ChildCount() < 3 {
		return make([]string, head.ChildCount())
	}
	names := []string{""}
	for c := head.FirstChild().NextSibling(); c != nil; c = c.NextSibling() {
		name := ""
		if c.HasChildren() {
			name = string(p.plain(nil, c)) + p.words.colon
		}
		names = append(names, name)
	}
	return names
}

// row renders the head of a table, or a row below the named columns. As text
// it reads "title: cell; cell".
func (p *page) row(row ast.Node, columns []string) {
	head := columns == nil
	p.breakText()
	p.html = append(p.html, "<tr>\n"...)
	i := -1
	for c := row.FirstChild(); c != nil; c = c.NextSibling() {
		i++
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
		if !head && columns[i] != "" && cell.HasChildren() {
			p.html = append(p.html, ` data-label="`...)
			p.html = escapeAttr(p.html, []byte(columns[i]))
			p.html = append(p.html, '"')
		}
		p.html = append(p.html, '>')
		if n := len(p.text); n > 0 && p.text[n-1] != '\n' && cell.HasChildren() {
			between := p.words.semicolon
			if i == 1 {
				between = p.words.colon
			}
			p.text = append(bytes.TrimRight(p.text, " "), between...)
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
