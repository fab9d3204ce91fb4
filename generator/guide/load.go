package guide

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// LoadOptions says what to load. The zero value loads what is published.
type LoadOptions struct {
	Drafts bool // guides that are marked as drafts too

	// Cache holds what was read before; nil = nothing is kept. Its guides are
	// those of its last Fingerprint and come without Front and Body, which Text
	// reads.
	Cache *Cache
}

// Load reads a content folder. The error is of type Faults and holds everything
// that is wrong. The site is then what could be read, for a check that goes on;
// a build stops.
func Load(fsys fs.FS, o LoadOptions) (*Site, error) {
	l := &loader{fsys: fsys, cache: o.Cache, site: &Site{Facts: map[string]Fact{}}}
	if l.settings() {
		l.guides(o)
	}
	l.site.Warnings.sort()
	if len(l.faults) > 0 && o.Cache != nil {
		return Load(fsys, LoadOptions{Drafts: o.Drafts}) // some faults have their place in the texts
	}
	if len(l.faults) > 0 {
		l.faults.sort()
		return l.site, l.faults
	}
	return l.site, nil
}

type loader struct {
	fsys   fs.FS
	cache  *Cache                 // nil: none
	types  map[string]fs.FileMode // of what lies at the top
	site   *Site
	facts  *facts
	faults Faults
}

// settings reads site.yaml, facts.yaml and glossary.yaml. It is false where the
// folder is none of ours, so that looking for guides would only bring noise.
func (l *loader) settings() bool {
	entries, err := fs.ReadDir(l.fsys, ".")
	if err != nil {
		l.faults.add("no-content", "", "the content folder cannot be read: %v", Cause(err))
		return false
	}
	l.types = map[string]fs.FileMode{}
	for _, e := range entries {
		l.types[e.Name()] = e.Type()
	}
	mode, there := l.types["site.yaml"]
	if !there {
		l.faults.add("no-content", "site.yaml", "is missing: create it with two lines, title: … and languages: [en, zh]")
		return false
	}
	siteYAML, ok := l.yaml("site.yaml", mode)
	if !ok {
		return false
	}
	r := &reader{file: "site.yaml"}
	root := r.parse(siteYAML)
	languages := r.languages(root)

	l.facts = &facts{byName: map[string]Fact{}, languages: languages}
	r.facts = l.facts
	if mode, there := l.types["facts.yaml"]; there {
		if data, ok := l.yaml("facts.yaml", mode); ok {
			fr := &reader{file: "facts.yaml", facts: l.facts}
			l.facts.byName = fr.readFacts(fr.parse(data), languages)
			l.take(fr)
		}
	}
	l.site.Facts = l.facts.byName
	l.glossary(languages)
	if root != nil || len(r.faults) == 0 {
		l.site.Config = r.config(root, languages)
	}
	l.take(r)

	for _, lang := range languages {
		if mode, there := l.types[lang]; there && !mode.IsDir() {
			l.faults.add("bad-file", lang, "is not a folder: the guides in this language lie in a folder of this name")
		} else if !there {
			l.site.Warnings.add("missing-translation", "", "there is no folder %s, although site.yaml names the language", lang)
		}
	}
	for _, lang := range []string{"en", "zh"} {
		if mode, there := l.types[lang]; there && mode.IsDir() && len(languages) > 0 && !slices.Contains(languages, lang) {
			l.site.Warnings.add("not-read", lang, "is not read: site.yaml does not name this language")
		}
	}
	return len(languages) > 0
}

func (l *loader) take(r *reader) {
	l.faults = append(l.faults, r.faults...)
	l.site.Warnings = append(l.site.Warnings, r.warned...)
}

// yaml reads a file of settings.
func (l *loader) yaml(file string, mode fs.FileMode) ([]byte, bool) {
	if !mode.IsRegular() {
		what := "a folder"
		if !mode.IsDir() {
			what = kind(mode)
		}
		l.faults.add("bad-file", file, "is %s and not a file: put the file itself here", what)
		return nil, false
	}
	data, fault := readText(l.fsys, file, maxSettings)
	if fault == nil && bytes.Count(data, []byte("\n")) > maxSettingsLines {
		fault = &Fault{File: file, Message: fmt.Sprintf("has more than %d lines", maxSettingsLines), Rule: "bad-file"}
	}
	if fault != nil {
		l.faults = append(l.faults, *fault)
		return nil, false
	}
	return data, true
}

// guides reads the guides of every language.
func (l *loader) guides(o LoadOptions) {
	if l.cache != nil {
		l.cache.settle(l.facts)
	}
	var files []string
	for _, lang := range l.site.Config.Languages {
		if l.types[lang].IsDir() {
			files = append(files, l.folder(lang, 0)...)
		}
	}
	drafts := 0
	for _, r := range l.read(files) {
		l.faults = append(l.faults, r.faults...)
		l.site.Warnings = append(l.site.Warnings, r.warnings...)
		switch {
		case r.guide == nil:
		case r.guide.Draft && !o.Drafts:
			drafts++
		case r.guide.Slug == "":
			l.site.Indexes = append(l.site.Indexes, r.guide)
		default:
			l.site.Guides = append(l.site.Guides, r.guide)
		}
	}
	if len(l.site.Guides)+len(l.site.Indexes) == 0 && len(l.faults) == 0 {
		first := l.site.Config.Languages[0] + "/guides/first.md"
		if drafts > 0 {
			l.faults.add("no-content", "", "there are no guides in %s but drafts: build with drafts, or take draft: true out of one", strings.Join(l.site.Config.Languages, ", "))
		} else {
			l.faults.add("no-content", "", "there are no guides in %s: write one, for example %s, that begins with three lines, ---, title: …, ---", strings.Join(l.site.Config.Languages, ", "), first)
		}
	}
	l.faults = append(l.faults, checkAddresses(l.site)...)
	l.site.order()
}

// result is what came of one file.
type result struct {
	guide    *Guide // nil where it has a fault
	faults   Faults
	warnings Faults
}

// read reads files side by side. The results have the order of the files.
func (l *loader) read(files []string) []result {
	results := make([]result, len(files))
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		wg.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= len(files) {
					return
				}
				results[i] = l.readGuide(files[i])
			}
		})
	}
	wg.Wait()
	return results
}

func (l *loader) readGuide(file string) result {
	if l.cache == nil {
		data, fault := readText(l.fsys, file, maxGuide)
		if fault != nil {
			return result{faults: Faults{*fault}}
		}
		g, faults, warnings := parseGuide(file, data, l.facts)
		return result{g, faults, warnings}
	}
	if g, warnings := l.cache.guide(file); g != nil {
		return result{guide: g, warnings: warnings}
	}
	data, sum, held, fault := l.cache.text(l.fsys, file)
	if fault != nil {
		return result{faults: Faults{*fault}}
	}
	g, faults, warnings := parseGuide(file, data, l.facts)
	if g != nil {
		g.Sum = sum
		l.cache.keep(g, warnings)
		if !held { // more text than is kept: Text reads it when it is rendered
			g.Front, g.Body = nil, nil
		}
	}
	return result{g, faults, warnings}
}

// parseGuide makes a guide of a file's text.
func parseGuide(file string, data []byte, f *facts) (*Guide, Faults, Faults) {
	lang, rest, _ := strings.Cut(file, "/")
	section, name := path.Split(rest)
	g := &Guide{File: file, Lang: lang, Section: strings.TrimSuffix(section, "/"), Slug: strings.TrimSuffix(name, ".md")}
	if g.Slug == "index" {
		g.Slug = ""
	}
	p, problem := cut(data)
	if problem != "" {
		return nil, Faults{{File: file, Line: 1, Message: problem, Rule: "front-matter"}}, nil
	}
	if fm, plain := plainFrontMatter(p.yaml); plain {
		g.FrontMatter, g.Front, g.Body, g.BodyLine = fm, p.yaml, p.body, p.bodyLine
		return g, nil, nil
	}
	r := &reader{file: file, above: 1, facts: f}
	root := r.parse(p.yaml)
	if root != nil || len(r.faults) == 0 {
		g.FrontMatter = r.frontMatter(root, lang)
	}
	if len(r.faults) > 0 {
		return nil, r.faults, r.warned
	}
	g.Front, g.Body, g.BodyLine = p.yaml, p.body, p.bodyLine
	return g, nil, r.warned
}

// order sorts the guides: by language as the site lists them, by section (first
// those whose index.md has the smallest order, then by name), by order and slug.
func (s *Site) order() {
	languages := map[string]int{}
	for i, lang := range s.Config.Languages {
		languages[lang] = i
	}
	sections := map[string]int{}
	for _, g := range s.Indexes {
		sections[g.Lang+"/"+g.Section] = g.Order
	}
	compare := func(a, b *Guide) int {
		return cmp.Or(
			cmp.Compare(languages[a.Lang], languages[b.Lang]),
			cmp.Compare(sections[a.Lang+"/"+a.Section], sections[b.Lang+"/"+b.Section]),
			cmp.Compare(a.Section, b.Section),
			cmp.Compare(a.Order, b.Order),
			cmp.Compare(a.Slug, b.Slug),
		)
	}
	slices.SortFunc(s.Guides, compare)
	slices.SortFunc(s.Indexes, compare)
}
