package markdown

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
)

// maxID is how long an id made from a heading's words may be, in bytes.
const maxID = 120

// found is a heading whose id is still to be made.
type found struct {
	node *ast.Heading
	pos  int // in the source
}

// headings fills out.Headings before anything is rendered, for two reasons: an
// id that an author wrote has precedence over one made from words further up,
// and links inside the page may lead forward.
func (p *page) headings(root ast.Node) {
	for _, id := range p.ctx.Taken {
		p.ids[id] = struct{}{}
	}
	p.collect(root)
	for _, f := range p.found {
		id, written := p.writtenID(f)
		p.tmp = p.plain(p.tmp[:0], f.node)
		p.out.Headings = append(p.out.Headings, Heading{
			Level:   f.node.Level,
			ID:      id,
			Text:    string(bytes.TrimSpace(p.tmp)),
			Written: written,
			Line:    p.line(f.pos),
		})
		switch {
		case len(bytes.TrimSpace(p.tmp)) == 0:
			p.warn("empty-heading", f.pos, "a heading without words: write some, or take the # away")
		case f.node.Level == 1:
			p.warn("heading-level", f.pos, "the title is the page's only heading of the first level: begin this one with ##")
		}
	}
	for i := range p.out.Headings {
		if h := &p.out.Headings[i]; h.ID == "" {
			h.ID = p.makeID(h.Text)
		}
	}
}

func (p *page) collect(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if c.Type() != ast.TypeBlock {
			return // the children of a paragraph
		}
		if h, ok := c.(*ast.Heading); ok {
			pos := h.Pos()
			if h.Lines().Len() > 0 {
				pos = h.Lines().At(0).Start
			}
			p.found = append(p.found, found{h, pos})
			continue
		}
		p.collect(c)
	}
}

// writtenID takes {#by-phone} off the end of a heading and gives by-phone. An
// id that is malformed or that stands twice is a fault; the heading then gets
// one made from its words.
func (p *page) writtenID(f found) (id string, ok bool) {
	lines := f.node.Lines()
	if lines.Len() == 0 {
		return "", false
	}
	segment := lines.At(lines.Len() - 1)
	line := bytes.TrimRight(segment.Value(p.src), " \t\n")
	if !bytes.HasSuffix(line, []byte("}")) {
		return "", false
	}
	open := bytes.LastIndex(line, []byte("{#"))
	if open < 0 || open > 0 && line[open-1] == '\\' || bytes.IndexByte(line[open:len(line)-1], '}') >= 0 {
		return "", false
	}
	id = string(line[open+2 : len(line)-1])

	p.cutEnd(f.node, segment.Start-segment.Padding+open)
	if !isWrittenID(id) {
		p.fault("bad-id", f.pos, "{#%s} is no id: begin with a small letter and go on with small letters, digits and hyphens", id)
		return "", false
	}
	if reserved(id) {
		p.fault("bad-id", f.pos, "{#%s} is kept for footnotes: choose another id", id)
		return "", false
	}
	if _, twice := p.ids[id]; twice {
		p.fault("bad-id", f.pos, "{#%s} is already taken on this page: choose another id", id)
		return "", false
	}
	p.ids[id] = struct{}{}
	return id, true
}

// cutEnd takes the text of a heading from a place in the source on away.
func (p *page) cutEnd(n *ast.Heading, cut int) {
	for {
		t, ok := n.LastChild().(*ast.Text)
		if !ok || t.Segment.Stop < cut {
			return
		}
		if t.Segment.Start < cut {
			kept := t.Segment.WithStop(cut)
			t.Segment = kept.TrimRightSpace(p.src)
			return
		}
		n.RemoveChild(n, t)
	}
}

func isWrittenID(id string) bool {
	for i, c := range []byte(id) {
		letter := c >= 'a' && c <= 'z'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '-') {
			return false
		}
	}
	return id != ""
}

// reserved tells the ids of footnotes: fn (all), fn-1 and fnref-1.
func reserved(id string) bool {
	return id == "fn" || strings.HasPrefix(id, "fn-") || strings.HasPrefix(id, "fnref-")
}

// makeID makes an id of a heading's own words: small letters and digits of any
// script, joined by hyphens. A second heading of the same words gets -2.
func (p *page) makeID(words string) string {
	b := make([]byte, 0, min(len(words), maxID))
	gap := false
	for _, r := range words {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) || r == utf8.RuneError {
			gap = len(b) > 0
			continue
		}
		if len(b)+utf8.UTFMax >= maxID {
			break
		}
		if gap {
			b = append(b, '-')
			gap = false
		}
		b = utf8.AppendRune(b, unicode.ToLower(r))
	}
	base := string(b)
	if base == "" {
		base = "section"
	}
	if reserved(base) {
		base = "section-" + base
	}
	for {
		p.idCount[base]++
		id := base
		if n := p.idCount[base]; n > 1 {
			id += "-" + strconv.Itoa(n)
		}
		if _, taken := p.ids[id]; !taken {
			p.ids[id] = struct{}{}
			return id
		}
	}
}

// heading renders a heading; one of the first three levels begins a section.
func (p *page) heading(n *ast.Heading) {
	h := &p.out.Headings[p.next]
	p.next++
	if h.Level <= 3 && n.Parent().Kind() == ast.KindDocument {
		p.startSection(h.ID, h.Text)
	}
	p.breakText()
	digit := byte('0' + h.Level)
	p.html = append(p.html, "<h"...)
	p.html = append(p.html, digit)
	p.html = append(p.html, ` id="`...)
	p.html = escapeAttr(p.html, []byte(h.ID))
	p.html = append(p.html, `">`...)
	from := len(p.text)
	p.inHeading = true
	p.inlines(n)
	p.inHeading = false
	if h.Level <= 3 && n.Parent().Kind() == ast.KindDocument {
		p.text = p.text[:from] // it is Section.Heading
	}
	p.html = append(p.html, "</h"...)
	p.html = append(p.html, digit)
	p.html = append(p.html, ">\n"...)
}
