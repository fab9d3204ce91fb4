//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package publish

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// tryLock takes the lock that path stands for, or returns errLocked. The lock
// ends with the process that holds it, however that ends.
func tryLock(path string) (unlock func() error, err error) {
	for {
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|unix.O_NOFOLLOW, 0o644)
		if err != nil {
			return nil, err
		}
		err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, errors.Join(errLocked, f.Close())
		}
		if err != nil {
			err = &os.PathError{Op: "lock", Path: path, Err: err}
			return nil, errors.Join(err, f.Close())
		}
		// Whoever held the lock before has removed the file when it was done:
		// the lock counts only if the name still means the file that is locked.
		held, err := f.Stat()
		if err != nil {
			return nil, errors.Join(err, f.Close())
		}
		if named, err := os.Stat(path); err != nil || !os.SameFile(held, named) {
			if err := f.Close(); err != nil {
				return nil, err
			}
			continue
		}
		return func() error { return errors.Join(os.Remove(path), f.Close()) }, nil
	}
}

// holdAlone takes a file that is there for itself, if nobody else has hold of it.
func holdAlone(path string) (free func() error, ok bool) {
	f, err := os.OpenFile(path, os.O_RDONLY|unix.O_NOFOLLOW|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, false
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		f.Close()
		return nil, false
	}
	return f.Close, true
}
