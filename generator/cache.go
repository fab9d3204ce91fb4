package generator

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"unsafe"

	"shebao/generator/guide"
	"shebao/generator/publish"
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
	rest  string // has the pages and guides, until they are needed

	guides guide.CachedGuides // those of state, of a cache that has not just been read

	found   guide.Found // the content of state, where this process has built it
	carried *carried    // of a build that this process has made; nil: nothing is kept in memory
}

// cacheFormat changes with anything that makes an older cache wrong.
const cacheFormat = 4

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
	Site        publish.Left
	Result      Result
}

// cacheRest is what is needed when something has.
type cacheRest struct {
	Key    digest            // of all that every page depends on: program, theme, settings, frame
	Pages  map[string]string // each an encoded made, by address
	Guides cachedGuides

	Records   map[string]int // how many stand in each file of them
	Relatives relatives
	Posters   map[string]digest // of the words of a picture, by the name of its file
}

// cachedGuides is guide.CachedGuides, each guide encoded by itself: a build
// decodes them side by side, and writes again only those that it has read anew.
type cachedGuides struct {
	Settings digest
	ByFile   map[string]string
}

// cacheMagic begins the file. Behind it stand, for the head and for the rest, the
// length and a checksum, then both.
const cacheMagic = "shebao build cache\n"

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// LoadCache reads a cache. One that is missing, damaged or of another version is
// empty: the next build makes everything and writes a new one.
func LoadCache(path string) *Cache {
	data, err := os.ReadFile(path)
	if err != nil || !bytes.HasPrefix(data, []byte(cacheMagic)) {
		return new(Cache)
	}
	c := new(Cache)
	head, rest, ok := cutCache(data[len(cacheMagic):])
	if !ok || decode(head, &c.state.cacheHead) != nil || c.state.Format != cacheFormat {
		return new(Cache)
	}
	c.rest = rest
	return c
}

// cutCache cuts what stands behind the magic into head and rest.
func cutCache(data []byte) (head, rest string, ok bool) {
	var parts [2]string
	if len(data) < 24 {
		return "", "", false
	}
	text := data[24:]
	for i := range parts {
		length := binary.LittleEndian.Uint64(data[12*i:])
		if length > uint64(len(text)) || crc32.Checksum(text[:length], castagnoli) != binary.LittleEndian.Uint32(data[12*i+8:]) {
			return "", "", false
		}
		parts[i] = unsafe.String(unsafe.SliceData(text), length) // #nosec G103 -- nobody changes data any more
		text = text[length:]
	}
	return parts[0], parts[1], len(text) == 0
}

// read reads the rest of the cache.
func (c *Cache) read() {
	if c.rest == "" {
		return
	}
	if err := decode(c.rest, &c.state.cacheRest); err != nil {
		c.state.cacheRest = cacheRest{}
	}
	c.rest = ""
}

// encodeRest is the rest of the cache as it is written.
func (c *Cache) encodeRest() []byte {
	if c.rest != "" {
		return []byte(c.rest)
	}
	size := 1 << 20
	for _, made := range c.state.Pages {
		size += len(made) + 100
	}
	for _, guide := range c.state.Guides.ByFile {
		size += len(guide) + 100
	}
	return encodeRoomy(c.state.cacheRest, size)
}

// Save writes the cache, whole or not at all.
func (c *Cache) Save(path string) error {
	var parts [2][]byte // head and rest
	var sums [2]uint32
	var side sync.WaitGroup
	side.Go(func() {
		parts[1] = c.encodeRest()
		sums[1] = crc32.Checksum(parts[1], castagnoli)
	})
	parts[0] = encodeRoomy(c.state.cacheHead, 1<<20+200*len(c.state.Site.Files)+300*len(c.state.Content))
	sums[0] = crc32.Checksum(parts[0], castagnoli)
	side.Wait()
	var sizes []byte
	for i, part := range parts {
		sizes = binary.LittleEndian.AppendUint64(sizes, uint64(len(part)))
		sizes = binary.LittleEndian.AppendUint32(sizes, sums[i])
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return fmt.Errorf("keep the build's cache: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*.new")
	if err != nil {
		return fmt.Errorf("keep the build's cache: %w", err)
	}
	for _, part := range [][]byte{[]byte(cacheMagic), sizes, parts[0], parts[1]} {
		if err == nil {
			_, err = f.Write(part)
		}
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("keep the build's cache: %w", err), os.Remove(f.Name()))
	}
	return nil
}

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
	c.read()
	defer known.Unchanged()
	if c.guides.ByFile != nil {
		known.Guides = guide.CachedGuides{ByFile: maps.Clone(c.guides.ByFile), Settings: c.guides.Settings}
		return
	}
	old := c.state.Guides
	files := slices.Collect(maps.Keys(old.ByFile))
	guides := make([]guide.CachedGuide, len(files))
	good := make([]bool, len(files))
	var parts sync.WaitGroup
	const share = 500
	for start := 0; start < len(files); start += share {
		parts.Go(func() {
			for i := start; i < min(start+share, len(files)); i++ {
				good[i] = decode(old.ByFile[files[i]], &guides[i]) == nil
			}
		})
	}
	parts.Wait()
	known.Guides = guide.CachedGuides{ByFile: make(map[string]guide.CachedGuide, len(files)), Settings: old.Settings}
	for i, file := range files {
		if good[i] {
			known.Guides.ByFile[file] = guides[i]
		}
	}
}

// keepGuides is what to keep of the guides that a build has used.
func (c *Cache) keepGuides(known *guide.Cache) cachedGuides {
	next := cachedGuides{Settings: known.Guides.Settings, ByFile: make(map[string]string, len(known.Guides.ByFile))}
	for file, g := range known.Guides.ByFile {
		old, ok := c.state.Guides.ByFile[file]
		if !ok || known.IsNew(file) || next.Settings != c.state.Guides.Settings {
			old = string(encode(g))
		}
		next.ByFile[file] = old
	}
	return next
}
