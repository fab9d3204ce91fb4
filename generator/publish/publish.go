package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// Publish makes the stage the current site in one step: a reader, a static host
// or a running server sees the old site or the new one, whole. The old one is
// kept as the previous build; a server that still reads it can go on.
//
// late holds what went wrong after the new site was in place: the build has
// succeeded then, and the next one tidies up.
func (t *Target) Publish(s *Stage) (late []error, err error) {
	if err := s.early.wait(); err != nil {
		return nil, fmt.Errorf("write the site to the disk: %w", err)
	}
	if s.current != nil {
		if err := t.renew(t.renewal, s); err != nil {
			return nil, err
		}
	}
	if t.inside {
		if err := t.disk.syncTree(t.stage); err != nil {
			return nil, fmt.Errorf("write the site to the disk: %w", err)
		}
		return t.publishInPlace()
	}
	if err := t.keepDotfiles(); err != nil {
		return nil, fmt.Errorf("keep the dotfiles of %s: %w", t.public, err)
	}
	if err := t.disk.syncTree(t.stage); err != nil {
		return nil, fmt.Errorf("write the site to the disk: %w", err)
	}
	err = t.swap()
	if inTheWay(err) {
		return t.publishInPlace()
	}
	if err != nil {
		return nil, fmt.Errorf("publish into %s: %w", t.public, err)
	}
	if err := t.retire(); err != nil {
		late = append(late, fmt.Errorf("keep the previous build: %w", err))
	}
	if err := t.disk.syncDir(filepath.Dir(t.public)); err != nil {
		late = append(late, fmt.Errorf("write the change of sites to the disk: %w", err))
	}
	return late, nil
}

// inTheWay tells whether err means that public cannot trade places with another
// folder: it is a mount point (EBUSY, EXDEV), a layer of a container's file
// system (EXDEV), or in a folder that may not be changed (EPERM, EACCES).
func inTheWay(err error) bool {
	return errors.Is(err, syscall.EBUSY) || errors.Is(err, syscall.EXDEV) || cannotWrite(err)
}

// keepDotfiles gives the stage the dotfiles of the current site.
func (t *Target) keepDotfiles() error {
	entries, err := os.ReadDir(t.public)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") || isOwnDotfile(e.Name()) {
			continue
		}
		if err := t.disk.clone(filepath.Join(t.public, e.Name()), filepath.Join(t.stage, e.Name())); err != nil {
			return err
		}
	}
	info, err := os.Stat(t.public)
	if err != nil {
		return err
	}
	return t.disk.chmod(t.stage, info.Mode().Perm())
}

func isOwnDotfile(name string) bool { return name == insideStage || name == insideLock }

// swap puts the stage in public's place. What public was then stands at the
// stage's place, or at .public.away.
func (t *Target) swap() error {
	if !exists(t.public) {
		return t.disk.rename(t.stage, t.public)
	}
	err := t.disk.exchange(t.stage, t.public)
	if !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	// Without an exchange there is a moment without public. A build that is
	// interrupted in it leaves .public.away, which the next one puts back.
	away := t.beside("away")
	if err := t.disk.rename(t.public, away); err != nil {
		return err
	}
	if err := t.disk.rename(t.stage, t.public); err != nil {
		return errors.Join(err, t.disk.rename(away, t.public))
	}
	return nil
}

// retire turns what public was into the previous build.
func (t *Target) retire() error {
	old := t.stage
	if away := t.beside("away"); exists(away) {
		old = away
	}
	if !exists(old) {
		return nil
	}
	if !isSite(old) { // the folder was empty: nothing to go back to
		return t.disk.removeAll(old)
	}
	previous := t.beside("previous")
	if !exists(previous) {
		return t.disk.rename(old, previous)
	}
	err := t.disk.exchange(old, previous)
	if err == nil {
		return t.disk.removeAll(old)
	}
	if !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	if err := t.disk.removeAll(previous); err != nil {
		return err
	}
	return t.disk.rename(old, previous)
}
