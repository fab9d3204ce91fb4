package generator

import (
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"shebao/generator/discovery"
	"shebao/generator/guide"
	"shebao/generator/kept"
	"shebao/generator/publish"
	"shebao/generator/theme"
)

// plan is what the front matter of every guide and the settings say together,
// before any guide is rendered: which pages there are, in which order, and
// where each link written in a guide leads.
type plan struct {
	content fs.FS
	site    *guide.Site
	theme   *theme.Theme
	langs   []string
	base    string    // for absolute addresses; never empty
	today   time.Time // midnight UTC

	nodes    []*node            // every page made of content, in the site's order
	shares   []share            // of them, as workers draw them
	byURL    map[string]*node   // "/zh/guides/reissue/"
	bySlug   map[string][]*node // guides by language and slug: "zh reissue"
	sections map[string][]*node // by language: those that stand in no other, in order
	steps    map[string]step    // by address of the guide
	aliases  map[string]alias   // by old address
	outputs  outputs
	anchors  []anchorRef     // that the settings name
	pictured map[string]bool // pictures of the content that have their place

	posters       []poster       // pictures for sharing
	postersForAll bool           // each guide has one of its own
	relatives     kept.Relatives // of guides whose editor named none

	maxPicture int64

	published *theme.Site // what site.json holds
	frame     *theme.Site // what pages are drawn with

	faults   guide.Faults
	warnings guide.Faults
}

// newPlan draws up the plan. What is wrong with the settings or between the
// guides ends up in its faults and warnings.
func newPlan(o Options, site *guide.Site) *plan {
	p := &plan{
		content:  o.Content,
		site:     site,
		theme:    o.Theme,
		langs:    site.Config.Languages,
		today:    midnight(o.Now),
		byURL:    make(map[string]*node, len(site.Guides)+64),
		bySlug:   make(map[string][]*node, len(site.Guides)),
		sections: map[string][]*node{},
		outputs:  make(outputs, len(site.Guides)+64),
		pictured: map[string]bool{},
		warnings: slices.Clone(site.Warnings),

		maxPicture: o.MaxPicture,
	}
	p.planBase(o.BaseURL)
	p.claimOutputs()
	p.planPages()
	p.planRelatives(o)
	p.planPosters(o)
	p.planAliases()
	p.planSite(o.CardStatuses)
	p.planGlossary()
	p.checkDates()
	return p
}

func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// planBase settles the base URL: that of the options, which Build has checked,
// else that of the settings, which package guide has.
func (p *plan) planBase(option string) {
	config := &p.site.Config
	config.BaseURL = cmp.Or(option, config.BaseURL)
	p.base = config.BaseURL
	if p.base == "" {
		p.base = localBase
		p.warn("no-base-url", settingsFile, 0, "there is no base_url: sitemap and feeds use %s", localBase)
	}
	p.theme = p.theme.At(config.BaseURL)
}

// absolute is an address of the site with the base in front.
func (p *plan) absolute(path string) string { return p.base + guide.EscapePath(path) }

// planPages makes the tree of pages: for each language its first page, its
// sections, which may stand in one another, and its guides.
func (p *plan) planPages() {
	lists := map[string]*node{} // by address
	var list func(lang, section string) *node
	list = func(lang, section string) *node {
		n := &node{lang: lang, section: section}
		if old, ok := lists[n.url()]; ok {
			return old
		}
		lists[n.url()] = n
		if section != "" {
			n.parent = list(lang, strings.TrimPrefix(path.Dir("/"+section), "/"))
			n.parent.members = append(n.parent.members, n)
		}
		return n
	}
	for _, g := range p.site.Indexes {
		list(g.Lang, g.Section).guide = g
	}
	guides := make([]*node, 0, len(p.site.Guides))
	for _, g := range p.site.Guides {
		guides = append(guides, &node{lang: g.Lang, section: g.Section, slug: g.Slug, guide: g})
	}
	if others := p.standIns(); len(others) > 0 {
		guides = append(guides, others...)
		slices.SortStableFunc(guides, byOrder) // as package guide orders those of one section
	}
	for _, n := range guides {
		n.parent = list(n.lang, n.section)
	}
	p.sortSections(lists)
	for _, n := range guides {
		n.parent.members = append(n.parent.members, n)
		p.bySlug[n.lang+" "+n.slug] = append(p.bySlug[n.lang+" "+n.slug], n)
	}
	for _, lang := range p.langs {
		p.addTree(list(lang, ""))
	}
}

// addTree lists a node and what it has: its guides, then its sections.
func (p *plan) addTree(n *node) {
	if !p.claim(n.url()[1:], n.name(), n.file(), 0) {
		return
	}
	n.address = n.url()
	p.nodes = append(p.nodes, n)
	p.byURL[n.address] = n
	for _, m := range n.members {
		if m.isGuide() {
			p.addTree(m)
		}
	}
	for _, m := range n.members {
		if !m.isGuide() {
			p.addTree(m)
		}
	}
}

// claimOutputs keeps the addresses of what no content stands for.
func (p *plan) claimOutputs() {
	names := []string{"index.html", "404.html", "sitemap.xml", "robots.txt", "llms.txt", theme.WorkerFile, publish.SiteFile}
	for _, lang := range p.langs {
		for _, page := range []string{"search/", "status/", "404.html", "feed.xml", "opensearch.xml", discovery.ManifestFile, "offline/", offlineFile} {
			names = append(names, lang+"/"+page)
		}
		if p.hasGlossary() {
			names = append(names, lang+"/glossary/")
		}
	}
	for _, f := range append(p.theme.Files(), p.theme.RootFiles()...) {
		names = append(names, f.Path)
	}
	for _, name := range names {
		p.claim(name, "the site itself", "", 0)
	}
}

// sortSections orders the sections of each list by the order that their
// index.md gives, in whichever language it stands, so that the languages agree.
// Equal ones stand by name.
func (p *plan) sortSections(lists map[string]*node) {
	order := map[string]int{}
	for _, g := range p.site.Indexes {
		if order[g.Section] == 0 {
			order[g.Section] = g.Order
		}
	}
	for _, n := range lists {
		slices.SortFunc(n.members, func(a, b *node) int {
			return cmp.Or(cmp.Compare(order[a.section], order[b.section]), cmp.Compare(a.section, b.section))
		})
		if n.section == "" {
			p.sections[n.lang] = slices.Clone(n.members)
		}
	}
}

// home is the first page of a language.
func (p *plan) home(lang string) *node { return p.byURL["/"+lang+"/"] }

// find returns the guide that path names for a reader of from: "reissue" in
// the same section, "articles/age-limit", or a slug that one section alone has.
func (p *plan) find(from *node, path string) *node {
	path = strings.Trim(path, "/")
	for _, url := range []string{
		(&guide.Guide{Lang: from.lang, Section: from.section, Slug: path}).URL(),
		"/" + from.lang + "/" + path + "/",
	} {
		if n := p.byURL[url]; n != nil {
			return n
		}
	}
	if found := p.bySlug[from.lang+" "+path]; len(found) == 1 {
		return found[0]
	}
	return nil
}

// alternates are the languages that have the same page.
func (p *plan) alternates(n *node) []theme.Alternate {
	var list []theme.Alternate
	for _, lang := range p.langs {
		same := &node{lang: lang, section: n.section, slug: n.slug}
		if there := p.byURL[same.url()]; there != nil {
			list = append(list, theme.Alternate{Lang: lang, URL: same.url(), Fallback: there.standsIn})
		}
	}
	return list
}

// fault notes something that the build cannot go on with.
func (p *plan) fault(rule, file string, line int, format string, args ...any) {
	p.faults = append(p.faults, guide.Fault{File: file, Line: line, Message: fmt.Sprintf(format, args...), Rule: rule})
}

// warn notes something that an editor should know.
func (p *plan) warn(rule, file string, line int, format string, args ...any) {
	p.warnings = append(p.warnings, guide.Fault{File: file, Line: line, Message: fmt.Sprintf(format, args...), Rule: rule})
}
