package server

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/text/language"

	"shebao/generator/theme"
)

// siteFile is the file that a build writes last to describe itself.
const siteFile = "site.json"

// maxSiteFile bounds what is read of site.json: some 100,000 guides.
const maxSiteFile = 64 << 20

// build is one finished build of the site. The folder is held open, so that
// all its files are of this build even when another takes its place.
type build struct {
	*held
	site  *theme.Site
	root  *os.Root
	inUse *os.File    // site.json, which says to builds that this folder is read
	stamp fs.FileInfo // of site.json, to notice its successor
	name  []string    // of the build, as a header value

	files     map[string]*file  // by address: "/zh/guides/reissue/"
	redirects map[string]string // address to address
	notFound  map[string]*file  // a language's 404 page
	guides    map[string]theme.Guide
	languages language.Matcher
	bases     []language.Base // of the site's languages
	cache     *cache
	earlier   earlier
	busy      sync.Map // by language: the page that refuses under load

	index atomic.Pointer[index] // nil: search is not available

	// Guarded by Server.loading.
	retryAt    time.Time // when to try the index again
	indexFault string    // why it did not open
	refused    string    // what was wrong with a successor
	shareAt    time.Time // when to put it on the shelf again
}

// load opens the build in the folder, without its index. Where another takes its
// place meanwhile, that is opened.
func (s *Server) load() (b *build, err error) {
	if s.config.Public == "" {
		return nil, errors.New("no folder was named")
	}
	for range maxBuilds {
		if b, err = s.loadOnce(); !errors.Is(err, errReplaced) {
			break
		}
	}
	return b, err
}

func (s *Server) loadOnce() (*build, error) {
	root, err := os.OpenRoot(s.config.Public)
	if err != nil {
		return nil, err
	}
	b := &build{root: root}
	b.held = hold(func() {
		if x := b.index.Load(); x != nil {
			if err := x.Close(); err != nil {
				s.log.Error("the search index was not closed cleanly", "error", err)
			}
		}
		if b.inUse != nil {
			b.inUse.Close()
		}
		root.Close()
	})
	err = b.read(s.config.Files)
	if err = cmp.Or(b.isAt(s.config.Public), err); err != nil {
		b.leave()
		return nil, fmt.Errorf("%s: %w", s.config.Public, err)
	}
	b.cache = newCache(s.config.CacheSize)
	return b, nil
}

// errReplaced says that what was read is not what stands there now. What is looked
// for in it may have gone.
var errReplaced = fmt.Errorf("it was replaced while it was read: %w", fs.ErrNotExist)

// isAt tells whether the folder that was read is still the one at path. Builds
// leave a folder alone that is read (holdInUse); whoever else puts a new one in
// its place may have removed half of it meanwhile.
func (b *build) isAt(path string) error {
	was, err := b.root.Stat(".")
	if err != nil {
		return err
	}
	is, err := os.Stat(path)
	if err == nil && !os.SameFile(is, was) {
		return errReplaced
	}
	return err
}

// read fills a build from its folder, and from what files says of it.
func (b *build) read(files func(build string) iter.Seq2[string, int64]) error {
	if info, err := b.root.Stat(siteFile); err != nil || !info.Mode().IsRegular() {
		return fmt.Errorf("there is no finished build: %w", cmp.Or(err, fs.ErrInvalid))
	}
	f, err := b.root.Open(siteFile)
	if err != nil {
		return err
	}
	b.inUse = f // closed with the build
	holdInUse(f)
	if b.stamp, err = f.Stat(); err != nil {
		return err
	}
	if now, err := b.root.Stat(siteFile); err != nil || !sameFile(now, b.stamp) {
		return fmt.Errorf("%s: %w", siteFile, cmp.Or(err, errReplaced))
	}
	text, err := io.ReadAll(io.LimitReader(f, maxSiteFile+1))
	switch {
	case err != nil:
		return err
	case len(text) > maxSiteFile:
		return fmt.Errorf("%s is larger than %d bytes", siteFile, maxSiteFile)
	}
	b.site = new(theme.Site)
	if err := json.Unmarshal(text, b.site); err != nil {
		return fmt.Errorf("%s: %w", siteFile, err)
	}
	if b.site.Build == "" || len(b.site.Languages) == 0 {
		return fmt.Errorf("%s names no build or no language", siteFile)
	}
	tags := make([]language.Tag, len(b.site.Languages))
	for i, lang := range b.site.Languages {
		if tags[i], err = language.Parse(lang); err != nil {
			return fmt.Errorf("%s: language %q: %w", siteFile, lang, err)
		}
	}
	b.languages = language.NewMatcher(tags)
	for _, tag := range tags {
		base, _ := tag.Base()
		b.bases = append(b.bases, base)
	}
	b.name = []string{b.site.Build}
	b.guides = make(map[string]theme.Guide, len(b.site.Guides))
	for _, g := range b.site.Guides {
		b.guides[g.URL] = g
	}
	var listed iter.Seq2[string, int64]
	if files != nil {
		listed = files(b.site.Build)
	}
	if err := b.readAddresses(listed); err != nil {
		return err
	}
	for _, lang := range b.site.Languages { // drawn here, whether or not the build holds a page for them
		for _, page := range []string{"/status", "/api"} {
			b.redirects["/"+lang+page] = "/" + lang + page + "/"
		}
	}
	return nil
}
