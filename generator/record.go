package generator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"shebao/generator/markdown"
	"shebao/generator/theme"
)

// recordFile stands beside the index.html of a guide: the same guide for
// programs.
const recordFile = "index.json"

// Record is a guide as programs read it. The server answers with its bytes.
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

// writeRecord writes a guide for programs. body is its Markdown.
func (b *builder) writeRecord(n *node, body []byte, text markdown.Rendered) error {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false) // the type is JSON and is not sniffed
	if err := encoder.Encode(b.plan.record(n, body, text)); err != nil {
		return fmt.Errorf("write %s for programs: %w", n.name(), err)
	}
	return b.stage.write(recordPath(n), out.Bytes())
}

func recordPath(n *node) string { return strings.TrimPrefix(n.url(), "/") + recordFile }

func (p *plan) record(n *node, body []byte, text markdown.Rendered) Record {
	g := n.guide
	r := Record{
		Lang: n.lang, Section: n.section, Slug: n.slug, URL: n.url(),
		Title: g.Title, Summary: g.Summary, Questions: append([]string{}, g.Questions...),
		HTML: text.HTML, Markdown: p.plainMarkdown(n, string(body), text),
		Sections: []RecordSection{}, Sources: []RecordSource{}, Facts: []RecordFact{}, Languages: []RecordAlternate{},
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
		r.Facts = append(r.Facts, RecordFact{name, f.Kind, f.Value.In(n.lang), f.Source, day(f.Checked)})
	}
	for _, a := range p.alternates(n) {
		if !a.Fallback {
			r.Languages = append(r.Languages, RecordAlternate{a.Lang, a.URL})
		}
	}
	return r
}

var (
	factNotation = regexp.MustCompile(`\[[^\[\]]*\]\(fact:([^()\s]+)\)`)
	headingID    = regexp.MustCompile(`^(#{1,6} .*?)\s*\{[^{}]*\}\s*$`)
)

// fenceOf is the mark with which a line begins or ends a block of code, "" for
// any other line.
func fenceOf(line string) string {
	text := strings.TrimLeft(line, " ")
	for _, mark := range []string{"```", "~~~"} {
		if len(line)-len(text) <= 3 && strings.HasPrefix(text, mark) {
			return mark
		}
	}
	return ""
}

// plainMarkdown is a guide as Markdown that stands for itself: with title and
// summary, facts replaced by their values, ids of headings left out, and links
// to other pages as addresses of the site. Blocks of code stay as they are.
func (p *plan) plainMarkdown(n *node, body string, text markdown.Rendered) string {
	var links []string
	for _, l := range text.Links {
		if strings.HasPrefix(l.Dest, "#") { // ids are left out: the place is on the page
			l.URL = n.url() + l.Dest
		}
		if l.Dest != "" && l.Dest != l.URL {
			address := theme.Page{Site: p.frame}.Absolute(l.URL)
			for _, form := range []string{"](%s)", "](%s ", "](<%s>", "]: %s\n"} {
				links = append(links, fmt.Sprintf(form, l.Dest), fmt.Sprintf(form, address))
			}
		}
	}
	addresses := strings.NewReplacer(links...)
	var out strings.Builder
	fmt.Fprintf(&out, "# %s\n\n", n.guide.Title)
	if n.guide.Summary != "" {
		fmt.Fprintf(&out, "%s\n\n", n.guide.Summary)
	}
	code := ""
	for line := range strings.Lines(strings.TrimLeft(body, "\n")) {
		if f := fenceOf(line); f != "" && (code == "" || code == f) {
			if code == "" {
				code = f
			} else {
				code = ""
			}
		} else if code == "" {
			if strings.Contains(line, "](fact:") { // seldom, and looked for faster than matched
				line = factNotation.ReplaceAllStringFunc(line, func(whole string) string {
					name := factNotation.FindStringSubmatch(whole)[1]
					if f, ok := p.site.Facts[name]; ok {
						return f.Value.In(n.lang)
					}
					return whole
				})
			}
			if strings.HasPrefix(line, "#") {
				if h := headingID.FindStringSubmatch(line); h != nil {
					line = h[1] + "\n"
				}
			}
			if strings.Contains(line, "]") {
				line = addresses.Replace(line)
			}
		}
		out.WriteString(line)
	}
	return strings.TrimRight(out.String(), "\n") + "\n"
}
