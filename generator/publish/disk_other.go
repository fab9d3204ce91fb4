//go:build !linux

package publish

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

func exchange(a, b string) error {
	return &os.LinkError{Op: "exchange", Old: a, New: b, Err: errors.ErrUnsupported}
}

func createFile(path string, body []byte, allow func() error) (modified int64, err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return 0, err
	}
	if err = allow(); err == nil {
		_, err = f.Write(body)
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return 0, err
	}
	info, err := os.Lstat(path)
	if err != nil {
		return 0, err
	}
	return info.ModTime().UnixNano(), nil
}

func look(path string) (e entry, ok bool) {
	info, err := os.Lstat(path)
	if err != nil {
		return e, false
	}
	return entry{info.Mode().IsRegular(), info.IsDir(), info.Size(), info.ModTime().UnixNano()}, true
}

// lookout is a folder in which many files are looked at.
type lookout struct{ dir string }

func openLookout(dir string) (*lookout, error) { return &lookout{dir}, nil }

func (l *lookout) close() {}

// look is the function of this name for a name below the folder, with slashes.
func (l *lookout) look(name string) (e entry, ok bool) {
	return look(filepath.Join(l.dir, filepath.FromSlash(name)))
}

// canSyncWhole: SyncTree costs as much again for what is on the disk already.
const canSyncWhole = false

// SyncTree waits until everything below dir is on the disk.
func SyncTree(dir string) error {
	return filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !e.IsDir() && !e.Type().IsRegular() {
			return nil
		}
		f, err := os.OpenFile(path, os.O_RDONLY, 0)
		if err != nil {
			return err
		}
		err = f.Sync()
		if e.IsDir() || errors.Is(err, fs.ErrPermission) { // not every system syncs folders, or files open for reading
			err = nil
		}
		return errors.Join(err, f.Close())
	})
}
