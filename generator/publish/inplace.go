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

// publishInPlace replaces the site file by file, for a public that is a mount
// point or stands in a folder that may not be changed. Every file is whole at
// every moment, and the order keeps the site usable meanwhile: assets first,
// because new pages need them, then pages, then site.json, which names the
// build; what the new site no longer has goes last.
func (t *Target) publishInPlace() (late []error, err error) {
	if err := t.moveStageInside(); err != nil {
		return nil, fmt.Errorf("publish into %s: %w", t.public, err)
	}
	root, err := os.OpenRoot(t.public) // no link inside public leads a write out of it
	if err != nil {
		return nil, fmt.Errorf("publish into %s: %w", t.public, err)
	}
	defer root.Close()
	files, err := listFiles(root, insideStage)
	if err != nil {
		return nil, fmt.Errorf("publish into %s: %w", t.public, err)
	}
	old, err := listFiles(root, ".")
	if err != nil {
		return nil, fmt.Errorf("publish into %s: %w", t.public, err)
	}
	fresh := make(map[string]bool, len(files))
	for _, name := range files {
		fresh[name] = true
	}

	for _, group := range [][]string{
		filter(files, func(name string) bool { return strings.HasPrefix(name, "assets/") }),
		filter(files, func(name string) bool { return !strings.HasPrefix(name, "assets/") && name != SiteFile }),
		{SiteFile},
	} {
		for _, name := range group {
			if err := t.replace(root, name); err != nil {
				return nil, fmt.Errorf("publish into %s: half of the new site is in place; build again: %w", t.public, err)
			}
		}
		if err := t.disk.syncTree(t.public); err != nil {
			return nil, fmt.Errorf("publish into %s: write the site to the disk: %w", t.public, err)
		}
	}

	for _, name := range old {
		if fresh[name] {
			continue
		}
		if err := t.removeOld(root, name); err != nil {
			late = append(late, fmt.Errorf("remove a page of the earlier site: %w", err))
		}
	}
	return late, nil
}

// moveStageInside brings a stage that stands beside public into it, by copying
// where public is another file system, so that each file can then be renamed
// into its place.
func (t *Target) moveStageInside() error {
	if t.inside {
		return nil
	}
	to := filepath.Join(t.public, insideStage)
	err := t.disk.rename(t.stage, to)
	if errors.Is(err, syscall.EXDEV) {
		if err = t.disk.clone(t.stage, to); err == nil {
			err = t.disk.syncTree(to)
		}
	}
	return err
}

// replace moves one file of the stage to its place.
func (t *Target) replace(root *os.Root, name string) error {
	if err := t.makeRoom(root, name); err != nil {
		return err
	}
	if err := t.disk.allow("rename", name); err != nil {
		return err
	}
	return root.Rename(insideStage+"/"+name, name)
}

// makeRoom sees to it that name's folders exist, and that what stands at its
// place is a file: the earlier site may have had a file where this one has a
// folder, or a folder where it has a file.
func (t *Target) makeRoom(root *os.Root, name string) error {
	for i, c := range name {
		if c != '/' {
			continue
		}
		folder := name[:i]
		info, err := root.Lstat(folder)
		if err == nil && info.IsDir() {
			continue
		}
		if err == nil {
			if err := t.removeAt(root, folder); err != nil {
				return err
			}
		}
		if err := t.disk.allow("mkdir", folder); err != nil {
			return err
		}
		if err := root.Mkdir(folder, 0o755); err != nil {
			return err
		}
	}
	if info, err := root.Lstat(name); err == nil && info.IsDir() {
		return t.removeAt(root, name)
	}
	return nil
}

// removeOld removes a file of the earlier site, and the folders that are empty
// without it. Where the new site has a folder, or a file instead of the folder
// around it, the old file has gone already.
func (t *Target) removeOld(root *os.Root, name string) error {
	info, err := root.Lstat(name)
	if err != nil || info.IsDir() {
		return nil
	}
	if err := t.removeAt(root, name); err != nil {
		return err
	}
	for {
		i := strings.LastIndexByte(name, '/')
		if i < 0 {
			return nil
		}
		name = name[:i]
		if root.Remove(name) != nil { // not empty: still in use
			return nil
		}
	}
}

func (t *Target) removeAt(root *os.Root, name string) error {
	if err := t.disk.allow("remove", name); err != nil {
		return err
	}
	return root.RemoveAll(name)
}

// listFiles names every file below dir, relative to it, in order. At the top of
// public, dotfiles belong to the folder's owner and are left out.
func listFiles(root *os.Root, dir string) ([]string, error) {
	var names []string
	err := fs.WalkDir(root.FS(), dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if path == dir {
			return nil
		}
		if dir != "." {
			path = strings.TrimPrefix(path, dir+"/")
		}
		switch {
		case strings.HasPrefix(path, ".") && e.IsDir():
			return fs.SkipDir
		case strings.HasPrefix(path, ".") || e.IsDir():
			return nil
		}
		names = append(names, path)
		return nil
	})
	return names, err
}

func filter(names []string, keep func(string) bool) []string {
	var kept []string
	for _, name := range names {
		if keep(name) {
			kept = append(kept, name)
		}
	}
	return kept
}
