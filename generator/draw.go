package generator

import (
	"html/template"
	"strings"
	"time"

	"shebao/generator/guide"
	"shebao/generator/markdown"
	"shebao/generator/theme"
)

// outline makes the page struct of a node without its text: what there is to
// see from other guides and the settings.
func (p *plan) outline(n *node) any {
	page := p.page(n)
	switch {
	case n.isGuide():
		return p.drawGuide(n, page)
	case n.section != "":
		return theme.Section{Page: page, Breadcrumbs: p.breadcrumbs(n), Guides: cards(n.members)}
	}
	return p.drawHome(n, page)
}

// draw completes an outline with the rendered text, which is empty for a list
// without index.md, and with what search engines read, which is made of what
// the outline shows.
func (p *plan) draw(n *node, outline any, text markdown.Rendered) any {
	switch page := outline.(type) {
	case theme.GuidePage:
		page.Body = template.HTML(text.HTML)
		for _, h := range text.Headings {
			if h.Level == 2 || h.Level == 3 {
				page.Contents = append(page.Contents, theme.Heading{Level: h.Level, ID: h.ID, Text: h.Text})
			}
		}
		if !n.standsIn {
			page.JSONLD = p.jsonLD(n, page.Breadcrumbs)
		}
		return page
	case theme.Section:
		page.Intro = template.HTML(text.HTML)
		page.JSONLD = p.jsonLD(n, page.Breadcrumbs)
		return page
	case theme.Home:
		page.Intro = template.HTML(text.HTML)
		page.JSONLD = p.jsonLD(n, nil)
		return page
	}
	return outline
}

// page is the part that every kind of page has.
func (p *plan) page(n *node) theme.Page {
	page := theme.Page{
		Site:        p.frame,
		Lang:        n.lang,
		Description: n.summary(),
		Path:        n.url(),
		Alternates:  p.alternates(n),
		Section:     topSection(n.section),
	}
	if n.isGuide() || n.section != "" {
		page.Title = n.title()
	}
	return page
}

// topSection is the section that the navigation shows.
func topSection(section string) string {
	top, _, _ := strings.Cut(section, "/")
	return top
}

func (p *plan) drawHome(n *node, page theme.Page) theme.Home {
	home := theme.Home{Page: page, Guides: cards(p.mainGuides(n.lang))}
	if n.guide != nil {
		home.Heading = n.guide.Title
	}
	sections := p.sections[n.lang]
	for i, s := range sections {
		if i > 0 && len(s.members) > 0 {
			home.More = append(home.More, theme.SectionList{
				Link: theme.Link{URL: s.url(), Text: s.title()}, Guides: cards(s.members),
			})
		}
	}
	if journeys := p.published.Journeys[n.lang]; len(journeys) > 0 {
		home.Journey = &journeys[0]
	}
	return home
}

// mainGuides are those of the first section or, on a site without sections,
// those directly under the language.
func (p *plan) mainGuides(lang string) []*node {
	if sections := p.sections[lang]; len(sections) > 0 {
		return sections[0].members
	}
	return p.home(lang).members
}

func (p *plan) drawGuide(n *node, page theme.Page) theme.GuidePage {
	g := n.guide
	page.OGType = "article"
	page.NoIndex = g.Draft || n.standsIn
	if n.standsIn {
		page.Canonical = guide.EscapePath(g.URL())
	} else {
		page.Markdown = guide.EscapePath(n.url() + markdownFile)
		page.Picture = p.picture(n)
	}
	guide := theme.GuidePage{
		Page:        page,
		Breadcrumbs: p.breadcrumbs(n),
		Summary:     g.Summary,
		Journey:     p.place(n),
		Reviewed:    g.Reviewed,
		Overdue:     !g.ReviewBy.IsZero() && p.today.After(g.ReviewBy),
		Related:     p.related(n),
		Draft:       g.Draft,
		Fallback:    n.otherLang(),
	}
	for _, s := range g.Sources {
		guide.Sources = append(guide.Sources, theme.Source{Title: s.Title, URL: s.URL, Accessed: s.Accessed})
	}
	return guide
}

// breadcrumbs lead from the language's first page to the list that has n.
func (p *plan) breadcrumbs(n *node) []theme.Link {
	if n.parent == nil {
		return nil
	}
	link := theme.Link{URL: n.parent.url(), Text: n.parent.title()}
	if n.parent.section == "" {
		link.Text = p.theme.Words(n.lang).Text("nav.home")
	}
	return append(p.breadcrumbs(n.parent), link)
}

// place is where a guide stands in its journey, nil outside of every journey.
func (p *plan) place(n *node) *theme.Place {
	s, ok := p.steps[n.url()]
	if !ok {
		return nil
	}
	place := &theme.Place{Journey: *s.journey, Current: s.current}
	if s.current > 0 {
		place.Previous = &s.journey.Steps[s.current-1]
	}
	if s.current+1 < len(s.journey.Steps) {
		place.Next = &s.journey.Steps[s.current+1]
	}
	return place
}

// fixedPages are the pages that no guide stands for: search, card status, not
// found, the glossary and the choice of a language. The server draws the first
// three itself, with answers; these are what a static host sends.
func (p *plan) fixedPages() []fixedPage {
	var pages []fixedPage
	add := func(name string, page any) { pages = append(pages, fixedPage{name, page}) }
	for _, lang := range p.langs {
		offer := cards(p.mainGuides(lang)[:min(6, len(p.mainGuides(lang)))])
		frame := func(path string, everywhere bool) theme.Page {
			page := theme.Page{Site: p.frame, Lang: lang, Path: "/" + lang + "/" + path}
			if everywhere {
				for _, l := range p.langs {
					page.Alternates = append(page.Alternates, theme.Alternate{Lang: l, URL: "/" + l + "/" + path})
				}
			}
			return page
		}
		search := frame("search/", true)
		search.NoIndex = true
		add(lang+"/search/index.html", theme.SearchPage{Page: search, Offer: offer})
		add(lang+"/status/index.html", theme.StatusForm{Page: frame("status/", true)})

		if p.hasGlossary() {
			add(lang+"/glossary/index.html", p.drawGlossary(lang, frame("glossary/", true)))
		}

		add(lang+"/offline/index.html", p.offlinePage(frame("offline/", true)))

		missing := frame("404.html", false)
		missing.NoIndex = true
		add(lang+"/404.html", theme.NotFound{Page: missing, Offer: offer})
		if lang == p.langs[0] {
			add("404.html", theme.NotFound{Page: missing, Offer: offer})
		}
	}
	add("index.html", theme.Choose{Page: theme.Page{Site: p.frame, Lang: p.langs[0], Path: "/"}})
	return pages
}

type fixedPage struct {
	name string
	page any
}

func cards(nodes []*node) []theme.Card {
	list := make([]theme.Card, len(nodes))
	for i, n := range nodes {
		list[i] = theme.Card{URL: n.url(), Title: n.title(), Summary: n.summary(), Lang: n.otherLang()}
	}
	return list
}

// day writes a date as YYYY-MM-DD, an unknown one as nothing.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
