package publish

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math/bits"
	"os"
	"path/filepath"
	"slices"
)

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

// Earlier opens a file of the site that stands in public, if it stands there as it
// was written.
func (s *Stage) Earlier(name string, known Output) (*os.File, error) {
	at := s.standing(name)
	if known == (Output{}) || !known.standsAt(at) {
		return nil, fmt.Errorf("%s is not as it was left", at)
	}
	return os.Open(at)
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
