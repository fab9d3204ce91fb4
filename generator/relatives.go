package generator

import (
	"crypto/sha256"

	"shebao/generator/kept"
	"shebao/generator/theme"
)

// maxRelatives is how many related guides a page gets whose editor named none.
const maxRelatives = 3

// planRelatives finds related guides where editors have named none. They follow
// from the front matter of all guides of a language, which is known before any
// text is rendered; a page depends on those that were found for it alone, so
// that a build that keeps pages makes again only those with other relatives.
func (p *plan) planRelatives(o Options) {
	if o.Related == nil {
		return
	}
	var guides []Page
	var scratch []byte
	wanting := map[string]bool{}
	h := sha256.New()
	h.Write([]byte(o.Revision))
	for _, n := range p.nodes {
		if !n.isGuide() || n.standsIn || n.section == "" || n.guide.Draft {
			continue // the site's own pages, such as "about", are about nothing else
		}
		page := Page{Lang: n.lang, Section: n.section, Slug: n.slug, URL: n.url(),
			Title: n.guide.Title, Summary: n.guide.Summary, Questions: n.guide.Questions}
		guides = append(guides, page)
		wanting[n.url()] = len(n.guide.Related) == 0
		sum := page.sum(&scratch)
		h.Write(sum[:])
		if wanting[n.url()] {
			p.relatives.Found = map[string][]string{}
			h.Write([]byte{1})
		}
	}
	if p.relatives.Found == nil {
		return
	}
	p.relatives.Key = digest(h.Sum(nil))
	if known := o.Cache.relatives(); known.Key == p.relatives.Key {
		p.relatives = known
		return
	}
	for url, list := range o.Related(guides, maxRelatives) {
		if wanting[url] {
			p.relatives.Found[url] = list
		}
	}
}

// foundRelatives links what was found for a guide.
func (p *plan) foundRelatives(n *node) []theme.Link {
	var links []theme.Link
	for _, url := range p.relatives.Found[n.url()] {
		if to := p.byURL[url]; to != nil && to != n && to.lang == n.lang {
			links = append(links, theme.Link{URL: url, Text: to.title()})
		}
	}
	return links
}

// relatives are those of the last build.
func (c *Cache) relatives() kept.Relatives {
	if c == nil {
		return kept.Relatives{}
	}
	c.state.Read()
	return c.state.Relatives
}
