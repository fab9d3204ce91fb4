package generator

import (
	"maps"
	"slices"
	"sync"

	"shebao/generator/kept"
)

// reuse decides which pages of the published site can be kept. A page can, if
//
//   - the program, the theme, the settings and the frame of all pages are the
//     same (key),
//   - its guide's file has the same bytes,
//   - all that its text asked of the rest of the content has the same answers:
//     where each link leads, what each fact says,
//   - all that it is drawn from besides its text is the same, and
//   - its files stand in the published site as they were written.
//
// Its files are then linked into the stage. What is neither asked for nor drawn
// from cannot change a page, so that nothing can be forgotten here when a page
// gets a new part.
type reuse struct {
	old    *kept.State
	key    digest
	ground bool // nothing but texts has changed

	mu      sync.Mutex
	pages   map[string]string // of this build, encoded
	records map[string]int    // of this build, as kept.Rest has them
	kept    map[string]bool   // addresses of the pages that were not made again
	files   int               // of them, and of records
}

// use sets a builder up to keep what it can of the site that c describes. Its
// plan has been made.
func (b *builder) use(c *Cache, taken []string) error {
	c.state.Read()
	b.reuse = &reuse{old: &c.state, pages: make(map[string]string, len(c.state.Pages)), records: map[string]int{}, kept: make(map[string]bool, len(c.state.Pages))}
	b.reuse.key = kept.Hash(kept.Format, b.Revision, b.plan.langs, b.plan.base, *b.plan.frame, taken, b.MaxPicture, b.plan.theme.Assets(), b.Precompress)
	b.stage.Expect(len(c.state.Site.Files))
	b.reuse.ground = b.sameGround()
	if c.state.Key != b.reuse.key {
		b.reuse.old = &kept.State{}
		return nil
	}
	b.stage.Know(c.state.Site)
	if !b.renew {
		return nil
	}
	return b.target.Renew(b.stage, c.state.Site, b.Unsynced && c.guides.ByFile != nil)
}

// keep keeps a page of the earlier site, if it would come out the same.
func (b *builder) keep(n *node, view func() digest) (r rendered, ok bool, err error) {
	old, text, there := b.reuse.old.Made(n.url())
	if !there {
		return r, false, nil
	}
	if old.Source != sourceOf(n) {
		return r, false, nil
	}
	if !b.reuse.ground && (old.View != view() || !slices.Equal(old.Answers, b.ask(n, old.Answers))) {
		return r, false, nil
	}
	for _, name := range old.Files {
		kept, err := b.stage.Keep(name, b.reuse.old.Site.Files[name])
		if err != nil || !kept {
			b.stage.Drop(old.Files)
			return r, false, err
		}
	}
	b.note(n, text, len(old.Files))
	return rendered{source: old.Source, sum: old.Sum, ids: old.IDs, anchors: old.Anchors, pictures: old.Pictures, warnings: slices.Clone(old.Warnings)}, true, nil
}

// remember puts into the cache what this build knows. It is called when the
// site has been published.
func (b *builder) remember(c *Cache, result Result, fingerprint string) {
	c.state.Head = kept.Head{
		Format: kept.Format, Whole: b.Options.whole(), Fingerprint: fingerprint,
		Content: b.known.Files, Site: b.target.Left(b.stage, c.state.Site),
		Result: kept.Result{Build: result.Build, Content: result.Content, Pages: result.Pages, Files: result.Files, Warnings: result.Warnings},
	}
	if b.carried != nil {
		c.state.Pages, c.state.Guides = b.reuse.pages, c.state.Guides.With(b.fresh)
		maps.Copy(c.guides.ByFile, b.fresh)
	} else {
		c.state.Rest = kept.Rest{Key: b.reuse.key, Pages: b.reuse.pages, Guides: c.state.Guides.Next(b.known), Records: b.reuse.records, Relatives: b.plan.relatives, Posters: b.drawn}
		c.guides = b.known.Guides
	}
	c.carried, c.found = b.kept, b.known.Found
}
