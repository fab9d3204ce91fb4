package generator

import (
	"bytes"
	"context"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"shebao/generator/guide"
	"shebao/generator/markdown"
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
	old    *cacheState
	key    digest
	ground bool // nothing but texts has changed

	mu    sync.Mutex
	pages map[string]string // of this build, encoded
	kept  map[string]bool   // addresses of the pages that were not made again
	files int               // of them
}

// answer is what the text of a guide was told when it asked.
type answer struct {
	Link bool // a link's destination; else the name of a fact
	Name string
	Said string
}

// use sets a builder up to keep what it can of the site that c describes. Its
// plan has been made.
func (b *builder) use(c *Cache, taken []string) error {
	c.read()
	b.reuse = &reuse{old: &c.state, pages: make(map[string]string, len(c.state.Pages)), kept: make(map[string]bool, len(c.state.Pages))}
	b.reuse.key = hashOf(cacheFormat, b.Revision, b.plan.langs, b.plan.base, *b.plan.frame, taken, b.MaxPicture, b.plan.theme.Assets(), b.Precompress)
	b.stage.Expect(len(c.state.Site.Files))
	b.reuse.ground = b.sameGround()
	if c.state.Key != b.reuse.key {
		b.reuse.old = &cacheState{}
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
	text, there := b.reuse.old.Pages[n.url()]
	var old made
	if !there || decode(text, &old) != nil {
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
	return rendered{source: old.Source, sum: old.Sum, ids: old.IDs, anchors: loadAnchors(old.Anchors), pictures: old.Pictures, warnings: slices.Clone(old.Warnings)}, true, nil
}

// made notes what a page was made of, for the next build. A page with faults is
// not published.
func (b *builder) made(n *node, view digest, r *rendered, answers []answer, files []string, w *worker) {
	if len(r.faults) > 0 {
		return
	}
	w.scratch = appendValue(w.scratch[:0], reflect.ValueOf(made{
		Source: sourceOf(n), View: view, Answers: answers,
		Sum: r.sum, IDs: r.ids, Anchors: saveAnchors(r.anchors), Pictures: r.pictures, Warnings: r.warnings,
		Files: files,
	}))
	b.note(n, string(w.scratch), 0)
}

// note remembers what a page was made of, and how many of its files were kept.
func (b *builder) note(n *node, made string, kept int) {
	b.reuse.mu.Lock()
	defer b.reuse.mu.Unlock()
	b.reuse.pages[n.url()] = made
	if kept > 0 {
		b.reuse.kept[n.url()] = true
		b.reuse.files += kept
	}
}

func sourceOf(n *node) digest {
	if n.guide == nil {
		return digest{}
	}
	return n.guide.Sum
}

// viewOf is the fingerprint of what a page and its record are drawn from
// besides the text. What the record has and the page has not are the questions
// of the front matter, which is part of the guide's file.
func (b *builder) viewOf(n *node, outline any, w *worker) digest {
	if !n.isGuide() || n.standsIn {
		return hashIn(&w.scratch, outline)
	}
	return hashIn(&w.scratch, outline, n.guide.Questions, n.guide.ReviewBy)
}

// ask asks again what the text of a guide asked when it was rendered.
func (b *builder) ask(n *node, earlier []answer) []answer {
	if len(earlier) == 0 {
		return nil
	}
	links := newResolver(b.plan, b.plan.original(n))
	resolve := b.plan.resolveIn(n, links)
	now := make([]answer, len(earlier))
	for i, a := range earlier {
		if a.Link {
			now[i] = linkAnswer(links, resolve, a.Name)
		} else {
			now[i] = b.plan.factAnswer(n.textLang(), a.Name)
		}
	}
	return now
}

func linkAnswer(links *resolver, resolve func(string) (string, bool), dest string) answer {
	address, ok := resolve(dest)
	return answer{true, dest, said(ok, address, links.dead[dest], links.pictures[dest])}
}

func (p *plan) factAnswer(lang, name string) answer {
	f, ok := p.site.Facts[name]
	return answer{false, name, said(ok, f.Kind, f.Value.In(lang), f.Source, day(f.Checked))}
}

// said joins what an answer says so that no other answer says the same.
func said(ok bool, texts ...string) string {
	b := strconv.AppendBool(make([]byte, 0, 128), ok)
	for _, text := range texts {
		b = strconv.AppendInt(append(b, ' '), int64(len(text)), 10)
		b = append(append(b, ' '), text...)
	}
	return string(b)
}

// questions gathers what the text of one guide asks for.
type questions struct {
	answers []answer
	seen    map[answer]bool
}

func (q *questions) add(a answer) {
	if q.seen == nil {
		q.seen = map[answer]bool{}
	}
	if !q.seen[a] {
		q.seen[a] = true
		q.answers = append(q.answers, a)
	}
}

// listen notes what is asked through a rendering's context, and every fact that
// the text names: its record fills in those too that stand in no link.
func (q *questions) listen(p *plan, n *node, links *resolver, body []byte, c *markdown.Context) {
	resolve, fact := c.Resolve, c.Fact
	c.Resolve = func(dest string) (string, bool) {
		address, ok := resolve(dest)
		q.add(linkAnswer(links, func(string) (string, bool) { return address, ok }, dest))
		return address, ok
	}
	c.Fact = func(name string) (markdown.FactValue, bool) {
		q.add(p.factAnswer(n.textLang(), name))
		return fact(name)
	}
	for {
		_, rest, found := bytes.Cut(body, []byte("](fact:"))
		if !found {
			return
		}
		name, _, _ := bytes.Cut(rest, []byte(")"))
		if len(name) < 100 {
			q.add(p.factAnswer(n.textLang(), string(name)))
		}
		body = rest
	}
}

// remember puts into the cache what this build knows. It is called when the
// site has been published.
func (b *builder) remember(c *Cache, result Result, fingerprint string) {
	c.state.cacheHead = cacheHead{
		Format: cacheFormat, Whole: b.Options.whole(), Fingerprint: fingerprint,
		Content: b.known.Files, Site: b.target.Left(b.stage, c.state.Site), Result: result,
	}
	if b.carried != nil {
		c.state.Pages, c.state.Guides = b.reuse.pages, c.replaceGuides(b.fresh)
	} else {
		c.state.cacheRest = cacheRest{Key: b.reuse.key, Pages: b.reuse.pages, Guides: c.keepGuides(b.known), Relatives: b.plan.relatives, Posters: b.drawn}
		c.guides = b.known.Guides
	}
	c.carried, c.found = b.kept, b.known.Found
}

func saveAnchors(refs []anchorRef) []madeAnchor {
	var list []madeAnchor
	for _, r := range refs {
		list = append(list, madeAnchor{r.file, r.line, r.column, r.url, r.id})
	}
	return list
}

func loadAnchors(list []madeAnchor) []anchorRef {
	var refs []anchorRef
	for _, a := range list {
		refs = append(refs, anchorRef{a.File, a.Line, a.Column, a.URL, a.ID})
	}
	return refs
}

// whole is the fingerprint of all options that a build depends on.
func (o Options) whole() digest {
	return hashOf(cacheFormat, o.Revision, o.BaseURL, o.Drafts, midnight(o.Now), o.CardStatuses, o.MaxPicture, o.Related != nil, o.posterRevision(), o.Precompress)
}

// unchanged tells whether the published site is what a build would make, and
// gives the result of the build that made it.
func (o Options) unchanged(public, fingerprint string) (Result, bool) {
	s := &o.Cache.state
	if s.Format != cacheFormat || s.Fingerprint != fingerprint || s.Whole != o.whole() {
		return Result{}, false
	}
	if o.Index != nil && (o.HasIndex == nil || !o.HasIndex(s.Result.Build)) {
		return Result{}, false
	}
	if !s.Site.Stands(public) {
		return Result{}, false
	}
	r := s.Result
	r.Warnings = slices.Clone(r.Warnings)
	r.Kept = r.Files
	return r, true
}

// body is the text of a node's guide, which a cache does not hold.
func (b *builder) body(n *node) ([]byte, guide.Faults) {
	_, body, err := n.guide.Text(b.Content)
	if err != nil {
		if faults, ok := err.(guide.Faults); ok {
			return nil, faults
		}
		return nil, guide.Faults{{File: n.guide.File, Message: strings.TrimSpace(err.Error())}}
	}
	return body, nil
}

// fillIndex renders the texts of those guides whose pages were kept and that
// want says the index needs.
func (b *builder) fillIndex(ctx context.Context, want func(*Page) bool) error {
	if b.reuse == nil {
		return nil
	}
	md := markdown.New()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(b.Workers)
	i := 0
	for _, n := range b.plan.nodes {
		if !n.isGuide() || n.standsIn {
			continue
		}
		page := &b.index[i]
		i++
		if !b.reuse.kept[n.url()] || page.Sections != nil || want != nil && !want(page) {
			continue
		}
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			body, faults := b.body(n)
			if faults != nil {
				return faults
			}
			var r rendered
			b.renderBody(md, n, body, new(questions), new(worker), &r)
			sum := page.Sum
			*page = r.page
			page.Sum = sum
			return nil
		})
	}
	return group.Wait()
}
