package generator

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// digest is the SHA-256 of something.
type digest [sha256.Size]byte

// stage is the folder in which a build grows. It remembers what was written,
// not the bytes, so that memory does not grow with the site. It is safe for
// concurrent use.
type stage struct {
	disk disk
	dir  string

	// proof takes the files of an inspection, of which nothing is written.
	proof func(name string, body []byte) error

	mu      sync.Mutex
	folders map[string]bool
	sums    map[string]digest // by name
}

func newStage(d disk, dir string) *stage {
	return &stage{disk: d, dir: dir, folders: map[string]bool{".": true}, sums: map[string]digest{}}
}

// write makes a file of the site. Its name has slashes and must be new.
func (s *stage) write(name string, body []byte) error {
	if s.proof != nil {
		return s.proof(name, body)
	}
	local, err := filepath.Localize(name)
	if err != nil {
		return fmt.Errorf("write %q: %w", name, err)
	}
	if err := s.makeFolder(filepath.Dir(local)); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := s.disk.create(filepath.Join(s.dir, local), body); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	sum := sha256.Sum256(body)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sums[name] = sum
	return nil
}

func (s *stage) makeFolder(name string) error {
	s.mu.Lock()
	made := s.folders[name]
	s.mu.Unlock()
	if made {
		return nil
	}
	if err := s.disk.mkdirAll(filepath.Join(s.dir, name)); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.folders[name] = true
	return nil
}

// build names what was written, by its bytes, and what the index will be made
// of: pages that look the same may still be found by other questions.
func (s *stage) build(pages []digest) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(s.sums)) {
		sum := s.sums[name]
		fmt.Fprintf(h, "%q %x\n", name, sum)
	}
	for _, sum := range pages {
		h.Write(sum[:])
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

func (s *stage) files() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sums)
}

// sum is the fingerprint of a page for the index.
func (p *Page) sum() digest {
	h := sha256.New()
	add := func(texts ...string) {
		fmt.Fprintf(h, "%d", len(texts))
		for _, t := range texts {
			fmt.Fprintf(h, " %d ", len(t))
			io.WriteString(h, t)
		}
	}
	add(p.URL, p.Lang, p.Title, p.Summary)
	add(p.Questions...)
	for _, s := range p.Sections {
		add(s.ID, s.Heading, s.Text)
	}
	return digest(h.Sum(nil))
}

// pageFile is the file of the page at an address.
func pageFile(address string) string { return strings.TrimPrefix(address, "/") + "index.html" }
