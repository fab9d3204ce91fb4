package guide

import (
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// Cache keeps what was read of a content folder from one Load to the next, so
// that a file that has not changed costs a look at its folder entry. The zero
// value is an empty cache. It is used by one build at a time. Its
// exported fields are all that has to be kept between two runs of the program;
// package generator writes them.
//
//	fingerprint, err := cache.Fingerprint(fsys)
//	site, err := guide.Load(fsys, guide.LoadOptions{Cache: cache})
type Cache struct {
	Files  map[string]CachedFile // by path
	Guides CachedGuides
	Found  Found // by the last Fingerprint; it need not be kept

	mu    sync.Mutex
	fresh map[string]bool   // guides that Load has read, while Unchanged was asked for
	texts map[string][]byte // files that Fingerprint has read and Load will want
	held  int64             // bytes of them

	listed map[string][]fs.DirEntry // folders, as Fingerprint has found them
}

// readFolder is fs.ReadDir, without reading again what Fingerprint has read.
func (c *Cache) readFolder(fsys fs.FS, folder string) ([]fs.DirEntry, error) {
	if c != nil {
		if entries, ok := c.listed[folder]; ok {
			return entries, nil
		}
	}
	return fs.ReadDir(fsys, folder)
}

// maxHeld is how much text is kept between Fingerprint and Load, in bytes. Of a
// larger site, the rest is read twice.
const maxHeld = 64 << 20

// CachedFile is one file of the content as it was when it was last read.
type CachedFile struct {
	Stamp Stamp
	Read  time.Time         // when
	Sum   [sha256.Size]byte // of its bytes
}

// CachedGuides are the guides that were read without a fault, without their
// texts.
type CachedGuides struct {
	ByFile   map[string]CachedGuide
	Settings [sha256.Size]byte // of what a guide's front matter depends on besides its file
}

// CachedGuide is one of them. Its Sum is that of the file it was read from.
type CachedGuide struct {
	Guide    Guide
	Warnings Faults
}

// Stamp is what a folder says of a file. A file with the same stamp is taken
// for unchanged, but for one that was changed shortly before it was read: the
// clock of a file system may be too coarse to tell a second change from it.
type Stamp struct {
	Size     int64
	Modified int64 // in nanoseconds; 0: the file system keeps no times
	Changed  int64 // of the entry itself, which no program can set back; 0: not known
	Inode    uint64
}

// coarse is how far apart two changes are that every file system tells apart.
const coarse = 2 * time.Second

// sum gives the hash of a file's bytes, without reading it where it is the file
// that was read before.
func (c *Cache) sum(fsys fs.FS, path string, e fs.DirEntry) (sum [sha256.Size]byte, err error) {
	if c == nil {
		return hashFile(fsys, path)
	}
	info, err := e.Info()
	if err != nil {
		return sum, err
	}
	now, stamp := time.Now(), stampOf(info)
	c.mu.Lock()
	known, ok := c.Files[path]
	c.mu.Unlock()
	last := time.Unix(0, max(stamp.Modified, stamp.Changed))
	if ok && stamp.Modified != 0 && stamp == known.Stamp && known.Read.Sub(last) > coarse {
		return known.Sum, nil
	}
	if sum, err = c.hashFile(fsys, path, stamp.Size); err != nil {
		return sum, err
	}
	known = CachedFile{stamp, now, sum}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.Files == nil {
		c.Files = map[string]CachedFile{}
	}
	c.Files[path] = known
	return sum, nil
}

// hashFile is the function of this name. The text of a guide is held for Load.
func (c *Cache) hashFile(fsys fs.FS, path string, size int64) (sum [sha256.Size]byte, err error) {
	if !strings.HasSuffix(path, ".md") || size > maxGuide || !c.hold(size) {
		return hashFile(fsys, path)
	}
	data, fault := readBytes(fsys, path, maxGuide)
	if fault != nil { // Load tells what is wrong with it
		return hashFile(fsys, path)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.texts == nil {
		c.texts = map[string][]byte{}
	}
	c.texts[path] = data
	return sha256.Sum256(data), nil
}

// hold makes room for so many bytes, if there is any.
func (c *Cache) hold(size int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.held+size > maxHeld {
		return false
	}
	c.held += size
	return true
}

// text hands over what Fingerprint has held of a file, or reads it.
func (c *Cache) text(fsys fs.FS, file string) (data []byte, sum [sha256.Size]byte, held bool, fault *Fault) {
	c.mu.Lock()
	data, ok := c.texts[file]
	delete(c.texts, file)
	if ok {
		sum = c.Files[file].Sum
	}
	c.mu.Unlock()
	if !ok {
		data, sum, fault = readSum(fsys, file, maxGuide)
		return data, sum, false, fault
	}
	data, fault = cleanText(file, data)
	return data, sum, true, fault
}

func hashFile(fsys fs.FS, path string) (sum [sha256.Size]byte, err error) {
	f, err := fsys.Open(path)
	if err != nil {
		return sum, err
	}
	defer f.Close()
	h := sha256.New()
	_, err = io.Copy(h, f)
	h.Sum(sum[:0])
	return sum, err
}

// forget drops the files that are no longer there.
func (c *Cache) forget(there map[string]bool) {
	maps.DeleteFunc(c.Files, func(path string, _ CachedFile) bool { return !there[path] })
	maps.DeleteFunc(c.Guides.ByFile, func(path string, _ CachedGuide) bool { return !there[path] })
}

// guide gives the guide in a file whose bytes have been hashed, nil where it has
// to be read.
func (c *Cache) guide(file string) (*Guide, Faults) {
	c.mu.Lock()
	defer c.mu.Unlock()
	known, ok := c.Guides.ByFile[file]
	if !ok || known.Guide.Sum != c.Files[file].Sum {
		return nil, nil
	}
	return &known.Guide, slices.Clone(known.Warnings)
}

// Unchanged begins to note which guides are read anew, for IsNew.
func (c *Cache) Unchanged() { c.fresh = map[string]bool{} }

// IsNew tells whether the guide in a file has been read since Unchanged.
func (c *Cache) IsNew(file string) bool { return c.fresh[file] }

// keep remembers a guide and its warnings. One with faults is read anew.
func (c *Cache) keep(g *Guide, warnings Faults) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.Guides.ByFile == nil {
		c.Guides.ByFile = map[string]CachedGuide{}
	}
	if c.fresh != nil {
		c.fresh[g.File] = true
	}
	known := CachedGuide{*g, slices.Clone(warnings)}
	known.Guide.Front, known.Guide.Body = nil, nil
	c.Guides.ByFile[g.File] = known
}

// settle drops every guide that was read under other settings: its texts may
// hold facts, and languages decide what is read.
func (c *Cache) settle(f *facts) {
	h := sha256.New()
	fmt.Fprintf(h, "%q\n", f.languages)
	for _, name := range slices.Sorted(maps.Keys(f.byName)) {
		fmt.Fprintf(h, "%q", name)
		value := f.byName[name].Value
		for _, lang := range slices.Sorted(maps.Keys(value)) {
			fmt.Fprintf(h, " %q %q", lang, value[lang])
		}
		fmt.Fprintln(h)
	}
	var sum [sha256.Size]byte
	h.Sum(sum[:0])
	if sum != c.Guides.Settings {
		c.Guides = CachedGuides{Settings: sum}
	}
}

// Text reads the text of a guide that came from a cache. It fails where the
// file has changed since.
func (g *Guide) Text(fsys fs.FS) (front, body []byte, err error) {
	if g.Body != nil || g.Sum == [32]byte{} {
		return g.Front, g.Body, nil
	}
	data, sum, fault := readSum(fsys, g.File, maxGuide)
	if fault != nil {
		return nil, nil, Faults{*fault}
	}
	p, problem := cut(data)
	if sum != g.Sum || problem != "" {
		return nil, nil, Faults{{File: g.File, Message: "has changed while the site was built: build again", Rule: "bad-file"}}
	}
	return p.yaml, p.body, nil
}
