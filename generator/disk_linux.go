package generator

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

func exchange(a, b string) error {
	err := unix.Renameat2(unix.AT_FDCWD, a, unix.AT_FDCWD, b, unix.RENAME_EXCHANGE)
	if err == nil {
		return nil
	}
	if err == unix.EINVAL || err == unix.ENOSYS { // the file system or the kernel does not know the flag
		err = fmt.Errorf("%w: %w", errors.ErrUnsupported, err)
	}
	return &os.LinkError{Op: "exchange", Old: a, New: b, Err: err}
}

// syncTree syncs the whole file system that dir is on: one call, where a sync
// for each of ten thousand files takes seconds.
func syncTree(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	if err := unix.Syncfs(int(f.Fd())); err != nil {
		err = &os.PathError{Op: "sync", Path: dir, Err: err}
		return errors.Join(err, f.Close())
	}
	return f.Close()
}
