package theme

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
)

//go:embed components layout pages scripts strings styles
var embedded embed.FS

// Options set up a Theme. The zero value is the theme in the binary.
type Options struct {
	// FS holds the theme's files. nil means the embedded ones; a folder on disk
	// (os.DirFS("generator/theme")) serves development.
	FS fs.FS

	// Only names the kinds of page that will be drawn, each as an empty value:
	// []any{SearchPage{}, ErrorPage{}}. Such a theme has neither Files nor Assets
	// and takes half of the memory; it is for whoever draws pages of a built site.
	// nil means all.
	Only []any
}

// Theme draws pages. It is made once and safe for concurrent use.
type Theme struct {
	words map[string]Words            // by language
	pages map[string]map[string]*kind // by language, then name of the template
	besides
}

// File is one file that belongs beside the pages.
type File struct {
	Path string // below the site's root: "assets/site-3f2a9c0d.css"
	Body []byte
}

// ErrLanguage means that a page asks for a language without words.
var ErrLanguage = errors.New("the theme has no words in this language")

// New reads the theme's files, parses the templates, checks the words and
// bundles style and script. Whatever is wrong in them is found here.
func New(o Options) (*Theme, error) {
	fsys := o.FS
	if fsys == nil {
		fsys = embedded
	}
	words, err := loadWords(fsys)
	if err != nil {
		return nil, fmt.Errorf("theme: %w", err)
	}
	th := &Theme{words: words, pages: map[string]map[string]*kind{}}
	var made besides
	var mu sync.Mutex
	var parts errgroup.Group // all at once: a program waits for it at its start
	if o.Only == nil {
		parts.Go(func() (err error) {
			made, err = makeFiles(fsys, words)
			return err
		})
	}
	for lang := range words {
		parts.Go(func() error {
			pages, err := th.parse(fsys, lang, o.Only)
			mu.Lock()
			defer mu.Unlock()
			th.pages[lang] = pages
			return err
		})
	}
	if err := parts.Wait(); err != nil {
		return nil, fmt.Errorf("theme: %w", err)
	}
	th.besides = made
	return th, nil
}

// parse makes the templates of the pages in a language, all of them or only some.
func (th *Theme) parse(fsys fs.FS, lang string, only []any) (map[string]*kind, error) {
	var views []view
	var kinds []string
	for _, page := range emptyPages(lang) {
		if only != nil && !isAmong(only, page) {
			continue
		}
		v, err := th.view(page)
		if err != nil {
			return nil, err
		}
		views, kinds = append(views, v), append(kinds, v.Kind)
	}
	pages, err := parsePages(fsys, th.words, lang, kinds)
	if err != nil {
		return nil, err
	}
	for _, v := range views {
		page := pages[v.Kind]
		if page == nil {
			return nil, fmt.Errorf("there is no pages/%s.html", v.Kind)
		}
		// html/template looks at the context of every action when a template
		// is first run; running each one here brings its faults forward.
		if err := page.set.ExecuteTemplate(io.Discard, "page", v); err != nil {
			return nil, fmt.Errorf("page %s: %w", v.Kind, err)
		}
		if err := page.hasten(); err != nil {
			return nil, fmt.Errorf("page %s: %w", v.Kind, err)
		}
	}
	return pages, nil
}

// besides is what stands beside the pages.
type besides struct {
	files  []File
	root   []File
	worker string // the service worker's code
	assets Assets
}

func makeFiles(fsys fs.FS, words map[string]Words) (b besides, err error) {
	if b.files, b.assets, err = bundle(fsys, words); err != nil {
		return b, err
	}
	if b.root, err = readRootFiles(fsys); err != nil {
		return b, err
	}
	b.worker, err = bundleWorker(fsys)
	return b, err
}

// Files are what a build writes below the site's root: style, scripts, icon.
// Their names change with their contents, so they may be cached for ever.
func (th *Theme) Files() []File { return slices.Clone(th.files) }

// Assets are the addresses of Files, for Site.Assets.
func (th *Theme) Assets() Assets { return th.assets }

// Languages are those that the theme has words for, in alphabetical order.
func (th *Theme) Languages() []string {
	var langs []string
	for lang := range th.words {
		langs = append(langs, lang)
	}
	slices.Sort(langs)
	return langs
}

// Words are the words of a language; those of an unknown language are empty.
func (th *Theme) Words(lang string) Words { return th.words[lang] }

// Draw draws one component by itself, for the page that shows them all.
func (th *Theme) Draw(lang, component string, data any) (template.HTML, error) {
	set := th.pages[lang]["components"]
	if set == nil {
		return "", fmt.Errorf("theme: draw %s in %q: %w", component, lang, ErrLanguage)
	}
	var b bytes.Buffer
	if err := set.execute(&b, component, data); err != nil {
		return "", fmt.Errorf("theme: draw %s: %w", component, err)
	}
	return template.HTML(b.String()), nil
}

// Render draws a page: one of Home, Section, GuidePage, JourneyPage, Glossary,
// SearchPage, StatusForm, StatusAnswer, NotFound, ErrorPage, Offline, Choose and Components, as a value. Nothing
// is written when the page cannot be drawn whole.
func (th *Theme) Render(w io.Writer, page any) error {
	v, err := th.view(page)
	if err != nil {
		return fmt.Errorf("theme: render %T: %w", page, err)
	}
	kind := th.pages[v.Page.Lang][v.Kind]
	switch {
	case th.pages[v.Page.Lang] == nil:
		return fmt.Errorf("theme: render %T in %q: %w", page, v.Page.Lang, ErrLanguage)
	case kind == nil:
		return fmt.Errorf("theme: render %T: the theme was made for other pages only", page)
	}
	b, ours := w.(*bytes.Buffer) // one that is used again need not grow for every page
	if !ours {
		b = new(bytes.Buffer)
	}
	if err := kind.execute(b, "page", v); err != nil {
		return fmt.Errorf("theme: render %s page %s: %w", v.Kind, v.Page.Path, err)
	}
	if ours {
		return nil
	}
	_, err = w.Write(b.Bytes())
	return err
}
