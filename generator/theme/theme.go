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
	words  map[string]Words                         // by language
	pages  map[string]map[string]*template.Template // by language, then page
	files  []File
	root   []File
	worker string // the service worker's code
	assets Assets
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
	th := &Theme{words: words, pages: map[string]map[string]*template.Template{}}
	if o.Only == nil {
		if err := th.makeFiles(fsys); err != nil {
			return nil, fmt.Errorf("theme: %w", err)
		}
	}
	for lang := range words {
		pages := emptyPages(lang)
		if o.Only != nil {
			pages = slices.DeleteFunc(pages, func(page any) bool { return !isAmong(o.Only, page) })
		}
		if th.pages[lang], err = parsePages(fsys, words, lang, th.kinds(pages)); err != nil {
			return nil, fmt.Errorf("theme: %w", err)
		}
		// html/template looks at the context of every action when a template
		// is first run; running each one here brings its faults forward.
		for _, page := range pages {
			if err := th.Render(io.Discard, page); err != nil {
				return nil, err
			}
		}
		for name, page := range th.pages[lang] {
			if err := fold(page, "page"); err != nil {
				return nil, fmt.Errorf("theme: page %s: %w", name, err)
			}
		}
	}
	return th, nil
}

// makeFiles makes what stands beside the pages.
func (th *Theme) makeFiles(fsys fs.FS) (err error) {
	if th.files, th.assets, err = bundle(fsys); err != nil {
		return err
	}
	if th.root, err = readRootFiles(fsys); err != nil {
		return err
	}
	th.worker, err = bundleWorker(fsys)
	return err
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
	if err := set.ExecuteTemplate(&b, component, data); err != nil {
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
	tmpl := th.pages[v.Page.Lang][v.Kind]
	switch {
	case th.pages[v.Page.Lang] == nil:
		return fmt.Errorf("theme: render %T in %q: %w", page, v.Page.Lang, ErrLanguage)
	case tmpl == nil:
		return fmt.Errorf("theme: render %T: the theme was made for other pages only", page)
	}
	b, ours := w.(*bytes.Buffer) // one that is used again need not grow for every page
	if !ours {
		b = new(bytes.Buffer)
	}
	start := b.Len()
	if err := tmpl.ExecuteTemplate(b, "page", v); err != nil {
		b.Truncate(start)
		return fmt.Errorf("theme: render %s page %s: %w", v.Kind, v.Page.Path, err)
	}
	if ours {
		return nil
	}
	_, err = w.Write(b.Bytes())
	return err
}
