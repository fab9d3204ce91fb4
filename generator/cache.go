package generator

import (
	"iter"
	"maps"

	"shebao/generator/guide"
	"shebao/generator/kept"
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
	state kept.State

	guides guide.CachedGuides // those of state, of a cache that has not just been read

	found   guide.Found // the content of state, where this process has built it
	carried *carried    // of a build that this process has made; nil: nothing is kept in memory
}

// digest is the fingerprint of something.
type digest = kept.Digest

// LoadCache reads a cache. One that is missing, damaged or of another version is
// empty: the next build makes everything and writes a new one.
func LoadCache(path string) *Cache { return &Cache{state: kept.Load(path)} }

// Save writes the cache, whole or not at all.
func (c *Cache) Save(path string) error { return c.state.Save(path) }

// Files are the files of the site that was built last, with their sizes in
// bytes. The list stays as it is when another build follows.
func (c *Cache) Files() (build string, files iter.Seq2[string, int64]) {
	all := c.state.Site.Files
	return c.state.Result.Build, func(yield func(string, int64) bool) {
		for name, o := range all {
			if !yield(name, o.Size) {
				return
			}
		}
	}
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
	c.state.Read()
	defer known.Unchanged()
	if c.guides.ByFile != nil {
		known.Guides = guide.CachedGuides{ByFile: maps.Clone(c.guides.ByFile), Settings: c.guides.Settings}
		return
	}
	known.Guides = c.state.Guides.Decode()
}
