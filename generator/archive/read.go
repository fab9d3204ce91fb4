package archive

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/klauspost/compress/zstd"
)

// What an archive may hold, so that a damaged one does not fill the disk.
const (
	maxFiles = 4_000_000
	maxBytes = 64 << 30
)

// Verify reads the whole archive and writes nothing.
func Verify(file string) error {
	f, err := open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	return read(f, func(_ string, body io.Reader) error {
		_, err := io.Copy(io.Discard, body)
		return err
	})
}

// open opens an archive, and says where there is none what to do.
func open(file string) (*os.File, error) {
	info, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("there is no such file; make one with: shebao build --archive FILE")
	case err == nil && !info.Mode().IsRegular():
		return nil, errors.New("it is no file")
	}
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrPermission) {
		return nil, errors.New("this user may not read it")
	}
	if pathErr, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathErr.Err // whoever calls names the file
	}
	return f, err
}

// read gives the files of an archive one after the other. What is no archive of
// a finished build is an error.
func read(from io.Reader, put func(name string, body io.Reader) error) error {
	unpacked, err := zstd.NewReader(from, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(256<<20))
	if err != nil {
		return err
	}
	defer unpacked.Close()
	r := tar.NewReader(unpacked)
	var files, bytes int64
	finished := false
	for {
		h, err := r.Next()
		switch {
		case errors.Is(err, io.EOF) && !finished:
			return errors.New("it holds no finished build; make it anew with: shebao build --archive FILE")
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return notWhole(err)
		}
		finished = finished || h.Name == path.Join(siteFolder, "site.json")
		files, bytes = files+1, bytes+h.Size
		first, _, _ := strings.Cut(h.Name, "/")
		switch {
		case files > maxFiles || bytes > maxBytes:
			return errors.New("it is too large for an archive of a site")
		case !fs.ValidPath(h.Name):
			return fmt.Errorf("it holds %q, which leads out of it", h.Name)
		case h.Typeflag != tar.TypeReg, first != siteFolder && first != indexFolder:
			return fmt.Errorf("it holds %q, which is no part of a site", h.Name)
		}
		if err := put(h.Name, r); err != nil {
			return notWhole(err)
		}
	}
}

// notWhole says of what cannot be unpacked what that means. A disk that is full
// is not the archive's fault.
func notWhole(err error) error {
	if IsOfDisk(err) {
		return err
	}
	return fmt.Errorf("it is no whole archive of 'shebao build --archive'; bring it here again (%w)", err)
}

// IsOfDisk tells whether the disk, and not the archive, is why something could not
// be unpacked: when there is room again, it can.
func IsOfDisk(err error) bool {
	_, file := errors.AsType[*fs.PathError](err)
	_, name := errors.AsType[*os.LinkError](err) // of a rename or a link
	return file || name
}

// extractFile writes one file. The root refuses a name that leads out of it.
func extractFile(root *os.Root, name string, from io.Reader) error {
	name, err := filepath.Localize(name)
	if err != nil {
		return errors.New("it holds a file with an impossible name")
	}
	err = root.MkdirAll(filepath.Dir(name), 0o755)
	if errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.ENOTDIR) {
		return fmt.Errorf("it holds %q below a file", name)
	}
	if err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("it holds %q twice", name)
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Close())
}
