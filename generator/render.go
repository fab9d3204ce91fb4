package generator

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"shebao/generator/guide"
	"shebao/generator/markdown"
	"shebao/generator/scaffold"
)

// rendered is what stays of a node when its page has been written.
type rendered struct {
	source   digest // of the guide's file, where it may be needed again
	page     Page
	sum      digest      // of page
	ids      []string    // of the drawn page
	anchors  []anchorRef // links to places on pages
	pictures []string    // files of the content that the page shows
	faults   guide.Faults
	warnings guide.Faults
}

// renderAll renders, draws and writes every page made of content, several at
// once. Each guide's text goes through Markdown once, and is let go when its
// page is written. The results stand in the order of the nodes.
func (b *builder) renderAll(ctx context.Context) ([]rendered, error) {
	if b.carried != nil {
		return b.renderChanged(ctx)
	}
	taken, err := b.frameIDs()
	if err != nil {
		return nil, err
	}
	if b.Cache != nil && b.inspect == nil && !b.partial {
		if err := b.use(b.Cache, taken); err != nil {
			return nil, err
		}
	}
	for _, n := range b.plan.nodes {
		if n.isGuide() && !n.standsIn {
			b.plan.checkRelated(n)
		}
	}
	b.taken = taken
	if b.Again {
		b.kept = &carried{theme: b.Theme, plan: b.plan, taken: taken, warnings: slices.Clone(b.plan.warnings), ids: map[string][]string{}}
	}
	results := make([]rendered, len(b.plan.nodes))
	b.plan.shares = b.plan.shareOut()
	if err := b.renderThese(ctx, results, nil); err != nil {
		return nil, err
	}
	b.pages += len(results)
	return results, nil
}

// renderThese renders nodes into results, several at once: those at the places
// that have changed, all where changed is nil.
func (b *builder) renderThese(ctx context.Context, results []rendered, changed map[int]bool) error {
	shares := b.plan.shares
	if changed != nil {
		hasChanged := func(i int) bool { return changed[i] }
		shares = slices.DeleteFunc(slices.Clone(shares), func(s share) bool { return !slices.ContainsFunc(s, hasChanged) })
	}
	b.replaceable = scaffold.Placeholders()
	md := markdown.New()
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	workers := make([]worker, b.Workers)
	for i := range workers {
		w := &workers[i]
		group.Go(func() error {
			for {
				i := int(next.Add(1) - 1)
				if i >= len(shares) {
					return nil
				}
				if err := b.renderShare(ctx, md, shares[i], results, changed, w); err != nil {
					return err
				}
			}
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	b.parts = together(workers)
	return nil
}

// renderShare renders the nodes of a share, those that have changed, and writes
// their records.
func (b *builder) renderShare(ctx context.Context, md *markdown.Renderer, s share, results []rendered, changed map[int]bool, w *worker) (err error) {
	w.records.reset()
	for _, i := range s {
		if changed != nil && !changed[i] {
			continue
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if results[i], err = b.render(md, b.plan.nodes[i], w); err != nil {
			return err
		}
	}
	if b.inspect != nil || b.partial {
		return nil
	}
	w.spent.begin()
	defer w.spent.end("pages for programs")
	return b.writeRecords(s, results, w)
}

// worker is memory that is used for one page after the other, as large as the
// largest, and for the records of a share.
type worker struct {
	page    bytes.Buffer
	scratch []byte // for one thing after the other
	plain   []byte // a guide as Markdown
	records recordsOf
	packed  []byte // a file of records
	spent   spent
}

// render makes one page and writes it.
func (b *builder) render(md *markdown.Renderer, n *node, w *worker) (r rendered, err error) {
	buf := &w.page
	w.spent.begin()
	var view digest
	var outline any
	if b.reuse != nil {
		r, kept, err := b.keep(n, func() digest {
			outline = b.plan.outline(n)
			view = b.viewOf(n, outline, w)
			return view
		})
		w.spent.end("looking whether a page can be kept")
		if kept || err != nil {
			return r, err
		}
	}
	if outline == nil {
		outline = b.plan.outline(n)
	}
	if b.reuse != nil && view == (digest{}) {
		view = b.viewOf(n, outline, w)
	}
	var text markdown.Rendered
	var body []byte
	var asked questions
	if n.guide != nil {
		var front []byte
		if front, body, r.faults = b.text(n); r.faults != nil {
			return r, nil
		}
		text = b.renderBody(md, n, body, &asked, w, &r)
		if !n.standsIn {
			r.warnings = append(r.warnings, b.placeholders(n.guide, front, body)...)
		}
		w.spent.end("Markdown")
	}
	if b.partial && b.inspect == nil {
		return r, nil
	}
	buf.Reset()
	if err := b.Theme.Render(buf, b.plan.draw(n, outline, text)); err != nil {
		return r, fmt.Errorf("draw %s: %w", n.name(), err)
	}
	r.ids = scanIDs(buf.Bytes())
	w.spent.end("templates")
	if b.inspect != nil {
		err := b.inspect(&Proof{File: pageFile(n.url()), HTML: buf.Bytes(), Guide: n.guide, Text: text, StandsIn: n.standsIn})
		if n.guide != nil {
			b.letGo(n.guide)
		}
		return r, err
	}
	if err := b.stage.Write(pageFile(n.url()), buf.Bytes()); err != nil {
		return r, err
	}
	w.spent.end("writing pages")
	files := []string{pageFile(n.url())}
	if n.isGuide() && !n.standsIn {
		if err := b.writeForPrograms(n, body, text, w); err != nil {
			return r, err
		}
		files = append(files, markdownPath(n))
		if b.texts != nil {
			if err := b.texts.keep(&r.page, w); err != nil {
				return r, err
			}
		}
	}
	w.spent.end("pages for programs")
	if b.reuse != nil {
		r.source = sourceOf(n)
		b.made(n, view, &r, asked.answers, files, w)
	}
	return r, nil
}

// letGo gives up the text of a guide that has been drawn: it lives on in the
// page, and in the index where there is one. The guides of a journey are drawn
// twice.
func (b *builder) letGo(g *guide.Guide) {
	if _, again := b.plan.steps[g.URL()]; !again {
		g.Front, g.Body = nil, nil
	}
}
