package generator

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"

	"shebao/generator/guide"
	"shebao/generator/publish"
	"shebao/generator/theme"
)

// builder makes one site in its stage.
type builder struct {
	Options
	stage *publish.Stage
	plan  *plan
	known *guide.Cache // nil without a cache
	reuse *reuse       // nil without a cache
	watch *watch       // nil where nobody asks
	parts []Part       // of drawing the pages

	carried *carried                     // from the last build of this process; nil: nothing
	fresh   map[string]guide.CachedGuide // those that have changed since, by file
	kept    *carried                     // for the next build; nil: it is another process's

	target *publish.Target
	renew  bool     // whether the previous build may be brought up to date
	taken  []string // ids that the frame uses

	shown map[string]map[string]bool  // pictures of the content, by the language of the page
	lists map[string]theme.WorkerList // what can be kept without a network, by language
	drawn map[string]digest           // pictures for sharing

	replaceable map[string]bool // lines of a new guide that somebody has to replace

	partial bool               // look for faults only: some guides are missing
	inspect func(*Proof) error // sees the pages made of content, which are then not written
	pages   int
	index   []Page // what the index is made of, in the site's order; nil without one
	texts   *texts // of them; nil without one
}

// faultsBeside adds to the faults that kept guides from being read those in the
// texts of the others, so that an editor sees all at once. What may follow from
// the missing guides is left out.
func (b *builder) faultsBeside(ctx context.Context, site *guide.Site, reading error) error {
	var faults guide.Faults
	if !errors.As(reading, &faults) || len(site.Config.Languages) == 0 {
		return reading
	}
	b.plan, b.partial = newPlan(b.Options, site), true
	results, err := b.renderAll(ctx)
	if err != nil {
		return err
	}
	for _, r := range results {
		faults = append(faults, r.faults...)
	}
	return sorted(faults)
}

// run writes the whole site but for its publication.
func (b *builder) run(ctx context.Context, site *guide.Site, fingerprint string) error {
	if b.carried == nil {
		b.plan = newPlan(b.Options, site)
		b.watch.mark("planning pages and links")
	}
	sums, err := b.drawAll(ctx)
	if err != nil {
		return err
	}
	b.watch.mark("pages", b.parts...)
	if len(b.plan.faults) > 0 {
		return sorted(b.plan.faults)
	}
	if err := b.writePosters(ctx); err != nil {
		return err
	}
	if err := b.writeFeeds(); err != nil {
		return err
	}
	err = b.writeSite(fingerprint, sums)
	b.watch.mark("sitemap, feeds and lists")
	return err
}

// drawAll draws and writes every page, notes the faults of all of them in the
// plan, and gives the fingerprints of what the index will be made of.
func (b *builder) drawAll(ctx context.Context) (sums []digest, err error) {
	p := b.plan
	nodes, err := b.renderAll(ctx)
	if err != nil {
		return nil, err
	}
	ids := make(map[string][]string, len(nodes)+64)
	anchors := append(make([]anchorRef, 0, len(p.anchors)+2*len(nodes)), p.anchors...)
	if b.Index != nil {
		b.index = make([]Page, 0, len(nodes))
	}
	pictures := map[string]bool{}
	for i, r := range nodes {
		p.faults = append(p.faults, r.faults...)
		p.warnings = append(p.warnings, r.warnings...)
		ids[p.nodes[i].url()] = r.ids
		anchors = append(anchors, r.anchors...)
		for _, name := range r.pictures {
			pictures[name] = true
			b.show(p.nodes[i].lang, name)
		}
		if p.nodes[i].isGuide() && !p.nodes[i].standsIn {
			sums = append(sums, r.sum)
			if b.Index != nil {
				n := p.nodes[i]
				r.page.URL, r.page.Lang, r.page.Sum = n.url(), n.lang, r.sum
				b.index = append(b.index, r.page)
			}
		}
	}
	if err := b.writeOthers(ids); err != nil {
		return nil, err
	}
	p.checkTermIDs(ids["/"+p.langs[0]+"/glossary/"])
	if b.partial { // what stands in for a guide with faults has other places
		anchors = slices.DeleteFunc(anchors, func(ref anchorRef) bool { n := p.byURL[ref.URL]; return n != nil && n.standsIn })
	}
	p.faults = append(p.faults, checkAnchors(anchors, ids)...)
	if b.kept != nil {
		b.kept.results, b.kept.pictures = nodes, pictures
		for i := range nodes {
			nodes[i].page = Page{} // its text
		}
	}
	return sums, b.writePictures(slices.Sorted(maps.Keys(pictures)))
}

// sorted puts faults in the order of the files.
func sorted(faults guide.Faults) guide.Faults {
	slices.SortStableFunc(faults, func(a, b guide.Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(faults)
}
