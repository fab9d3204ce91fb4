package guide

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
)

// maxName is the longest name of a file or folder, in bytes: file systems take
// 255, and a page's files get endings.
const maxName = 200

// checkName tells what is wrong with a name as a part of an address and of an
// output file. Letters and digits of any script are right, and hyphens,
// underscores and dots between them.
func checkName(name string) (problem string) {
	switch {
	case name == "":
		return "the name is empty"
	case len(name) > maxName:
		return fmt.Sprintf("the name is longer than %d bytes: shorten it", maxName)
	case !utf8.ValidString(name):
		return "the name is not UTF-8: rename it"
	}
	last := '.'
	for _, c := range name + "." {
		switch {
		case unicode.IsLetter(c), unicode.IsDigit(c):
		case (c == '-' || c == '_' || c == '.') && last != '.':
		case c == '_' && last == '.': // _ may begin a name
		default:
			return fmt.Sprintf("the name becomes an address, so it has to be letters, digits, hyphens and underscores: rename it, for example to %s", tidy(name))
		}
		last = c
	}
	return ""
}

// tidy makes a name that would do.
func tidy(name string) string {
	s := strings.Join(strings.FieldsFunc(name, func(c rune) bool {
		return !unicode.IsLetter(c) && !unicode.IsDigit(c) && c != '_' || c == utf8.RuneError
	}), "-")
	if s == "" {
		return "page"
	}
	return s
}

// alias reads an old address: a path from the root of the site.
func (r *reader) alias(n ast.Node) string {
	s := r.text(n, "aliases")
	if s == "" {
		return ""
	}
	bad := func(why string) string {
		r.fault("wrong-value", n, "the alias %q %s", s, why)
		return ""
	}
	path, ok := strings.CutPrefix(s, "/")
	if !ok {
		return bad("has to begin with a slash: write the old address without https:// and host")
	}
	if len(s) > 1000 {
		return bad("is longer than 1000 bytes")
	}
	for segment := range strings.SplitSeq(strings.TrimSuffix(path, "/"), "/") {
		if problem := checkName(strings.ReplaceAll(segment, "~", "_")); problem != "" {
			return bad("has to be names between slashes, of letters, digits, hyphens, underscores and dots")
		}
	}
	return s
}

// addresses knows which file stands behind each address. Two addresses are one
// when they differ in capitals or in the slash at the end: some file systems
// and most readers do not tell them apart.
type addresses map[string]holder

type holder struct {
	file string // "" for a page that the generator makes itself
	page string // what that is
}

// newAddresses reserves what is not for guides.
func newAddresses(languages []string) addresses {
	a := addresses{}
	for url, page := range map[string]string{
		"/": "the choice of language", "/index.html": "the choice of language", "/404.html": "the page for what is not found",
		"/sitemap.xml": "the sitemap", "/robots.txt": "robots.txt", "/site.json": "site.json",
		"/assets": "the style sheets and scripts", "/api": "the API",
		"/healthz": "the server's health", "/readyz": "the server's health", "/metrics": "the server's metrics",
	} {
		a[addressKey(url)] = holder{page: page}
	}
	for _, lang := range languages {
		for url, page := range map[string]string{
			"/": "the home page", "/index.html": "the home page", "/search": "the search page", "/status": "the card status page",
			"/404.html": "the page for what is not found", "/feed.xml": "the feed",
		} {
			a[addressKey("/"+lang+url)] = holder{page: page}
		}
	}
	return a
}

func addressKey(url string) string {
	return strings.ToLower(strings.TrimSuffix(url, "/"))
}

// claim gives an address to a file, or tells who has it.
func (a addresses) claim(url, file string) (taken holder, ok bool) {
	key := addressKey(url)
	if h, there := a[key]; there {
		return h, false
	}
	for _, prefix := range []string{"/assets/", "/api/"} {
		if strings.HasPrefix(key, prefix) {
			return a[strings.TrimSuffix(prefix, "/")], false
		}
	}
	a[key] = holder{file: file}
	return holder{}, true
}

func (h holder) String() string {
	if h.file != "" {
		return printable(h.file)
	}
	return h.page
}

// Collisions finds pages and aliases of a site that would overwrite one another,
// as Load does: for a site to which a page is to be added.
func (s *Site) Collisions() Faults { return checkAddresses(s) }

// checkAddresses finds pages and aliases that would overwrite one another.
func checkAddresses(site *Site) (faults Faults) {
	a := newAddresses(site.Config.Languages)
	if len(site.Glossary) > 0 {
		for _, lang := range site.Config.Languages {
			a[addressKey("/"+lang+"/glossary")] = holder{page: "the glossary"}
		}
	}
	// A section has a page of its own, with an index.md or without. The index
	// of a language is the text of its home page.
	sections := map[string]bool{}
	section := func(g *Guide, file string) {
		folder := g.Lang + "/" + g.Section
		if g.Section == "" || sections[folder] {
			return
		}
		sections[folder] = true
		if h, ok := a.claim("/"+folder, file); !ok {
			faults.add("duplicate-url", file, "the folder %s has the same address as %s: rename one of them", printable(folder), h)
		}
	}
	for _, g := range site.Indexes {
		section(g, g.File)
	}
	for _, g := range site.Guides {
		section(g, g.Lang+"/"+g.Section+"/")
	}
	for _, g := range site.Guides {
		if h, ok := a.claim(g.URL(), g.File); !ok {
			faults.add("duplicate-url", g.File, "%s has the same address as %s: rename one of them", g.URL(), h)
		}
	}
	pages := slices.Concat(site.Indexes, site.Guides)
	for _, g := range pages {
		for _, alias := range g.Aliases {
			if h, ok := a.claim(alias, g.File); !ok {
				faults = append(faults, g.aliasFault(alias, "the alias %s is the address of %s: take it out", alias, h))
			}
		}
	}
	// No file can be a folder too: /a.html and /a.html/b.
	for _, g := range pages {
		for _, alias := range g.Aliases {
			for above := parent(addressKey(alias)); above != ""; above = parent(above) {
				if h, there := a[above]; there && isFile(above) {
					faults = append(faults, g.aliasFault(alias, "the alias %s lies below the address of %s, which is a file: take it out", alias, h))
				}
			}
		}
	}
	return faults
}

// aliasFault has the place at which the guide names an alias.
func (g *Guide) aliasFault(alias, format string, args ...any) Fault {
	f := Fault{File: printable(g.File), Message: printable(fmt.Sprintf(format, args...)), Rule: "alias-collision"}
	from := max(bytes.Index(g.Front, []byte("aliases")), 0)
	for {
		at := bytes.Index(g.Front[from:], []byte(alias))
		if at < 0 {
			return f
		}
		before := g.Front[:from+at]
		from += at + len(alias)
		if from < len(g.Front) && !bytes.ContainsRune([]byte(" \n,]'\"#"), rune(g.Front[from])) {
			continue // a longer one
		}
		f.Line = 2 + bytes.Count(before, []byte("\n"))
		f.Column = 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
		return f
	}
}

// isFile tells the addresses at which a file stands and not a folder.
func isFile(address string) bool {
	switch path.Ext(address) {
	case ".html", ".htm", ".xml", ".txt", ".json":
		return true
	}
	return false
}

// parent gives what stands above the last slash, "" where there is none.
func parent(address string) string {
	i := strings.LastIndexByte(address, '/')
	if i < 0 {
		return ""
	}
	return address[:i]
}
