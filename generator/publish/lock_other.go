//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package publish

import (
	"errors"
	"io/fs"
	"os"
)

// tryLock takes the lock that path stands for by making the file, or returns
// errLocked. A process that is killed leaves the file behind; the message of
// ErrBusy names it.
func tryLock(path string) (unlock func() error, err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil, errLocked
	}
	if err != nil {
		return nil, err
	}
	return func() error { return errors.Join(f.Close(), os.Remove(path)) }, nil
}

// holdAlone cannot tell here whether a server reads the file.
func holdAlone(string) (free func() error, ok bool) { return nil, false }
