package generator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"shebao/generator/guide"
	"shebao/generator/publish"
	"shebao/generator/theme"
)

// Result is what a build came to. Warnings are there for a build that failed,
// too.
type Result struct {
	Build    string // names the bytes of the site
	Content  string // names the bytes of the content, as guide.Fingerprint does
	Pages    int    // pages for readers: guides, lists, search, card status
	Files    int    // files of the site, assets and feeds included
	Kept     int    // of these, those that were kept from the earlier build
	Warnings guide.Faults
	Took     time.Duration
	Stages   []Stage // what it was spent on
}

// Build turns the content into a site and publishes it in one step. Whatever is
// wrong with the content comes back as guide.Faults, all at once, each with
// file and line. After an error, the site that was there is there still.
func Build(ctx context.Context, o Options) (Result, error) {
	return build(ctx, o, publish.Disk{Unsynced: o.Unsynced})
}

func build(ctx context.Context, o Options, d publish.Disk) (result Result, err error) {
	result, err = attempt(ctx, o, d, true)
	if errors.Is(err, publish.ErrNotRenewed) {
		return attempt(ctx, o, d, false)
	}
	return result, err
}

// attempt builds the site. With renew, the previous build may be brought up to
// date where most of the site is kept.
func attempt(ctx context.Context, o Options, d publish.Disk, renew bool) (result Result, err error) {
	start := time.Now()
	w := &watch{last: start}
	defer func() { result.Took, result.Stages = time.Since(start), w.stages }()
	if o, err = o.withDefaults(); err != nil {
		return result, err
	}
	to, err := publish.Open(ctx, d, o.Public, o.LockWait)
	if err != nil {
		return result, err
	}
	defer func() {
		// What cannot be removed now, the next build removes.
		if late := to.Close(); late != nil && err == nil {
			result.Warnings = append(result.Warnings, guide.Fault{Message: late.Error()})
		}
	}()

	known := o.Cache.content()
	fingerprint, unread := o.fingerprint(known) // before it is read, so that a later change is noticed
	w.mark("looking for changes of the content")
	if o.Cache != nil && unread == nil {
		if result, ok := o.unchanged(to.Public(), fingerprint); ok {
			w.mark("looking whether the site is as it was left")
			return result, nil
		}
	}
	if o.Ahead != nil {
		o.Ahead()
	}
	b := &builder{watch: w, Options: o, stage: to.Stage(), known: known, target: to, renew: renew}
	var site *guide.Site
	switch taken, err := b.takeOver(unread); {
	case err != nil:
		return result, err
	case taken:
		site = b.plan.site
		w.mark("taking over from the last build")
	default:
		if site, err = b.load(); site != nil {
			result.Warnings = site.Warnings
		}
		var faults guide.Faults
		if errors.As(err, &faults) {
			return result, b.faultsBeside(ctx, site, err)
		}
		if err = cmp.Or(err, unread); err != nil {
			return result, err
		}
	}
	if o.Precompress {
		if err = b.stage.Precompress(); err != nil {
			return result, fmt.Errorf("prepare to compress: %w", err)
		}
	}
	err = b.run(ctx, site, fingerprint)
	result.Warnings = sorted(b.plan.warnings)
	if err != nil {
		return result, err
	}
	result.Build, result.Content = b.plan.published.Build, fingerprint
	result.Pages, result.Files = b.pages, b.stage.Files()

	if o.Index != nil && (o.HasIndex == nil || !o.HasIndex(result.Build)) {
		if err := o.Index(ctx, result.Build, Catalogue{Pages: b.index, Glossary: site.Glossary, fill: b.fillIndex}); err != nil {
			return result, fmt.Errorf("make the search index: %w", err)
		}
	}
	w.mark("search index")
	if err := ctx.Err(); err != nil {
		return result, err
	}
	late, err := to.Publish(b.stage)
	for _, l := range late {
		result.Warnings = append(result.Warnings, guide.Fault{Message: l.Error()})
	}
	w.mark("publishing")
	if err == nil && b.reuse != nil {
		result.Kept = b.reuse.files
		if b.carried != nil {
			result.Kept = b.stage.Kept()
		}
		b.remember(o.Cache, result, fingerprint)
		w.mark("noting what was made of what")
	}
	return result, err
}

// fingerprint names the content and finds out what of it known knows.
func (o Options) fingerprint(known *guide.Cache) (string, error) {
	if o.Changed == nil || o.Cache == nil || o.Cache.carried == nil {
		return known.Fingerprint(o.Content)
	}
	return known.FingerprintAfter(o.Content, o.Cache.found, o.Changed)
}

// load reads the content. Its error may come with what could be read.
func (b *builder) load() (*guide.Site, error) {
	themed := b.makeTheme()
	b.Cache.readGuides(b.known)
	site, err := guide.Load(b.Content, guide.LoadOptions{Drafts: b.Drafts, Cache: b.known})
	b.watch.mark("reading guides")
	var unthemed error
	if b.Options, unthemed = themed(); unthemed != nil {
		return nil, unthemed
	}
	b.watch.mark("waiting for the theme")
	return site, err
}

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

	partial bool               // look for faults only: some guides are missing
	inspect func(*Proof) error // sees the pages made of content, which are then not written
	pages   int
	index   []Page // what the index is made of, in the site's order; nil without one
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
		anchors = slices.DeleteFunc(anchors, func(ref anchorRef) bool { n := p.byURL[ref.url]; return n != nil && n.standsIn })
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
