package server

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/text/language"

	"shebao/generator/theme"
	"shebao/search"
)

// siteFile is the file that a build writes last to describe itself.
const siteFile = "site.json"

// maxSiteFile bounds what is read of site.json: some 100,000 guides.
const maxSiteFile = 64 << 20

// indexRetry is how long a search index that did not open is left alone.
const indexRetry = 5 * time.Second

// build is one finished build of the site. The folder is held open, so that
// all its files are of this build even when another takes its place.
type build struct {
	*held
	site  *theme.Site
	root  *os.Root
	stamp fs.FileInfo // of site.json, to notice its successor

	files     map[string]*file  // by address: "/zh/guides/reissue/"
	redirects map[string]string // address to address
	notFound  map[string]*file  // a language's 404 page
	guides    map[string]theme.Guide
	languages language.Matcher
	bases     []language.Base // of the site's languages
	cache     *cache

	index atomic.Pointer[index] // nil: search is not available

	// Guarded by Server.loading.
	retryAt    time.Time // when to try the index again
	indexFault string    // why it did not open
	refused    string    // what was wrong with a successor
}

// index is what OpenIndex gave for a build. Damage that shows while searching
// costs that search, not the request's page.
type index struct{ Searcher }

func (x *index) Search(ctx context.Context, q search.Query) (r search.Result, err error) {
	defer recovered(&err)
	return x.Searcher.Search(ctx, q)
}

func (x *index) Suggest(ctx context.Context, text, lang string, limit int) (list []search.Suggestion, err error) {
	defer recovered(&err)
	return x.Searcher.Suggest(ctx, text, lang, limit)
}

// Reload looks for a build in the folder and makes it the current one, even
// when it has the current one's name: the files may have been written anew.
// On error the current build stays.
func (s *Server) Reload() error {
	s.loading.Lock()
	defer s.loading.Unlock()
	return s.reload()
}

// replace is Reload for whoever has found that build b is no longer there,
// which many requests do at once.
func (s *Server) replace(b *build) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	if s.current.Load() != b {
		return nil
	}
	return s.reload()
}

func (s *Server) reload() error {
	if s.closed {
		return errClosed
	}
	b, err := s.load()
	if err != nil {
		return err
	}
	s.openIndex(b)
	if old := s.current.Swap(b); old != nil {
		old.leave()
	}
	s.log.Info("serving a build", "build", b.site.Build, "files", len(b.files), "search", b.index.Load() != nil)
	return nil
}

// load opens the build in the folder, without its index.
func (s *Server) load() (*build, error) {
	if s.config.Public == "" {
		return nil, errors.New("no folder was named")
	}
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
		root.Close()
	})
	if err := b.read(); err != nil {
		b.leave()
		return nil, fmt.Errorf("%s: %w", s.config.Public, err)
	}
	b.cache = newCache(s.config.CacheSize)
	return b, nil
}

// read fills a build from its folder.
func (b *build) read() error {
	if info, err := b.root.Stat(siteFile); err != nil || !info.Mode().IsRegular() {
		return fmt.Errorf("there is no finished build: %w", cmp.Or(err, fs.ErrInvalid))
	}
	f, err := b.root.Open(siteFile)
	if err != nil {
		return err
	}
	defer f.Close()
	if b.stamp, err = f.Stat(); err != nil {
		return err
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
	b.guides = make(map[string]theme.Guide, len(b.site.Guides))
	for _, g := range b.site.Guides {
		b.guides[g.URL] = g
	}
	if err := b.readAddresses(); err != nil {
		return err
	}
	for _, lang := range b.site.Languages { // drawn here, whether or not the build holds a page for them
		b.addRedirect("/"+lang+"/status", "/"+lang+"/status/")
	}
	return nil
}

// openIndex opens the index of a build that has none. The build is served
// without it where that fails.
func (s *Server) openIndex(b *build) {
	if s.config.OpenIndex == nil || b.index.Load() != nil {
		return
	}
	searcher, err := openSafely(s.config.OpenIndex, b.site.Build)
	if err != nil {
		b.retryAt = s.now().Add(indexRetry)
		if b.indexFault != err.Error() { // said once, not at every try
			b.indexFault = err.Error()
			s.log.Error("the search index cannot be opened", "build", b.site.Build, "error", err)
		}
		return
	}
	b.index.Store(&index{searcher})
}

// openSafely turns a panic over a damaged index into an error.
func openSafely(open func(string) (Searcher, error), build string) (x Searcher, err error) {
	defer recovered(&err)
	x, err = open(build)
	if err == nil && x == nil {
		err = errors.New("there is none")
	}
	return x, err
}

// recovered makes an error of a panic. A value that is no run-time error may
// hold what was searched for and is left out.
func recovered(err *error) {
	switch p := recover().(type) {
	case nil:
	case runtime.Error:
		*err = fmt.Errorf("the search index is damaged: %w", p)
	default:
		*err = fmt.Errorf("the search index is damaged: panic of type %T", p)
	}
}

// poll picks up a build that has taken the place of the current one, and tries
// again to open an index that could not be opened.
func (s *Server) poll() {
	s.loading.Lock()
	defer s.loading.Unlock()
	b := s.current.Load()
	if b == nil {
		return
	}
	stamp, err := os.Stat(filepath.Join(s.config.Public, siteFile))
	if err == nil && !sameFile(stamp, b.stamp) {
		if err := s.reload(); err == nil {
			return
		} else if b.refused != err.Error() { // said once, not every second
			b.refused = err.Error()
			s.log.Error("a new build cannot be served, the earlier one stays", "error", err)
		}
	}
	if b.index.Load() == nil && !s.now().Before(b.retryAt) {
		s.openIndex(b)
	}
}

func sameFile(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// acquire returns the current build, held for the caller, who must leave it.
// It is nil after Close.
func (s *Server) acquire() *build {
	for {
		b := s.current.Load()
		if b == nil || b.take() {
			return b
		}
	}
}

// held counts the users of something that is closed after the last of them.
type held struct {
	users atomic.Int64
	close func()
}

// hold begins with one user: whoever made it.
func hold(close func()) *held {
	h := &held{close: close}
	h.users.Store(1)
	return h
}

// take adds a user. It is false where the last one has gone already.
func (h *held) take() bool {
	for {
		n := h.users.Load()
		if n == 0 {
			return false
		}
		if h.users.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// leave ends one use.
func (h *held) leave() {
	if h.users.Add(-1) == 0 {
		h.close()
	}
}
