package publish

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

// createFile makes a file of 0644 that must not exist yet. allow is asked before
// its bytes are written. It goes past package os, which prepares every file for
// waiting in the background: with tens of thousands of files that can be seen.
func createFile(path string, body []byte, allow func() error) (modified int64, err error) {
	fail := func(op string, err error) error { return &os.PathError{Op: op, Path: path, Err: err} }
	fd, err := uninterrupted(func() (int, error) {
		return unix.Open(path, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL|unix.O_CLOEXEC, 0o644)
	})
	if err != nil {
		return 0, fail("open", err)
	}
	defer func() {
		if late := unix.Close(fd); late != nil && err == nil {
			err = fail("close", late)
		}
	}()
	if err := allow(); err != nil {
		return 0, err
	}
	for len(body) > 0 {
		n, err := uninterrupted(func() (int, error) { return unix.Write(fd, body) })
		if err != nil {
			return 0, fail("write", err)
		}
		body = body[n:]
	}
	var stat unix.Stat_t
	if err := unix.Fstat(fd, &stat); err != nil {
		return 0, fail("stat", err)
	}
	return stat.Mtim.Nano(), nil
}

// look is what stands at path, without following a link.
func look(path string) (e entry, ok bool) { return (&lookout{unix.AT_FDCWD}).look(path) }

// lookout is a folder in which many files are looked at: a path that begins there
// is shorter for the kernel to walk.
type lookout struct{ fd int }

func openLookout(dir string) (*lookout, error) {
	fd, err := uninterrupted(func() (int, error) {
		return unix.Open(dir, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	})
	if err != nil {
		return nil, &os.PathError{Op: "open", Path: dir, Err: err}
	}
	return &lookout{fd}, nil
}

// close lets the folder go. Nothing was written that could be lost.
func (l *lookout) close() { _ = unix.Close(l.fd) }

// look is the function of this name for a name below the folder, with slashes.
func (l *lookout) look(name string) (e entry, ok bool) {
	var stat unix.Stat_t
	if unix.Fstatat(l.fd, name, &stat, unix.AT_SYMLINK_NOFOLLOW) != nil {
		return e, false
	}
	kind := stat.Mode & unix.S_IFMT
	return entry{kind == unix.S_IFREG, kind == unix.S_IFDIR, stat.Size, stat.Mtim.Nano()}, true
}

// uninterrupted makes a system call again that a signal has cut short.
func uninterrupted(call func() (int, error)) (int, error) {
	for {
		n, err := call()
		if err != unix.EINTR {
			return n, err
		}
	}
}

// canSyncWhole: SyncTree costs no more for a large tree that is on the disk already.
const canSyncWhole = true

// SyncTree waits until everything below dir is on the disk. It syncs the whole file
// system: one call, where a sync for each of ten thousand files takes seconds.
func SyncTree(dir string) error {
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
