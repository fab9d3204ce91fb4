package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"path/filepath"
	"sync"
	"time"

	"shebao/generator/publish"
)

// Served is an archive that is served. What is unpacked of it stands in a folder
// named after its bytes; "current" leads to the one that is served. It is safe
// for concurrent use.
type Served struct {
	file   string
	folder string

	mu    sync.Mutex  // held while unpacking
	stamp fs.FileInfo // of the file that was unpacked last
	again time.Time   // when what the disk did not take is tried again; zero: there is nothing
}

// Open names an archive and the folder it is unpacked into, which is made when
// something is. Nothing is read yet.
func Open(file, folder string) *Served { return &Served{file: file, folder: folder} }

// Dir is where the archive's build stands, whichever it is by then: the site and,
// below "index", its search index.
func (s *Served) Dir() string { return filepath.Join(s.folder, "current") }

// Public is the folder of the site.
func (s *Served) Public() string { return filepath.Join(s.Dir(), siteFolder) }

// Unpack makes the archive's build the current one. On error the earlier one
// stays.
func (s *Served) Unpack() (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.again = time.Time{}
	defer func() {
		if IsOfDisk(err) {
			s.again = time.Now().Add(diskAgain)
		}
		if err != nil {
			err = fmt.Errorf("unpack %s: %w", s.file, err)
		}
	}()
	f, err := open(s.file)
	if err != nil {
		return err
	}
	defer f.Close()
	if s.stamp, err = f.Stat(); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	name := hex.EncodeToString(sum.Sum(nil)[:8])
	// Where one is damaged the other is made, and takes its place in one step: until
	// then what is left of the damaged one is better than nothing.
	names := []string{name, name + "-again"}
	for _, name := range names {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if isUnpacked(f, filepath.Join(s.folder, name)) {
			return s.switchTo(name)
		}
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if current, _ := os.Readlink(s.Dir()); current == name {
		name = names[1]
	}
	if err := s.extract(f, name); err != nil {
		return err
	}
	return s.switchTo(name)
}

var errDiffers = errors.New("it is not what the archive holds")

// isUnpacked tells whether every file of an archive stands in a folder as it is in
// the archive. What a failing disk has made of one is not to be served.
func isUnpacked(from io.Reader, folder string) bool {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return false
	}
	defer root.Close()
	packed, unpacked := make([]byte, 64<<10), make([]byte, 64<<10)
	return nil == read(from, func(name string, body io.Reader) error {
		f, err := root.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		for {
			n, ended := io.ReadFull(body, packed)
			m, _ := io.ReadFull(f, unpacked) // what cannot be read is missing
			switch {
			case !bytes.Equal(packed[:n], unpacked[:m]):
				return errDiffers
			case errors.Is(ended, io.EOF), errors.Is(ended, io.ErrUnexpectedEOF):
				return nil
			case ended != nil:
				return ended
			}
		}
	})
}

// extract unpacks into a new folder, which gets its name when it is whole.
func (s *Served) extract(from io.Reader, name string) (err error) {
	if err := os.MkdirAll(s.folder, 0o755); err != nil {
		return err
	}
	temporary, err := os.MkdirTemp(s.folder, ".unpacking-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temporary)) }()
	root, err := os.OpenRoot(temporary)
	if err != nil {
		return err
	}
	defer root.Close()
	if err := read(from, func(name string, body io.Reader) error { return extractFile(root, name, body) }); err != nil {
		return err
	}
	// A build is as old as the archive that brought it, however often a replica
	// without a disk of its own has unpacked it.
	if err := root.Chtimes(path.Join(siteFolder, "site.json"), s.stamp.ModTime(), s.stamp.ModTime()); err != nil {
		return err
	}
	// Under its name it is taken to be whole, also after a power cut.
	if err := publish.SyncTree(temporary); err != nil {
		return err
	}
	whole := filepath.Join(s.folder, name)
	if err := os.RemoveAll(whole); err != nil { // it is damaged, and not the current one
		return err
	}
	return os.Rename(temporary, whole)
}

// switchTo has Dir lead to a folder in one step.
func (s *Served) switchTo(name string) error {
	before, _ := os.Readlink(s.Dir())
	if before == name {
		return nil
	}
	next := filepath.Join(s.folder, ".next")
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Symlink(name, next); err != nil {
		return err
	}
	if err := os.Rename(next, s.Dir()); err != nil {
		return err
	}
	s.tidy(name, before)
	return nil
}

// tidy removes what was unpacked before, but for the build that requests may
// still be answered from, and what was left half unpacked.
// What cannot be removed now, the next one removes.
func (s *Served) tidy(current, before string) {
	entries, _ := os.ReadDir(s.folder)
	for _, e := range entries {
		if name := e.Name(); name != current && name != before && name != filepath.Base(s.Dir()) {
			_ = os.RemoveAll(filepath.Join(s.folder, name))
		}
	}
}

const (
	followEvery = time.Second // how often Follow looks at the file
	diskAgain   = time.Minute // how long it waits for a disk to have room again
)

// Follow unpacks an archive that takes the place of this one, until ctx ends.
// A server then finds the new build by itself. What the disk did not take is tried
// again.
func (s *Served) Follow(ctx context.Context, log *slog.Logger) {
	ticks := time.NewTicker(followEvery)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
			if !s.changed() {
				continue
			}
			if err := s.Unpack(); err != nil {
				log.Error("a new archive cannot be served, the earlier build stays", "error", err)
			}
		}
	}
}

// changed tells whether the file is another one than the one unpacked last, or is
// to be tried again.
func (s *Served) changed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.again.IsZero() && !time.Now().Before(s.again) {
		return true
	}
	info, err := os.Stat(s.file)
	return err == nil && (!os.SameFile(info, s.stamp) || info.Size() != s.stamp.Size() || !info.ModTime().Equal(s.stamp.ModTime()))
}
