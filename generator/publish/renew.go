package publish

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
// is known, see Left: in the files that the last build has changed, which are
// linked from the current site, and in those that this one has made.
//
// No file is ever written to where it stands: a changed one is a new file. A
// server that still reads the old tree holds its site.json, and then it is left
// alone. Killed at any moment, this leaves the current site as it is; what may be
// lost is the build before it.

// ErrNotRenewed says that the earlier tree was not what it was taken for. The
// build is then done again, with a tree of its own.
var ErrNotRenewed = errors.New("the previous build is not as it was left")

// renewal is a previous build that may become the next one.
type renewal struct {
	old     Left // of the current site
	free    func() error
	folders Folders // of the new site, 0 for those in which something has changed

	// whole tells whether the previous build is as it was left. It is looked at
	// while pages are made; what is brought up to date is looked at again.
	whole chan bool
}

// Renew lets Publish bring the previous build up to date with what is written to
// s, if that build is as left says: s then holds only what the current site has
// not got. Otherwise nothing is different. trusted takes the files of the
// previous build for what this process has left.
func (t *Target) Renew(s *Stage, left Left, trusted bool) error {
	if t.inside || len(left.Before.Folders) == 0 {
		return nil
	}
	previous := t.beside("previous")
	info, err := os.Lstat(previous)
	if err != nil || !info.IsDir() {
		return nil
	}
	free, ok := holdAlone(filepath.Join(previous, SiteFile))
	if !ok {
		return nil
	}
	r := &renewal{old: left, free: free, whole: make(chan bool, 1)}
	if trusted {
		r.whole <- true
	} else {
		go func() { r.whole <- standsLike(previous, left.Files, left.Before) }()
	}
	t.renewal = r
	dir := t.beside("changed")
	if err := t.disk.mkdir(dir); err != nil {
		return fmt.Errorf("hold the changed files: %w", err)
	}
	s.dir, s.current, s.fresh = dir, left.Files, map[string]bool{}
	return nil
}

// standsLike tells whether a site has the folders of an earlier one as they were
// left, and those files in which the current one does not differ from it.
func standsLike(site string, current map[string]Output, earlier Before) bool {
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
func (t *Target) renew(r *renewal, s *Stage) error {
	if !<-r.whole {
		return ErrNotRenewed
	}
	if err := cmp.Or(t.disk.remove(t.stage), t.disk.rename(t.beside("previous"), t.stage)); err != nil {
		return fmt.Errorf("%w: %w", ErrNotRenewed, err)
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
				return fmt.Errorf("%w: %w", ErrNotRenewed, err)
			}
		}
	}
	for name := range names {
		if _, wanted := s.written[name]; wanted {
			if err := t.putIn(name, s, touched); err != nil {
				return fmt.Errorf("%w: %w", ErrNotRenewed, err)
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
		return fmt.Errorf("%w: %w", ErrNotRenewed, err)
	}
	if !changesStand(t.stage, s.written, known, names) {
		return ErrNotRenewed
	}
	r.folders = known
	return nil
}

// takeOut removes a file from the stage, and the folders that are empty then.
func (t *Target) takeOut(name string, touched map[string]bool) error {
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
func (t *Target) putIn(name string, s *Stage, touched map[string]bool) error {
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
func (t *Target) removeDotfiles() error {
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
