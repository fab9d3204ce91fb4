package publish

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Disk makes every change of a build to the file system. That it is one type
// lets tests fail each single call in turn, or stop the program there.
type Disk struct {
	// Before runs ahead of every call; an error takes the call's place.
	Before func(op, path string) error

	// Unsynced leaves it to the file system when what is written reaches the disk:
	// for a site that need not survive a power cut.
	Unsynced bool
}

func (d Disk) allow(op, path string) error {
	if d.Before == nil {
		return nil
	}
	if err := d.Before(op, path); err != nil {
		return &fs.PathError{Op: op, Path: path, Err: err}
	}
	return nil
}

func (d Disk) mkdir(path string) error {
	if err := d.allow("mkdir", path); err != nil {
		return err
	}
	return os.Mkdir(path, 0o755)
}

func (d Disk) mkdirAll(path string) error {
	if err := d.allow("mkdir", path); err != nil {
		return err
	}
	return os.MkdirAll(path, 0o755)
}

// create writes a file that must not exist yet, and gives the time of its last
// change in nanoseconds.
func (d Disk) create(path string, body []byte) (modified int64, err error) {
	if err := d.allow("create", path); err != nil {
		return 0, err
	}
	return createFile(path, body, func() error { return d.allow("write", path) })
}

// scratch makes a file without a name. Where one that is open cannot be removed,
// there is none.
func (d Disk) scratch(path string) (*os.File, error) {
	if err := d.allow("create", path); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	if err := d.remove(path); err != nil {
		return nil, errors.Join(errors.ErrUnsupported, err, f.Close(), os.Remove(path))
	}
	return f, nil
}

func (d Disk) rename(from, to string) error {
	if err := d.allow("rename", from); err != nil {
		return err
	}
	return os.Rename(from, to)
}

// exchange lets two paths of one file system trade places in one step. It
// returns an error that wraps errors.ErrUnsupported where there is no such step.
func (d Disk) exchange(a, b string) error {
	if err := d.allow("exchange", a); err != nil {
		return err
	}
	return exchange(a, b)
}

func (d Disk) chmod(path string, mode fs.FileMode) error {
	if err := d.allow("chmod", path); err != nil {
		return err
	}
	return os.Chmod(path, mode)
}

func (d Disk) remove(path string) error {
	if err := d.allow("remove", path); err != nil {
		return err
	}
	return os.Remove(path)
}

func (d Disk) link(from, to string) error {
	if err := d.allow("link", from); err != nil {
		return err
	}
	return os.Link(from, to)
}

func (d Disk) removeAll(path string) error {
	if err := d.allow("remove", path); err != nil {
		return err
	}
	return os.RemoveAll(path)
}

// syncTree waits until everything below dir is on the disk.
func (d Disk) syncTree(dir string) error {
	if err := d.allow("sync", dir); err != nil || d.Unsynced {
		return err
	}
	return SyncTree(dir)
}

// syncDir waits until the names in dir are on the disk.
func (d Disk) syncDir(dir string) error {
	if err := d.allow("sync", dir); err != nil || d.Unsynced {
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
func (d Disk) clone(from, to string) error {
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

func (d Disk) copy(from, to string, mode fs.FileMode) error {
	body, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if _, err := d.create(to, body); err != nil {
		return err
	}
	return d.chmod(to, mode)
}
