package generator

import (
	"context"

	"golang.org/x/sync/errgroup"

	"shebao/generator/markdown"
)

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
		if !b.reuse.kept[n.url()] || page.Sections != nil || b.texts.has(page.URL) || want != nil && !want(page) {
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
			var w worker
			b.renderBody(md, n, body, new(questions), &w, &r)
			sum := page.Sum
			*page = r.page
			page.Sum = sum
			return b.texts.keep(page, &w)
		})
	}
	return group.Wait()
}
