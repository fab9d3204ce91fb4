package generator

import (
	"bufio"
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"

	"shebao/generator/guide"
)

// Cache remembers from one build to the next what each page was made of, so that
// the next one makes only those again for which something has changed. It holds
// no texts. The zero value is an empty cache; a cache is used by one build at a
// time. A build that fails or is killed leaves it as it was.
//
// Whether a page can be kept is not told from a list of what might depend on
// what: a build notes what it asked for while it made the page (where links
// lead, what facts say) and what the page was drawn from (titles of neighbours,
// its place in a journey, its other languages), and the next one compares the
// answers. See reuse.go.
type Cache struct {
	state cacheState
	rest  *gob.Decoder // has the pages and guides, until they are needed
}

// cacheFormat changes with anything that makes an older cache wrong.
const cacheFormat = 1

// cacheState is what a Cache holds, as it is written.
type cacheState struct {
	cacheHead
	cacheRest
}

// cacheHead is what tells that nothing has changed. It stands first in the file.
type cacheHead struct {
	Format      int
	Whole       digest // of the options
	Fingerprint string // of the content
	Content     map[string]guide.CachedFile
	Files       map[string]output // by name; every file of the site
	Result      Result
}

// cacheRest is what is needed when something has.
type cacheRest struct {
	Key    digest // of all that every page depends on: program, theme, settings, frame
	Pages  map[string]*made
	Guides guide.CachedGuides

	Relatives relatives
}

// made is what a page was made of.
type made struct {
	Source  digest   // of the guide's file; zero for a list without index.md
	View    digest   // of what it is drawn from besides its text
	Answers []answer // what its text asked for

	Sum      digest // of the page for the index
	IDs      []string
	Anchors  []madeAnchor
	Pictures []string
	Warnings guide.Faults
	Files    []string
}

// madeAnchor is an anchorRef as it is kept.
type madeAnchor struct {
	File         string
	Line, Column int
	URL, ID      string
}

// output is a written file, by which it is recognised in the published site.
type output struct {
	Sum      digest
	Size     int64
	Modified int64 // in nanoseconds
}

// LoadCache reads a cache. One that is missing, damaged or of another version is
// empty: the next build makes everything and writes a new one.
func LoadCache(path string) *Cache {
	c := new(Cache)
	text, err := os.ReadFile(path)
	if err != nil {
		return c
	}
	c.rest = gob.NewDecoder(bytes.NewReader(text))
	if err := c.rest.Decode(&c.state.cacheHead); err != nil || c.state.Format != cacheFormat {
		return new(Cache)
	}
	return c
}

// read reads the rest of the cache.
func (c *Cache) read() {
	if c.rest == nil {
		return
	}
	if err := c.rest.Decode(&c.state.cacheRest); err != nil {
		c.state.cacheRest = cacheRest{}
	}
	c.rest = nil
}

// Save writes the cache, whole or not at all.
func (c *Cache) Save(path string) error {
	c.read()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("keep the build's cache: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.new")
	if err != nil {
		return fmt.Errorf("keep the build's cache: %w", err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	enc := gob.NewEncoder(w)
	err = enc.Encode(&c.state.cacheHead)
	if err == nil {
		err = enc.Encode(&c.state.cacheRest)
	}
	if err == nil {
		err = w.Flush()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("keep the build's cache: %w", err), os.Remove(f.Name()))
	}
	return nil
}

// content is what the cache knows of the content's files; nil without a cache.
func (c *Cache) content() *guide.Cache {
	if c == nil {
		return nil
	}
	return &guide.Cache{Files: maps.Clone(c.state.Content)}
}

// readGuides adds what the cache knows of the guides.
func (c *Cache) readGuides(known *guide.Cache) {
	if c == nil {
		return
	}
	c.read()
	known.Guides = guide.CachedGuides{ByFile: maps.Clone(c.state.Guides.ByFile), Settings: c.state.Guides.Settings}
}
