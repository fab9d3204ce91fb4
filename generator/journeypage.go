package generator

import (
	"bytes"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"shebao/generator/markdown"
	"shebao/generator/theme"
)

// journeyURL is the address of the page that has all guides of a journey.
func journeyURL(lang, id string) string { return "/" + lang + "/journeys/" + id + "/" }

// writeJourneys writes for each journey a page with the texts of all its
// guides, one after the other: to read in one go, and to print. Their faults
// have been reported by then.
func (b *builder) writeJourneys(ids map[string][]string) error {
	md := markdown.New()
	var buf bytes.Buffer
	for _, lang := range b.plan.langs {
		for _, j := range b.plan.published.Journeys[lang] {
			buf.Reset()
			page := b.drawJourney(md, lang, j)
			if err := b.Theme.Render(&buf, page); err != nil {
				return fmt.Errorf("draw journey %s: %w", j.ID, err)
			}
			ids[page.Path] = scanIDs(buf.Bytes())
			if err := b.stage.Write(pageFile(page.Path), buf.Bytes()); err != nil {
				return err
			}
			b.pages++
		}
	}
	return nil
}

func (b *builder) drawJourney(md *markdown.Renderer, lang string, j theme.Journey) theme.JourneyPage {
	p := b.plan
	page := theme.JourneyPage{
		Page:        theme.Page{Site: p.frame, Lang: lang, Title: j.Title, Path: journeyURL(lang, j.ID), NoIndex: !p.isWhole(j), Alternates: p.journeyAlternates(j.ID)},
		Breadcrumbs: p.breadcrumbs(p.byURL[j.Steps[0].URL]),
		Journey:     j,
	}
	for i, step := range j.Steps {
		n := p.byURL[step.URL]
		body, faults := b.body(n)
		if faults != nil {
			continue
		}
		text := b.renderBody(md, n, body, new(questions), new(worker), new(rendered))
		page.Parts = append(page.Parts, theme.JourneyPart{
			ID: fmt.Sprintf("step-%d", i+1), URL: step.URL, Step: step.Text, Title: n.title(), Summary: n.summary(),
			Body: template.HTML(asPart(text.HTML, fmt.Sprintf("step-%d-", i+1), step.Text)), Reviewed: n.guide.Reviewed, Lang: n.otherLang(),
		})
	}
	return page
}

// journeyAlternates are the pages of a journey in all languages that have it.
func (p *plan) journeyAlternates(id string) []theme.Alternate {
	var list []theme.Alternate
	for _, lang := range p.langs {
		for _, j := range p.published.Journeys[lang] {
			if j.ID == id {
				list = append(list, theme.Alternate{Lang: lang, URL: journeyURL(lang, id), Fallback: !p.isWhole(j)})
			}
		}
	}
	return list
}

// isWhole tells whether all guides of a journey are for search engines: finished,
// and in the language of the page.
func (p *plan) isWhole(j theme.Journey) bool {
	return !slices.ContainsFunc(j.Steps, func(step theme.Link) bool {
		n := p.byURL[step.URL]
		return n.standsIn || n.guide.Draft
	})
}

// asPart makes a rendered text one of several on a page: its headings go one
// level down, its ids and the links to them get a prefix, and its notes the
// name of the part. In what package markdown writes, these letters stand in tags
// alone: text has its quotation marks and angle brackets escaped.
func asPart(html, prefix, name string) string {
	pairs := []string{
		`role="doc-endnotes" aria-label="`, `role="doc-endnotes" aria-label="` + template.HTMLEscapeString(name) + " – ",
		` id="`, ` id="` + prefix,
		` href="#`, ` href="#` + prefix,
		` aria-labelledby="`, ` aria-labelledby="` + prefix,
	}
	for level := 2; level < 6; level++ {
		for _, tag := range []string{"<h%d", "</h%d"} {
			pairs = append(pairs, fmt.Sprintf(tag, level), fmt.Sprintf(tag, level+1))
		}
	}
	return strings.NewReplacer(pairs...).Replace(html)
}
