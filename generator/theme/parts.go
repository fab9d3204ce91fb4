package theme

import (
	"bytes"
	"fmt"
	"html/template"
	"sync"
)

// frame is what the parts around a page that are alike on many pages are drawn
// from: navigation, footer, the site's share of the head. Such a part sees
// nothing else of its page, and equal frames give equal parts.
type frame struct {
	Site    *Site
	Lang    string
	Kind    string // of the page: "guide"
	Section string
	Help    bool
}

// SitePages are those of Page.
func (f frame) SitePages() []Link { return Page{Site: f.Site, Lang: f.Lang}.SitePages() }

// parts keeps what has been drawn from the frames of one site, for one kind of
// page in one language. It is safe for concurrent use.
type parts struct {
	set *template.Template

	mu    sync.RWMutex
	site  *Site
	drawn map[partKey]template.HTML
}

type partKey struct {
	component string
	frame     frame
}

// maxParts bounds what is kept, should a site have very many sections.
const maxParts = 1000

// once draws a component from a frame, or gives what was drawn from an equal
// one: {{once "nav" .Frame}}. A frame of another site ends what was kept.
func (p *parts) once(component string, f frame) (template.HTML, error) {
	key := partKey{component, f}
	p.mu.RLock()
	part, ok := p.drawn[key]
	p.mu.RUnlock()
	if ok {
		return part, nil
	}
	part, err := p.draw(component, f)
	if err != nil {
		return "", err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.site != f.Site || len(p.drawn) >= maxParts {
		p.site, p.drawn = f.Site, map[partKey]template.HTML{}
	}
	p.drawn[key] = part
	return part, nil
}

// draw draws a component as a value, for what stands on a page twice:
// {{$list := draw "contents" .Contents}}.
func (p *parts) draw(component string, data any) (template.HTML, error) {
	var b bytes.Buffer
	if err := p.set.ExecuteTemplate(&b, component, data); err != nil {
		return "", fmt.Errorf("draw %s: %w", component, err)
	}
	return template.HTML(b.String()), nil
}
