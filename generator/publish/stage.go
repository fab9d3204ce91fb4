package publish

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/bits"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// digest is the SHA-256 of something.
type digest = [sha256.Size]byte

// Stage is the folder in which a site grows. It remembers what was written,
// not the bytes, so that memory does not grow with the site. It is safe for
// concurrent use.
type Stage struct {
	disk Disk
	dir  string

	// proof takes the files of a site of which nothing is written.
	proof func(name string, body []byte) error

	early early // of a stage that can be published

	mu      sync.Mutex
	folders map[string]bool
	written map[string]Output // by name
	total   total             // of all files, see Name

	siblings *siblings         // nil: files get no compressed copies
	earlier  map[string]Output // files of the earlier site, which stands in public; nil: nothing is known of it
	public   string

	// Of a stage that only holds what has changed, and nil for any other:
	current map[string]Output // the files of the current site
	fresh   map[string]bool   // those that have been written
}

// Know tells the stage what stands in public, so that copies of unchanged files
// need not be made again.
func (s *Stage) Know(left Left) { s.earlier = left.Files }

// Expect makes room for so many files.
func (s *Stage) Expect(files int) { s.written = make(map[string]Output, files+files/8) }

// Proof is a stage that writes nothing: see is given every file instead, and may
// be called several times at once.
func Proof(see func(name string, body []byte) error) *Stage { return &Stage{proof: see} }

func newStage(d Disk, dir string) *Stage {
	return &Stage{disk: d, dir: dir, folders: map[string]bool{".": true}, written: map[string]Output{}}
}

// Write makes a file of the site. Its name has slashes and must be new.
func (s *Stage) Write(name string, body []byte) error {
	if s.proof != nil {
		return s.proof(name, body)
	}
	sum := hashBytes(body)
	if err := s.writeFile(name, body, sum); err != nil {
		return err
	}
	if s.siblings != nil && hasSiblings(name, len(body)) {
		return s.writeSiblings(name, body, sum)
	}
	return nil
}

// standing is where a file of the earlier site stands.
func (s *Stage) standing(name string) string {
	return filepath.Join(s.public, filepath.FromSlash(name))
}

func hashBytes(body []byte) digest { return sha256.Sum256(body) }

// writeFile is Write without siblings.
func (s *Stage) writeFile(name string, body []byte, sum digest) error {
	local, err := filepath.Localize(name)
	if err != nil {
		return fmt.Errorf("write %q: %w", name, err)
	}
	if s.current != nil {
		if known, ok := s.current[name]; ok && known.Sum == sum && known.Size == int64(len(body)) {
			s.note(name, known)
			return nil
		}
	}
	if err := s.makeFolder(filepath.Dir(local)); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	modified, err := s.disk.create(filepath.Join(s.dir, local), body)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	s.note(name, Output{sum, int64(len(body)), modified})
	if canSyncWhole && !s.disk.Unsynced {
		s.early.wrote(len(body), func() error { return s.disk.syncTree(s.dir) })
	}
	if s.current != nil {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.fresh[name] = true
	}
	return nil
}

// note remembers a file that has been written.
func (s *Stage) note(name string, o Output) {
	sum := fileSum(name, o.Sum)
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, again := s.written[name]; again {
		s.total.count(fileSum(name, old.Sum), bits.Sub64)
	}
	s.written[name] = o
	s.total.count(sum, bits.Add64)
}

// fileSum is the fingerprint of a file and its name.
func fileSum(name string, sum digest) digest {
	b := make([]byte, 0, 200)
	return sha256.Sum256(append(append(b, sum[:]...), name...))
}

// total is the sum of fingerprints of files, in whatever order they came.
type total [4]uint64

// count adds the fingerprint of a file to the total, or takes it out again.
func (t *total) count(sum digest, do func(x, y, carry uint64) (uint64, uint64)) {
	var carry uint64
	for i := range t {
		t[i], carry = do(t[i], binary.LittleEndian.Uint64(sum[8*i:]), carry)
	}
}

func (t total) digest() (d digest) {
	for i, part := range t {
		binary.LittleEndian.PutUint64(d[8*i:], part)
	}
	return d
}

// KeepAll keeps every file of the site that stands in public. It can be done with a
// stage that only holds what has changed, before anything is written to it.
func (s *Stage) KeepAll(left Left) bool {
	if s.current == nil || len(s.written) > 0 {
		return false
	}
	s.written = maps.Clone(left.Files)
	for i := range s.total {
		s.total[i] = binary.LittleEndian.Uint64(left.Total[8*i:])
	}
	return true
}

// Kept is how many files a stage that only holds what has changed does not hold.
func (s *Stage) Kept() int { return len(s.written) - len(s.fresh) }

// differs are the files in which the stage differs from the current site, of a
// stage that only holds what has changed.
func (s *Stage) differs() []string {
	added := 0
	var names []string
	for name := range s.fresh {
		names = append(names, name)
		if _, there := s.current[name]; !there {
			added++
		}
	}
	if len(s.written)-added < len(s.current) {
		for name := range s.current {
			if _, there := s.written[name]; !there {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// Keep links a file of the site that stands in public, with its siblings, into
// the stage, if it stands there as it was written.
func (s *Stage) Keep(name string, known Output) (bool, error) {
	kept, err := s.keepFile(name, known)
	if kept && s.siblings != nil && hasSiblings(name, int(known.Size)) {
		return s.keepSiblings(name)
	}
	return kept, err
}

// keepFile is Keep without siblings.
func (s *Stage) keepFile(name string, known Output) (bool, error) {
	if s.current != nil { // it is looked at when the site is whole
		s.note(name, known)
		return true, nil
	}
	from := s.standing(name)
	if known.Size == 0 && known.Modified == 0 || !known.standsAt(from) {
		return false, nil
	}
	local, err := filepath.Localize(name)
	if err != nil {
		return false, nil
	}
	if err := s.makeFolder(filepath.Dir(local)); err != nil {
		return false, fmt.Errorf("keep %s: %w", name, err)
	}
	if err := s.disk.allow("link", from); err != nil {
		return false, fmt.Errorf("keep %s: %w", name, err)
	}
	if err := os.Link(from, filepath.Join(s.dir, local)); err != nil {
		return false, nil // another file system, or one without links
	}
	s.note(name, known)
	return true, nil
}

// Drop takes files and their siblings out of the stage again.
func (s *Stage) Drop(names []string) {
	s.dropFiles(names)
	if s.siblings != nil {
		for _, name := range names {
			s.dropSiblings(name)
		}
	}
}

func (s *Stage) dropFiles(names []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, name := range names {
		if o, ok := s.written[name]; ok {
			_ = os.Remove(filepath.Join(s.dir, filepath.FromSlash(name))) // one that stays makes write fail
			s.total.count(fileSum(name, o.Sum), bits.Sub64)
			delete(s.written, name)
			delete(s.fresh, name)
		}
	}
}

func (s *Stage) makeFolder(name string) error {
	s.mu.Lock()
	made := s.folders[name]
	s.mu.Unlock()
	if made {
		return nil
	}
	path := filepath.Join(s.dir, name)
	err := s.disk.mkdir(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = s.makeFolder(filepath.Dir(name)); err == nil {
			err = s.disk.mkdir(path)
		}
	}
	if err != nil && !errors.Is(err, fs.ErrExist) { // another page may have made it meanwhile
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.folders[name] = true
	return nil
}

// Name names what was written, by its bytes, and by what else the build is made
// of. The fingerprints of the files are added up, so that their order does not
// matter and none needs be looked at again.
func (s *Stage) Name(others []digest) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	h := sha256.New()
	all := s.total.digest()
	h.Write(append(binary.LittleEndian.AppendUint64(nil, uint64(len(s.written))), all[:]...))
	for _, sum := range others {
		h.Write(sum[:])
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// Files is how many files have been written or kept.
func (s *Stage) Files() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.written)
}
