package generator

import (
	"bytes"
	"net/url"
	"strings"

	"shebao/generator/guide"
	"shebao/generator/markdown"
	"shebao/generator/theme"
)

// text is that of a node's guide, which a cache does not hold.
func (b *builder) text(n *node) (front, body []byte, faults guide.Faults) {
	front, body, err := n.guide.Text(b.Content)
	if err != nil {
		if faults, ok := err.(guide.Faults); ok {
			return nil, nil, faults
		}
		return nil, nil, guide.Faults{{File: n.guide.File, Message: strings.TrimSpace(err.Error())}}
	}
	return front, body, nil
}

// body is the text below its front matter.
func (b *builder) body(n *node) ([]byte, guide.Faults) {
	_, body, faults := b.text(n)
	return body, faults
}

// renderBody renders a guide's text and notes in r what is to be known of it.
func (b *builder) renderBody(md *markdown.Renderer, n *node, body []byte, asked *questions, w *worker, r *rendered) markdown.Rendered {
	g := n.guide
	links := newResolver(b.plan, b.plan.original(n))
	c := markdown.Context{
		Lang:    n.textLang(),
		Resolve: b.plan.resolveIn(n, links),
		Fact:    b.plan.fact(n.textLang()),
		Taken:   b.taken,
		Prose:   b.inspect != nil && !n.standsIn,
	}
	if b.reuse != nil {
		asked.listen(b.plan, n, links, body, &c)
	}
	text, err := md.Render(body, c)
	if err != nil {
		r.faults = append(r.faults, guide.Fault{File: g.File, Message: err.Error(), Rule: "too-large"})
		return text
	}
	if b.inspect == nil {
		b.letGo(g)
	}
	place := func(f markdown.Fault) guide.Fault {
		return guide.Fault{File: g.File, Line: g.BodyLine + f.Line - 1, Column: f.Column, Message: f.Message, Rule: f.Rule}
	}
	at := func(l markdown.Link, rule, message string) guide.Fault {
		return place(markdown.Fault{Line: l.Line, Column: l.Column, Message: l.Dest + ": " + message, Rule: rule})
	}
	for _, f := range text.Faults {
		r.faults = append(r.faults, place(f))
	}
	for _, w := range text.Warnings {
		r.warnings = append(r.warnings, place(w))
	}
	for _, l := range text.Links {
		if b.partial && links.unpublished[l.Dest] {
			continue
		}
		if why, dead := links.dead[l.Dest]; dead {
			rule := "dead-link"
			if l.Image || isPicture(l.Dest) {
				rule = "dead-image"
			}
			r.faults = append(r.faults, at(l, rule, why))
			continue
		}
		if page, id, ok := splitAnchor(l.URL); ok {
			r.anchors = append(r.anchors, anchorRef{File: g.File, Line: g.BodyLine + l.Line - 1, Column: l.Column, URL: page, ID: id})
		}
		name, picture := links.pictures[l.Dest]
		switch {
		case picture:
			r.pictures = append(r.pictures, name)
		case l.Image && strings.Contains(l.URL, "://"):
			r.warnings = append(r.warnings, at(l, "foreign-image", "readers do not see pictures of other sites; keep it beside the guide"))
		case l.Image:
			r.faults = append(r.faults, at(l, "dead-image", "this is no picture"))
		}
	}
	if n.standsIn { // the real page has told the rest
		*r = rendered{pictures: r.pictures}
		return text
	}
	if n.isGuide() {
		r.page = Page{
			Lang: n.lang, Section: n.section, Slug: n.slug, URL: n.url(),
			Title: g.Title, Summary: g.Summary, Questions: g.Questions,
			Reviewed: g.Reviewed, Draft: g.Draft, Sections: text.Sections,
		}
		r.sum = r.page.sum(&w.scratch)
		if b.Index == nil {
			r.page = Page{}
		}
	}
	return text
}

// frameIDs are the ids that the page around a guide's text uses itself, so that
// no heading takes one of them.
func (b *builder) frameIDs() ([]string, error) {
	var buf bytes.Buffer
	link := theme.Link{URL: "/", Text: "x"}
	full := theme.GuidePage{
		Page:     theme.Page{Site: b.plan.frame, Lang: b.plan.langs[0], Path: "/"},
		Summary:  "x",
		Contents: []theme.Heading{{Level: 2, ID: "", Text: "x"}, {Level: 2, ID: "", Text: "x"}},
		Journey:  &theme.Place{Journey: theme.Journey{ID: "x", Title: "x", Steps: []theme.Link{link, link, link}}, Current: 1, Previous: &link, Next: &link},
		Sources:  []theme.Source{{Title: "x"}},
		Reviewed: b.plan.today,
		Overdue:  true,
		Related:  []theme.Link{link},
		Draft:    true,
	}
	if err := b.Theme.Render(&buf, full); err != nil {
		return nil, err
	}
	return scanIDs(buf.Bytes()), nil
}

// fact looks facts up in the language of a page.
func (p *plan) fact(lang string) func(name string) (markdown.FactValue, bool) {
	return func(name string) (markdown.FactValue, bool) {
		f, ok := p.site.Facts[name]
		return markdown.FactValue{Kind: f.Kind, Value: f.Value.In(lang)}, ok
	}
}

// unescape decodes a part of an address; what is not encoded well stays.
func unescape(s string) string {
	if decoded, err := url.PathUnescape(s); err == nil {
		return decoded
	}
	return s
}
