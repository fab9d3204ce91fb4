package scaffold

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"shebao/generator/guide"
)

// Page is a guide to begin.
type Page struct {
	Path   string            // "articles/lost-abroad", or "about" for a page directly under the language
	Titles map[string]string // by language; "" stands for those that have none of their own
	Today  time.Time         // zero = now
}

var (
	// ErrPath says that a path cannot be a guide's.
	ErrPath = errors.New("not the path of a guide")

	// ErrTitle says that a title is missing or cannot be one.
	ErrTitle = errors.New("no title")

	// ErrTaken says that something stands where the guide would.
	ErrTaken = errors.New("there already")
)

// Write writes the guide into a content folder, a draft in every language of
// its site.yaml, and gives the files inside the folder. After an error nothing
// has been written.
func Write(folder string, p Page) (files []string, err error) {
	if err := checkPath(p.Path); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("open content folder %s: %w", folder, guide.Cause(err))
	}
	defer root.Close()
	site, loading := guide.Load(root.FS(), guide.LoadOptions{Drafts: true})
	languages := site.Config.Languages
	if len(languages) == 0 { // the faults of other guides are none of ours
		return nil, fmt.Errorf("read the languages of %s: %w", folder, loading)
	}
	today := p.Today
	if today.IsZero() {
		today = time.Now()
	}
	w := writer{root: root}
	for _, lang := range languages {
		title, ok := p.Titles[lang]
		if !ok {
			title = p.Titles[""]
		}
		if err := checkTitle(lang, title); err != nil {
			return nil, err
		}
		w.files = append(w.files, file{lang + "/" + p.Path + ".md", text(lang, title, today)})
	}
	if err := w.checkFree(); err != nil {
		return nil, err
	}
	if err := checkAddresses(site, languages, p.Path); err != nil {
		return nil, err
	}
	if err := w.write(); err != nil {
		return nil, errors.Join(err, w.undo())
	}
	for _, f := range w.files {
		files = append(files, f.name)
	}
	return files, nil
}

var slug = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// checkPath holds the path to what an address should look like, which is less
// than what one may: the same in every language, and easy to dictate.
func checkPath(p string) error {
	parts := strings.Split(p, "/")
	for _, part := range parts {
		if !slug.MatchString(part) || len(part) > 100 {
			return fmt.Errorf("%q is %w: write section/slug in small letters, digits and hyphens, such as articles/lost-abroad", p, ErrPath)
		}
	}
	if len(parts) > 8 {
		return fmt.Errorf("%q is %w: it is too deep", p, ErrPath)
	}
	if parts[len(parts)-1] == "index" {
		return fmt.Errorf("%q is %w: index.md is the text of a section's list", p, ErrPath)
	}
	return nil
}

func checkTitle(lang, title string) error {
	switch {
	case strings.TrimSpace(title) == "":
		return fmt.Errorf("%w in %s", ErrTitle, lang)
	case strings.ContainsFunc(title, func(r rune) bool { return !unicode.IsPrint(r) }):
		return fmt.Errorf("%w in %s: %q holds a character that cannot be printed", ErrTitle, lang, title)
	}
	return nil
}

// checkAddresses refuses an address that another page or an alias has.
func checkAddresses(site *guide.Site, languages []string, p string) error {
	before := site.Collisions()
	section, slug := path.Split(p)
	for _, lang := range languages {
		site.Guides = append(site.Guides, &guide.Guide{
			File: lang + "/" + p + ".md", Lang: lang, Section: strings.TrimSuffix(section, "/"), Slug: slug,
		})
	}
	for _, f := range site.Collisions() {
		if !slices.Contains(before, f) {
			return fmt.Errorf("the address of %s is %w: %s", p, ErrTaken, f)
		}
	}
	return nil
}

// file is one to write.
type file struct {
	name string
	text []byte
}

// writer writes files that are not there yet, and can undo it.
type writer struct {
	root  *os.Root
	files []file
	made  []string // files and folders, in the order of their making
}

// checkFree names every file that is there already.
func (w *writer) checkFree() error {
	var there []string
	for _, f := range w.files {
		_, err := w.root.Lstat(f.name)
		switch {
		case err == nil:
			there = append(there, f.name)
		case !errors.Is(err, fs.ErrNotExist):
			return fmt.Errorf("look for %s: %w", f.name, guide.Cause(err))
		}
	}
	if len(there) > 0 {
		return fmt.Errorf("%s: %w; nothing was written", strings.Join(there, ", "), ErrTaken)
	}
	return nil
}

func (w *writer) write() error {
	for _, f := range w.files {
		if err := w.mkdir(path.Dir(f.name)); err != nil {
			return err
		}
		out, err := w.root.OpenFile(f.name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if err != nil {
			return fmt.Errorf("write %s: %w", f.name, guide.Cause(err))
		}
		w.made = append(w.made, f.name)
		_, err = out.Write(f.text)
		if err = errors.Join(err, out.Close()); err != nil {
			return fmt.Errorf("write %s: %w", f.name, guide.Cause(err))
		}
	}
	return nil
}

// mkdir makes a folder and those above it.
func (w *writer) mkdir(name string) error {
	if name == "." {
		return nil
	}
	if err := w.mkdir(path.Dir(name)); err != nil {
		return err
	}
	err := w.root.Mkdir(name, 0o755)
	switch {
	case err == nil:
		w.made = append(w.made, name)
	case !errors.Is(err, fs.ErrExist):
		return fmt.Errorf("make folder %s: %w", name, guide.Cause(err))
	}
	return nil
}

// undo takes away what was made, so that a half-begun guide stands nowhere.
func (w *writer) undo() error {
	var failed error
	for _, name := range slices.Backward(w.made) {
		if err := w.root.Remove(name); err != nil {
			failed = errors.Join(failed, fmt.Errorf("take %s away again: %w", name, guide.Cause(err)))
		}
	}
	return failed
}
