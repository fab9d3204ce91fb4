package publish

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"math/bits"
	"os"
	"path/filepath"
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

// Scratch makes a file for what a build would otherwise hold in memory, on the disk
// of the site. It has no name when it is handed out, so that nothing is left of it
// whatever becomes of the build. Where there is no such file, the error is
// errors.ErrUnsupported.
func (s *Stage) Scratch() (*os.File, error) {
	if s.proof != nil {
		return nil, errors.ErrUnsupported
	}
	return s.disk.scratch(filepath.Join(s.dir, ".scratch"))
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

// Files is how many files have been written or kept.
func (s *Stage) Files() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.written)
}
