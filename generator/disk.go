package generator

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// disk makes every change of a build to the file system. That it is one type
// lets tests fail each single call in turn, or stop the program there.
type disk struct {
	// before runs ahead of every call; an error takes the call's place.
	before func(op, path string) error

	unsynced bool // the folder need not survive a power cut: for tests
}

func (d disk) allow(op, path string) error {
	if d.before == nil {
		return nil
	}
	if err := d.before(op, path); err != nil {
		return &fs.PathError{Op: op, Path: path, Err: err}
	}
	return nil
}

func (d disk) mkdir(path string) error {
	if err := d.allow("mkdir", path); err != nil {
		return err
	}
	return os.Mkdir(path, 0o755)
}

func (d disk) mkdirAll(path string) error {
	if err := d.allow("mkdir", path); err != nil {
		return err
	}
	return os.MkdirAll(path, 0o755)
}

// create writes a file that must not exist yet, and gives the time of its last
// change in nanoseconds.
func (d disk) create(path string, body []byte) (modified int64, err error) {
	if err := d.allow("create", path); err != nil {
		return 0, err
	}
	return createFile(path, body, func() error { return d.allow("write", path) })
}

func (d disk) rename(from, to string) error {
	if err := d.allow("rename", from); err != nil {
		return err
	}
	return os.Rename(from, to)
}

// exchange lets two paths of one file system trade places in one step. It
// returns an error that wraps errors.ErrUnsupported where there is no such step.
func (d disk) exchange(a, b string) error {
	if err := d.allow("exchange", a); err != nil {
		return err
	}
	return exchange(a, b)
}

func (d disk) chmod(path string, mode fs.FileMode) error {
	if err := d.allow("chmod", path); err != nil {
		return err
	}
	return os.Chmod(path, mode)
}

func (d disk) remove(path string) error {
	if err := d.allow("remove", path); err != nil {
		return err
	}
	return os.Remove(path)
}

func (d disk) link(from, to string) error {
	if err := d.allow("link", from); err != nil {
		return err
	}
	return os.Link(from, to)
}

func (d disk) removeAll(path string) error {
	if err := d.allow("remove", path); err != nil {
		return err
	}
	return os.RemoveAll(path)
}

// syncTree waits until everything below dir is on the disk.
func (d disk) syncTree(dir string) error {
	if err := d.allow("sync", dir); err != nil || d.unsynced {
		return err
	}
	return syncTree(dir)
}

// syncDir waits until the names in dir are on the disk.
func (d disk) syncDir(dir string) error {
	if err := d.allow("sync", dir); err != nil || d.unsynced {
		return err
	}
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// clone makes to the same file, folder or link as from. Files are linked rather
// than copied where the file system allows it. What is neither is left out.
func (d disk) clone(from, to string) error {
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	switch {
	case info.IsDir():
		if err := d.mkdir(to); err != nil {
			return err
		}
		entries, err := os.ReadDir(from)
		if err != nil {
			return err
		}
		for _, e := range entries {
			if err := d.clone(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
				return err
			}
		}
		return d.chmod(to, info.Mode().Perm())
	case info.Mode()&fs.ModeSymlink != 0:
		target, err := os.Readlink(from)
		if err != nil {
			return err
		}
		if err := d.allow("link", to); err != nil {
			return err
		}
		return os.Symlink(target, to)
	case info.Mode().IsRegular():
		if err := d.allow("link", to); err != nil {
			return err
		}
		if err := os.Link(from, to); err == nil {
			return nil
		}
		return d.copy(from, to, info.Mode().Perm())
	}
	return nil
}

func (d disk) copy(from, to string, mode fs.FileMode) error {
	body, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if _, err := d.create(to, body); err != nil {
		return err
	}
	return d.chmod(to, mode)
}
