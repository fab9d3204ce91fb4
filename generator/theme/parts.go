package theme

import (
	"bytes"
	"fmt"
	"html/template"
	"sync"

	"shebao/generator/theme/compile"
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

// kind is the templates of one kind of page in one language. It keeps what has
// been drawn from the frames of one site. It is safe for concurrent use.
type kind struct {
	set       *template.Template
	functions template.FuncMap
	quick     *compile.Set // the same; nil before they are compiled

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
func (k *kind) once(component string, of any) (template.HTML, error) {
	f, ok := of.(frame)
	if !ok {
		return "", fmt.Errorf("draw %s once: %T is no frame", component, of)
	}
	key := partKey{component, f}
	k.mu.RLock()
	part, ok := k.drawn[key]
	k.mu.RUnlock()
	if ok {
		return part, nil
	}
	part, err := k.draw(component, f)
	if err != nil {
		return "", err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.site != f.Site || len(k.drawn) >= maxParts {
		k.site, k.drawn = f.Site, map[partKey]template.HTML{}
	}
	k.drawn[key] = part
	return part, nil
}

// draw draws a component as a value, for what stands on a page twice:
// {{$list := draw "contents" .Contents}}.
func (k *kind) draw(component string, data any) (template.HTML, error) {
	var b bytes.Buffer
	if err := k.execute(&b, component, data); err != nil {
		return "", fmt.Errorf("draw %s: %w", component, err)
	}
	return template.HTML(b.String()), nil
}

// execute writes what a template makes of data, nothing where it fails.
func (k *kind) execute(b *bytes.Buffer, name string, data any) error {
	if k.quick != nil && k.quick.Execute(b, name, data) {
		return nil
	}
	start := b.Len()
	err := k.set.ExecuteTemplate(b, name, data)
	if err != nil {
		b.Truncate(start)
	}
	return err
}

// hasten prepares the templates, which have been executed once, to be executed
// often.
func (k *kind) hasten() error {
	folded, err := fold(k.set, "page")
	if err != nil {
		return err
	}
	quick := compile.New(k.set, k.functions)
	for _, name := range folded {
		_ = quick.Compile(name) // if not, it is executed as it is
	}
	k.quick = quick
	return nil
}
