package generator

import (
	"strconv"
	"unsafe"

	"shebao/generator/jsontext"
	"shebao/generator/markdown"
)

// Record is a guide as programs read it. The server answers with its bytes, which
// stand in the site as package records has them.
type Record struct {
	Lang      string            `json:"lang"`
	Section   string            `json:"section"` // "" directly below the language
	Slug      string            `json:"slug"`
	URL       string            `json:"url"`
	Title     string            `json:"title"`
	Summary   string            `json:"summary"`
	Questions []string          `json:"questions"` // how people ask for it
	HTML      string            `json:"html"`      // of the text, without title and summary
	Markdown  string            `json:"markdown"`  // title, summary and text, with every fact and address filled in
	Sections  []RecordSection   `json:"sections"`
	Sources   []RecordSource    `json:"sources"`
	Facts     []RecordFact      `json:"facts"`
	Languages []RecordAlternate `json:"languages"`           // the same guide, this one included
	Reviewed  string            `json:"reviewed,omitempty"`  // YYYY-MM-DD
	ReviewBy  string            `json:"review_by,omitempty"` // YYYY-MM-DD
	Overdue   bool              `json:"overdue"`             // review_by had passed when the site was built
	Draft     bool              `json:"draft"`               // not finished, not to be relied on
}

// RecordSection is a part of a guide's text. The text before the first heading
// has neither id nor heading.
type RecordSection struct {
	ID      string `json:"id"`
	Heading string `json:"heading"`
	Text    string `json:"text"`
}

// RecordSource is where a guide's statements come from.
type RecordSource struct {
	Title    string `json:"title"`
	URL      string `json:"url,omitempty"`
	Accessed string `json:"accessed,omitempty"` // YYYY-MM-DD
}

// RecordFact is a value that the guide takes from the site's facts.
type RecordFact struct {
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	Value   string `json:"value"`
	Source  string `json:"source,omitempty"`
	Checked string `json:"checked,omitempty"` // YYYY-MM-DD
}

// RecordAlternate is the guide in a language that has a text of its own.
type RecordAlternate struct {
	Lang string `json:"lang"`
	URL  string `json:"url"`
}

// writeForPrograms writes a guide as Markdown, and makes its record. body is its
// text as it was written.
func (b *builder) writeForPrograms(n *node, body []byte, text markdown.Rendered, w *worker) error {
	w.plain = b.plan.appendMarkdown(w.plain[:0], n, asText(body), text)
	r := b.plan.record(n, asText(w.plain), text)
	w.records.add(n.url(), &r)
	w.scratch = b.plan.appendPage(w.scratch[:0], n, &r)
	return b.stage.Write(markdownPath(n), w.scratch)
}

// appendJSON writes a record as encoding/json would: there are as many as pages,
// and they are most of what a build writes.
func (r *Record) appendJSON(b []byte) []byte {
	text := func(name, value string) {
		b = append(b, name...)
		b = jsontext.AppendString(b, value)
	}
	text(`{"lang":`, r.Lang)
	text(`,"section":`, r.Section)
	text(`,"slug":`, r.Slug)
	text(`,"url":`, r.URL)
	text(`,"title":`, r.Title)
	text(`,"summary":`, r.Summary)
	b = append(b, `,"questions":`...)
	b = jsontext.AppendList(b, r.Questions, jsontext.AppendString)
	text(`,"html":`, r.HTML)
	text(`,"markdown":`, r.Markdown)
	b = append(b, `,"sections":`...)
	b = jsontext.AppendList(b, r.Sections, func(b []byte, s RecordSection) []byte {
		b = jsontext.AppendString(append(b, `{"id":`...), s.ID)
		b = jsontext.AppendString(append(b, `,"heading":`...), s.Heading)
		return append(jsontext.AppendString(append(b, `,"text":`...), s.Text), '}')
	})
	b = append(b, `,"sources":`...)
	b = jsontext.AppendList(b, r.Sources, func(b []byte, s RecordSource) []byte {
		b = jsontext.AppendString(append(b, `{"title":`...), s.Title)
		b = appendSome(b, `,"url":`, s.URL)
		return append(appendSome(b, `,"accessed":`, s.Accessed), '}')
	})
	b = append(b, `,"facts":`...)
	b = jsontext.AppendList(b, r.Facts, func(b []byte, f RecordFact) []byte {
		b = jsontext.AppendString(append(b, `{"name":`...), f.Name)
		b = jsontext.AppendString(append(b, `,"kind":`...), f.Kind)
		b = jsontext.AppendString(append(b, `,"value":`...), f.Value)
		b = appendSome(b, `,"source":`, f.Source)
		return append(appendSome(b, `,"checked":`, f.Checked), '}')
	})
	b = append(b, `,"languages":`...)
	b = jsontext.AppendList(b, r.Languages, func(b []byte, a RecordAlternate) []byte {
		b = jsontext.AppendString(append(b, `{"lang":`...), a.Lang)
		return append(jsontext.AppendString(append(b, `,"url":`...), a.URL), '}')
	})
	b = appendSome(b, `,"reviewed":`, r.Reviewed)
	b = appendSome(b, `,"review_by":`, r.ReviewBy)
	b = strconv.AppendBool(append(b, `,"overdue":`...), r.Overdue)
	b = strconv.AppendBool(append(b, `,"draft":`...), r.Draft)
	return append(b, '}')
}

func appendSome(b []byte, name, value string) []byte {
	if value == "" {
		return b
	}
	return jsontext.AppendString(append(b, name...), value)
}

// asText is bytes as a text without a copy, for as long as nobody changes them.
func asText(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) } // #nosec G103 -- what is called with it keeps nothing of it

// record is the record of a guide whose Markdown is plain.
func (p *plan) record(n *node, plain string, text markdown.Rendered) Record {
	g := n.guide
	r := Record{
		Lang: n.lang, Section: n.section, Slug: n.slug, URL: n.url(),
		Title: g.Title, Summary: g.Summary, Questions: append([]string{}, g.Questions...),
		HTML: text.HTML, Markdown: plain,
		Sections: make([]RecordSection, 0, len(text.Sections)), Sources: make([]RecordSource, 0, len(g.Sources)),
		Facts: make([]RecordFact, 0, len(text.Facts)), Languages: make([]RecordAlternate, 0, len(p.langs)),
		Reviewed: day(g.Reviewed), ReviewBy: day(g.ReviewBy),
		Overdue: !g.ReviewBy.IsZero() && p.today.After(g.ReviewBy),
		Draft:   g.Draft,
	}
	for _, s := range text.Sections {
		r.Sections = append(r.Sections, RecordSection{s.ID, s.Heading, s.Text})
	}
	for _, s := range g.Sources {
		r.Sources = append(r.Sources, RecordSource{s.Title, s.URL, day(s.Accessed)})
	}
	for _, name := range text.Facts {
		f := p.site.Facts[name]
		r.Facts = append(r.Facts, RecordFact{name, f.Kind, f.Value.In(n.lang), f.Source.In(n.lang), day(f.Checked)})
	}
	for _, a := range p.alternates(n) {
		if !a.Fallback {
			r.Languages = append(r.Languages, RecordAlternate{a.Lang, a.URL})
		}
	}
	return r
}
