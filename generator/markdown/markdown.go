package markdown

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Renderer renders Markdown bodies. It is made once and is safe for concurrent
// use; it keeps the buffers of finished pages for the next ones.
type Renderer struct {
	parser parser.Parser
	zh, en words
	pages  sync.Pool // of *page
}

// New sets Goldmark up.
func New() *Renderer {
	gm := goldmark.New(goldmark.WithExtensions(
		extension.Table,
		extension.Strikethrough,
		extension.TaskList,
		extension.Footnote,
		// A bare ftp:// address is text: no browser opens it any more.
		extension.NewLinkify(extension.WithLinkifyAllowedProtocols([]string{"http:", "https:"})),
	))
	p := gm.Parser()
	p.AddOptions(parser.WithParagraphTransformers(util.Prioritized(alertMarker{}, 50)))
	return &Renderer{parser: p, zh: chinese(), en: english()}
}

// page is one body on its way through the renderer.
type page struct {
	src   []byte
	lines []int // offset of the first byte of every line
	ctx   Context
	words *words
	out   Rendered

	html []byte // what Rendered.HTML will be
	text []byte // the plain text of all sections, one after the other
	tmp  []byte // for a text that is soon copied

	ids      map[string]struct{}
	idCount  map[string]int // how often a made id was wanted
	facts    map[string]struct{}
	found    []found   // headings before they are rendered
	sections []section // Rendered.Sections as places in text

	next      int  // index into out.Headings of the next heading to render
	tables    int  // tables so far
	depth     int  // inline elements that are open
	inLink    bool // one of them is a link
	inHeading bool // they stand in a heading
	grown     bool // overgrown has told its fault
	read      int  // bytes of Prose so far
}

// Render renders one body. What is wrong in it is told in Rendered.Faults; the
// error is for a body that Goldmark itself fails on.
func (r *Renderer) Render(src []byte, c Context) (out Rendered, err error) {
	p, _ := r.pages.Get().(*page)
	if p == nil {
		p = &page{ids: map[string]struct{}{}, idCount: map[string]int{}, facts: map[string]struct{}{}}
	}
	defer func() {
		if e := recover(); e != nil {
			// The page is not put back: it may be in any state.
			out, err = Rendered{}, fmt.Errorf("render markdown: the parser failed: %v", e)
			return
		}
		p.reset()
		r.pages.Put(p)
	}()

	p.ctx = c
	p.words = &r.en
	if c.Lang == "zh" {
		p.words = &r.zh
	}
	p.src = normalise(src)
	if fault, ok := p.measure(); !ok {
		return Rendered{Faults: []Fault{fault}}, nil
	}

	root := r.parser.Parse(text.NewReader(p.src))
	p.headings(root)
	if c.Prose {
		p.out.Prose = &Prose{}
		p.prose(root, false)
		p.bare()
	}
	p.startSection("", "")
	p.blocks(root)
	p.finish()
	return p.out, nil
}

// normalise makes every line end with one \n, as CommonMark's line endings all
// mean the same. It copies only where there is something to change.
func normalise(src []byte) []byte {
	if bytes.IndexByte(src, '\r') < 0 {
		return src
	}
	src = bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(src, []byte("\r"), []byte("\n"))
}

// finish makes strings of the buffers.
func (p *page) finish() {
	p.endSection()
	all := string(p.text)
	for _, s := range p.sections {
		if s.id == "" && s.start == s.end {
			continue // nothing stands before the first heading
		}
		p.out.Sections = append(p.out.Sections, Section{ID: s.id, Heading: s.heading, Text: all[s.start:s.end]})
	}
	p.out.HTML = string(p.html)
	byLine := func(a, b Fault) int { return a.Line - b.Line }
	slices.SortStableFunc(p.out.Faults, byLine)
	slices.SortStableFunc(p.out.Warnings, byLine)
}

// keep is how much of a buffer waits for the next page: one huge page must not
// hold its memory for the rest of the build.
const keep = 1 << 20

func (p *page) reset() {
	clear(p.ids)
	clear(p.idCount)
	clear(p.facts)
	clear(p.found)
	clear(p.sections)
	fresh := page{
		lines: p.lines[:0], html: p.html[:0], text: p.text[:0], tmp: p.tmp[:0],
		ids: p.ids, idCount: p.idCount, facts: p.facts, found: p.found[:0], sections: p.sections[:0],
	}
	if cap(p.html)+cap(p.text)+8*cap(p.lines) > keep {
		fresh.lines, fresh.html, fresh.text, fresh.tmp = nil, nil, nil, nil
	}
	*p = fresh
}

// line gives the line on which a byte of the source stands, from 1.
func (p *page) line(pos int) int {
	i, exact := slices.BinarySearch(p.lines, pos)
	if exact {
		return i + 1
	}
	return max(i, 1)
}

// maxTold is how many faults and how many warnings of one page are told: who
// has mended so many runs the program again.
const maxTold = 1000

// maxColumn is how far into a line columns are counted, in bytes: a page of
// one long line must not be counted through for each of its links.
const maxColumn = 8 << 10

// column gives the place of a byte of the source in its line, in characters
// from 1; 0 where that is far.
func (p *page) column(line, pos int) int {
	if line > len(p.lines) || pos <= p.lines[line-1] {
		return 1
	}
	start := p.lines[line-1]
	if pos-start > maxColumn {
		return 0
	}
	return 1 + utf8.RuneCount(p.src[start:min(pos, len(p.src))])
}

func (p *page) fault(rule string, pos int, format string, args ...any) {
	p.tell(&p.out.Faults, rule, pos, format, args...)
}

func (p *page) warn(rule string, pos int, format string, args ...any) {
	p.tell(&p.out.Warnings, rule, pos, format, args...)
}

func (p *page) tell(list *[]Fault, rule string, pos int, format string, args ...any) {
	if len(*list) >= maxTold {
		return
	}
	line := p.line(pos)
	*list = append(*list, Fault{Line: line, Column: p.column(line, pos), Message: printable(fmt.Sprintf(format, args...)), Rule: rule})
}

// printable makes a message fit for a terminal, whatever it quotes of a body.
func printable(message string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return utf8.RuneError
	}, message)
}

// section is a Section while its text is still being written.
type section struct {
	id, heading string
	start, end  int // in page.text
}

func (p *page) startSection(id, heading string) {
	p.endSection()
	p.breakText()
	p.sections = append(p.sections, section{id: id, heading: heading, start: len(p.text), end: -1})
}

func (p *page) endSection() {
	if len(p.sections) == 0 {
		return
	}
	s := &p.sections[len(p.sections)-1]
	if s.end >= 0 {
		return
	}
	s.end = len(bytes.TrimRight(p.text, " \n"))
	s.end = max(s.end, s.start)
}

// breakText begins a new line of the section's text, unless it stands on one.
func (p *page) breakText() {
	p.text = bytes.TrimRight(p.text, " ")
	if n := len(p.text); n > 0 && p.text[n-1] != '\n' {
		p.text = append(p.text, '\n')
	}
}

// excerpt is the beginning of a text, for a message.
func excerpt(b []byte, limit int) string {
	b = bytes.TrimSpace(b)
	if i := bytes.IndexByte(b, '\n'); i >= 0 {
		b = b[:i]
	}
	if len(b) <= limit {
		return string(b)
	}
	for limit > 0 && !utf8.RuneStart(b[limit]) {
		limit--
	}
	return string(b[:limit]) + "…"
}
