package generator

import (
	"cmp"
	"slices"
	"strings"

	"shebao/generator/guide"
)

// standIns are the pages of guides that a language does not have: the text of
// another language in this language's frame, because a page that can be
// translated by a reader's browser, or shown to somebody, is better than none.
// Each is marked as what it is and stands in no feed, sitemap, index or
// catalogue; the page it stands in for does. Where an address is taken, there
// is none.
func (p *plan) standIns() []*node {
	if len(p.langs) < 2 {
		return nil
	}
	type place struct{ section, slug string }
	versions := make(map[place][]*guide.Guide, len(p.site.Guides)/len(p.langs)) // in the order of the languages
	for _, g := range p.site.Guides {
		at := place{g.Section, g.Slug}
		versions[at] = append(versions[at], g)
	}
	missing := false
	for _, same := range versions {
		missing = missing || len(same) != len(p.langs)
	}
	if !missing {
		return nil // as is usual
	}
	pages, taken := map[string]bool{}, map[string]bool{}
	for _, g := range p.site.Guides {
		pages[strings.ToLower(g.URL())] = true
		for section := g.Section; section != ""; section = parentSection(section) {
			taken[strings.ToLower((&guide.Guide{Lang: g.Lang, Section: section}).URL())] = true
		}
	}
	for _, g := range slices.Concat(p.site.Guides, p.site.Indexes) {
		for _, alias := range g.Aliases {
			taken[strings.ToLower(strings.TrimSuffix(alias, "/"))+"/"] = true
		}
	}
	var all []*node
	for _, g := range p.site.Guides {
		same := versions[place{g.Section, g.Slug}]
		if same[0] != g || len(same) == len(p.langs) {
			continue
		}
		for _, lang := range p.langs {
			if slices.ContainsFunc(same, func(g *guide.Guide) bool { return g.Lang == lang }) {
				continue
			}
			n := &node{lang: lang, section: g.Section, slug: g.Slug, standsIn: true}
			free := !pages[strings.ToLower(n.url())] && !taken[strings.ToLower(n.url())]
			for section := n.section; section != ""; section = parentSection(section) {
				free = free && !pages[strings.ToLower((&node{lang: lang, section: section}).url())]
			}
			if !free {
				continue
			}
			text := *g // rendered on its own, beside the real one
			n.guide = &text
			all = append(all, n)
		}
	}
	return all
}

func parentSection(section string) string {
	i := strings.LastIndexByte(section, '/')
	return section[:max(i, 0)]
}

// textLang is the language of a node's text.
func (n *node) textLang() string {
	if n.standsIn {
		return n.guide.Lang
	}
	return n.lang
}

// original is the node whose text a stand-in shows; any other node is its own.
func (p *plan) original(n *node) *node {
	if !n.standsIn {
		return n
	}
	if real := p.byURL[n.guide.URL()]; real != nil {
		return real
	}
	return n // its address was taken, which is a fault of its own
}

// otherLang is the language of a node's text where it is not that of its page.
func (n *node) otherLang() string {
	if n.standsIn {
		return n.guide.Lang
	}
	return ""
}

// byOrder sorts guides of one section.
func byOrder(a, b *node) int {
	return cmp.Or(cmp.Compare(a.guide.Order, b.guide.Order), cmp.Compare(a.slug, b.slug))
}

// resolveIn resolves the links of a guide's text for the page n. On a stand-in
// they lead to pages in the reader's language, but for places on pages whose
// headings may be called otherwise there.
func (p *plan) resolveIn(n *node, links *resolver) func(dest string) (string, bool) {
	if !n.standsIn {
		return links.resolve
	}
	return func(dest string) (string, bool) {
		address, ok := links.resolve(dest)
		path, place, anchored := strings.Cut(address, "#")
		to := p.byURL[path]
		if to == nil || to.lang != links.from.lang {
			return address, ok
		}
		here := p.byURL[(&node{lang: n.lang, section: to.section, slug: to.slug}).url()]
		switch {
		case here == nil:
			return address, ok
		case !anchored:
			return here.url(), ok
		case here.standsIn:
			return here.url() + "#" + place, ok
		}
		return address, ok
	}
}
