package generator

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// A build that keeps nearly all of a site does not make a new tree of folders
// and links for it: with ten thousand pages, that takes longer than all the rest.
// The build before the current one, which stands beside it, is brought up to date
// instead, and then trades places with it as a new tree would. What it differs in
// is known from the cache: in the files that the last build has changed, which are
// linked from the current site, and in those that this one has made.
//
// No file is ever written to where it stands: a changed one is a new file. A
// server that still reads the old tree holds its site.json, and then it is left
// alone. Killed at any moment, this leaves the current site as it is; what may be
// lost is the build before it.

// errNotRenewed says that the earlier tree was not what it was taken for. The
// build is then done again, with a tree of its own.
var errNotRenewed = errors.New("the previous build is not as it was left")

// renewal is a previous build that may become the next one.
type renewal struct {
	old     *cacheState // describes the current site, and how the previous one differs
	free    func() error
	folders folders // of the new site, 0 for those in which something has changed

	// whole tells whether the previous build is as it was left. It is looked at
	// while pages are made; what is brought up to date is looked at again.
	whole chan bool
}

// renewal finds out whether the previous build can be brought up to date. It is
// held until free is called.
// trusted takes the previous build's files for what this process has left.
func (t *target) renewal(old *cacheState, trusted bool) *renewal {
	if t.inside || len(old.Before.Folders) == 0 {
		return nil
	}
	info, err := os.Lstat(t.beside("previous"))
	if err != nil || !info.IsDir() {
		return nil
	}
	free, ok := holdAlone(filepath.Join(t.beside("previous"), siteFile))
	if !ok {
		return nil
	}
	r := &renewal{old: old, free: free, whole: make(chan bool, 1)}
	if trusted {
		r.whole <- true
		return r
	}
	site, files, before := t.beside("previous"), old.Files, old.Before
	go func() { r.whole <- standsLike(site, files, before) }()
	return r
}

// standsLike tells whether a site has the folders of an earlier one as they were
// left, and those files in which the current one does not differ from it.
func standsLike(site string, current map[string]output, earlier before) bool {
	differs := make(map[string]bool, len(earlier.Differs))
	for _, name := range earlier.Differs {
		differs[name] = true
	}
	names := make([]string, 0, len(current))
	for name := range current {
		if !differs[name] {
			names = append(names, name)
		}
	}
	return filesStand(site, current, names) && foldersStand(site, earlier.Folders)
}

// renew turns the previous build into the stage: the site whose changed files s
// has written.
func (t *target) renew(r *renewal, s *stage) error {
	if !<-r.whole {
		return errNotRenewed
	}
	if err := cmp.Or(t.disk.remove(t.stage), t.disk.rename(t.beside("previous"), t.stage)); err != nil {
		return fmt.Errorf("%w: %w", errNotRenewed, err)
	}
	touched := map[string]bool{}
	names := map[string]bool{}
	for _, name := range r.old.Before.Differs {
		names[name] = true
	}
	for _, name := range s.differs() {
		names[name] = true
	}
	for name := range names { // first, since a folder may stand where a file is to be
		if _, wanted := s.written[name]; !wanted {
			if err := t.takeOut(name, touched); err != nil {
				return fmt.Errorf("%w: %w", errNotRenewed, err)
			}
		}
	}
	for name := range names {
		if _, wanted := s.written[name]; wanted {
			if err := t.putIn(name, s, touched); err != nil {
				return fmt.Errorf("%w: %w", errNotRenewed, err)
			}
		}
	}
	known := maps.Clone(r.old.Before.Folders) // a second attempt needs it as it was
	for name := range touched {
		if name == "." {
			continue
		}
		if e, ok := look(filepath.Join(t.stage, filepath.FromSlash(name))); ok && e.folder {
			known[name] = 0
		} else {
			delete(known, name)
		}
	}
	if err := t.removeDotfiles(); err != nil {
		return fmt.Errorf("%w: %w", errNotRenewed, err)
	}
	if !changesStand(t.stage, s.written, known, names) {
		return errNotRenewed
	}
	r.folders = known
	return nil
}

// foldersNow are the folders of the site that has been published. The times of
// those that a renewal has not touched are known.
func (b *builder) foldersNow(files map[string]output) folders {
	if b.renewal == nil || b.renewal.folders == nil {
		return readFolders(b.public, foldersOf(files))
	}
	all := b.renewal.folders
	for name, modified := range all {
		if modified != 0 {
			continue
		}
		e, ok := look(filepath.Join(b.public, filepath.FromSlash(name)))
		if !ok {
			return nil
		}
		all[name] = e.modified
	}
	return all
}

// takeOut removes a file from the stage, and the folders that are empty then.
func (t *target) takeOut(name string, touched map[string]bool) error {
	at := filepath.Join(t.stage, filepath.FromSlash(name))
	if err := t.disk.remove(at); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		touched[dir] = true
		if os.Remove(filepath.Join(t.stage, filepath.FromSlash(dir))) != nil { // still in use
			break
		}
	}
	return nil
}

// putIn brings a file into the stage: the one that s has written, else that of
// the current site.
func (t *target) putIn(name string, s *stage, touched map[string]bool) error {
	local := filepath.FromSlash(name)
	at := filepath.Join(t.stage, local)
	touched[path.Dir(name)] = true
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if e, ok := look(filepath.Join(t.stage, filepath.FromSlash(dir))); ok && e.folder {
			break
		}
		touched[path.Dir(dir)] = true
	}
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		return err
	}
	if s.fresh[name] {
		return t.disk.rename(filepath.Join(s.dir, local), at)
	}
	if err := t.disk.remove(at); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return t.disk.link(filepath.Join(t.public, local), at)
}

// removeDotfiles clears the stage of those that were public's when it was
// current. Its own are added when it is published.
func (t *target) removeDotfiles() error {
	entries, err := os.ReadDir(t.stage)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			if err := t.disk.removeAll(filepath.Join(t.stage, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
