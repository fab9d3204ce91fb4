package generator

import (
	"context"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"shebao/generator/guide"
	"shebao/generator/kept"
	"shebao/generator/theme"
)

// Poster draws the pictures that stand for pages where people share them. It is
// used by many at once.
type Poster interface {
	// Draw draws a page's picture as a PNG of theme.PictureWidth by
	// theme.PictureHeight. The same words always give the same bytes.
	Draw(title, site string) ([]byte, error)
	// Revision names the way of drawing.
	Revision() string
}

// maxPosters is how many guides a site may have for each to get a picture of
// its own: drawing one takes longer than all else that is done for a page. On a
// larger site every page has that of its language's first page.
const maxPosters = 200

// poster is a picture to be drawn.
type poster struct {
	name        string // of the file
	title, site string
}

// planPosters settles which pages have pictures. They need a base URL, since
// networks take absolute addresses only.
func (p *plan) planPosters(o Options) {
	if p.site.Config.BaseURL == "" || o.Poster == nil {
		return
	}
	if o.posterless != nil {
		p.warnings = append(p.warnings, guide.Fault{Message: "there are no pictures for sharing: " + o.posterless.Error()})
		return
	}
	var guides []poster
	for _, n := range p.nodes {
		site := p.site.Config.Title.In(n.lang)
		switch {
		case n.isGuide() && !n.standsIn:
			guides = append(guides, poster{strings.TrimPrefix(n.url(), "/") + theme.PictureFile, n.title(), site})
		case !n.isGuide() && n.section == "":
			title := n.title()
			if n.guide == nil {
				title = site
			}
			p.posters = append(p.posters, poster{n.lang + "/" + theme.PictureFile, title, site})
		}
	}
	if len(guides) <= maxPosters {
		p.posters, p.postersForAll = append(p.posters, guides...), true
	}
	for _, poster := range p.posters {
		p.claim(poster.name, "the picture for sharing", "", 0)
	}
}

// picture is the address of a guide's own picture, "" where it has none.
func (p *plan) picture(n *node) string {
	if !p.postersForAll || n.standsIn {
		return ""
	}
	return guide.EscapePath(n.url() + theme.PictureFile)
}

// writePosters draws the pictures, several at once. One whose words have not
// changed since the last build is kept.
func (b *builder) writePosters(ctx context.Context) error {
	if len(b.plan.posters) == 0 {
		return nil
	}
	b.drawn = make(map[string]digest, len(b.plan.posters))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(b.Workers)
	var mu sync.Mutex
	for _, p := range b.plan.posters {
		key := kept.Hash(b.poster.Revision(), p.title, p.site)
		b.drawn[p.name] = key
		group.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			if b.reuse != nil && b.Cache.state.Posters[p.name] == key {
				kept, err := b.stage.Keep(p.name, b.Cache.state.Site.Files[p.name])
				if kept {
					mu.Lock()
					defer mu.Unlock()
					b.reuse.files++
				}
				if kept || err != nil {
					return err
				}
			}
			picture, err := b.poster.Draw(p.title, p.site)
			if err != nil {
				return fmt.Errorf("draw %s: %w", p.name, err)
			}
			return b.stage.Write(p.name, picture)
		})
	}
	return group.Wait()
}
