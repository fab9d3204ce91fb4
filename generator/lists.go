package generator

import (
	"fmt"
	"html/template"
	"slices"

	"shebao/generator/discovery"
	"shebao/generator/guide"
	"shebao/generator/theme"
)

// lists are what robots and readers of feeds get: they follow from what the
// guides say about themselves.
func (p *plan) lists() ([]theme.File, error) {
	files, err := discovery.Sitemap(p.base, p.sitemapPages())
	if err != nil {
		return nil, fmt.Errorf("make the sitemap: %w", err)
	}
	add := func(name string, body []byte) { files = append(files, theme.File{Path: name, Body: body}) }
	for _, lang := range p.langs {
		words := p.theme.Words(lang)
		title := p.published.Title[lang]
		body, err := discovery.Feed{
			Base: p.base, Lang: lang, Title: title, Subtitle: p.published.Description[lang], Guides: p.ownGuides(lang),
		}.Encode()
		if err != nil {
			return nil, fmt.Errorf("make the feed in %s: %w", lang, err)
		}
		add(lang+"/feed.xml", body)

		if title == "" {
			title = words.Text("home.title")
		}
		if body, err = (discovery.Search{Base: p.base, Lang: lang, Title: title, Label: words.Text("search.title")}).Encode(); err != nil {
			return nil, fmt.Errorf("describe the search in %s: %w", lang, err)
		}
		add(lang+"/opensearch.xml", body)

		if body, err = (discovery.Manifest{Lang: lang, Title: title, Icon: p.theme.Assets().Icon, TouchIcon: "/" + theme.TouchIcon}).Encode(); err != nil {
			return nil, fmt.Errorf("describe the site to telephones in %s: %w", lang, err)
		}
		add(lang+"/"+discovery.ManifestFile, body)
	}
	add("robots.txt", discovery.Robots(p.base))
	add("llms.txt", p.llms())
	return files, nil
}

// ownGuides are the guides that a language has itself.
func (p *plan) ownGuides(lang string) []*guide.Guide {
	var guides []*guide.Guide
	for _, n := range p.nodes {
		if n.lang == lang && n.isGuide() && !n.standsIn {
			guides = append(guides, n.guide)
		}
	}
	return guides
}

// sitemapPages are the pages for search engines: neither drafts nor the search
// page. Their alternates are those of the page's own head.
func (p *plan) sitemapPages() []discovery.Address {
	site := &theme.Site{BaseURL: p.base, Languages: p.langs}
	var list []discovery.Address
	add := func(n *node, alternates []theme.Alternate) {
		entry := discovery.Address{URL: p.absolute(n.url())}
		if n.guide != nil {
			entry.LastMod = day(n.guide.Reviewed)
		}
		for i := range alternates {
			alternates[i].URL = guide.EscapePath(alternates[i].URL)
		}
		entry.Alternates = theme.Page{Site: site, Alternates: alternates}.Hreflang()
		list = append(list, entry)
	}
	for _, n := range p.nodes {
		if !n.standsIn && (n.guide == nil || !n.guide.Draft) {
			add(n, p.alternates(n))
		}
	}
	for _, lang := range p.langs {
		for _, j := range p.published.Journeys[lang] {
			if p.isWhole(j) {
				add(&node{lang: lang, section: "journeys/" + j.ID}, p.journeyAlternates(j.ID))
			}
		}
	}
	fixed := []string{"status", "offline"}
	if p.hasGlossary() {
		fixed = append(fixed, "glossary")
	}
	for _, name := range fixed {
		var everywhere []theme.Alternate
		for _, lang := range p.langs {
			everywhere = append(everywhere, theme.Alternate{Lang: lang, URL: "/" + lang + "/" + name + "/"})
		}
		for _, lang := range p.langs {
			add(&node{lang: lang, section: name}, slices.Clone(everywhere))
		}
	}
	return list
}

// jsonLD describes a page to search engines. crumbs lead to it.
func (p *plan) jsonLD(n *node, crumbs []theme.Link) template.JS {
	page := discovery.Page{
		Base: p.published.BaseURL, Site: p.published.Title[n.lang],
		Lang: n.lang, Path: n.url(), Trail: crumbs,
	}
	switch {
	case n.isGuide():
		page.Kind, page.Title, page.Summary = discovery.Article, n.title(), n.guide.Summary
		page.Modified, page.Picture, page.Sources = day(n.guide.Reviewed), p.picture(n), n.guide.Sources
	case n.section != "":
		page.Kind, page.Title = discovery.List, n.title()
	}
	return page.JSONLD()
}
