package main

import (
	"archive/tar"
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"
)

// An archive is a finished build in one file, a tar packed with zstd: the site
// below "public", its search index below "index". The same build gives the same
// bytes. Replicas serve it without any content of their own.
const (
	archivedSite  = "public"
	archivedIndex = "index"
)

// What an archive may hold, so that a damaged one does not fill the disk.
const (
	maxArchiveFiles = 4_000_000
	maxArchiveBytes = 64 << 30
)

// writeArchive packs the build that stands at a place. The file appears whole
// or not at all.
func (l place) writeArchive(name string) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write the archive %s: %w", name, err)
		}
	}()
	site, err := l.readSite()
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // gone already where all went well
	defer f.Close()
	buffered := bufio.NewWriterSize(f, 1<<20)
	packed, err := zstd.NewWriter(buffered, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	w := tar.NewWriter(packed)
	for _, tree := range []struct{ from, as string }{
		{l.public, archivedSite}, {l.index(site.Build), path.Join(archivedIndex, site.Build)},
	} {
		if err := addTree(w, os.DirFS(tree.from), tree.as); err != nil {
			return fmt.Errorf("%s: %w", tree.from, err)
		}
	}
	for _, step := range []func() error{w.Close, packed.Close, buffered.Flush, func() error { return f.Chmod(0o644) }, f.Sync, f.Close} {
		if err := step(); err != nil {
			return err
		}
	}
	return os.Rename(f.Name(), name)
}

// addTree adds the files of a folder in the order of their names. Those that
// begin with a dot are no part of a site.
func addTree(w *tar.Writer, fsys fs.FS, as string) error {
	return fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case name != "." && strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !d.Type().IsRegular():
			return nil
		}
		body, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		header := &tar.Header{Typeflag: tar.TypeReg, Name: path.Join(as, name), Mode: 0o644, Size: int64(len(body)), Format: tar.FormatPAX}
		if err := w.WriteHeader(header); err != nil {
			return err
		}
		_, err = w.Write(body)
		return err
	})
}

// archive is an archive that is served. What is unpacked of it stands in a
// folder named after its bytes; "current" leads to the one that is served.
type archive struct {
	file   string
	folder string // <data>/archive

	mu    sync.Mutex  // held while unpacking
	stamp fs.FileInfo // of the file that was unpacked last
}

func newArchive(file, data string) *archive {
	return &archive{file: file, folder: filepath.Join(data, "archive")}
}

func (a *archive) current() string { return filepath.Join(a.folder, "current") }

// place is where the archive's build stands, whichever it is by then.
func (a *archive) place() place {
	return place{public: filepath.Join(a.current(), archivedSite), data: a.current()}
}

// unpack makes the archive's build the current one. On error the earlier one
// stays.
func (a *archive) unpack() (err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	defer func() {
		if err != nil {
			err = fmt.Errorf("unpack %s: %w", a.file, err)
		}
	}()
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.Close()
	if a.stamp, err = f.Stat(); err != nil {
		return err
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	name := hex.EncodeToString(sum.Sum(nil)[:8])
	if _, err := os.Stat(filepath.Join(a.folder, name)); err != nil {
		if err := a.extract(f, name); err != nil {
			return err
		}
	}
	before, _ := os.Readlink(a.current())
	if before == name {
		return nil
	}
	next := filepath.Join(a.folder, ".next")
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Symlink(name, next); err != nil {
		return err
	}
	if err := os.Rename(next, a.current()); err != nil {
		return err
	}
	a.tidy(name, before)
	return nil
}

// orEarlier has a server that starts serve what was unpacked last where the disk
// takes no more. What is wrong with the archive itself is not passed over.
func (a *archive) orEarlier(err error, log *slog.Logger) error {
	if _, disk := errors.AsType[*fs.PathError](err); !disk {
		return err
	}
	at := a.place()
	earlier, siteErr := at.readSite()
	if siteErr != nil {
		return err
	}
	log.Error("the archive cannot be unpacked, the earlier build is served", "build", earlier.Build, "error", err)
	return nil
}

// extract unpacks into a new folder, which gets its name when it is whole.
func (a *archive) extract(from io.Reader, name string) (err error) {
	if err := os.MkdirAll(a.folder, 0o755); err != nil {
		return err
	}
	temporary, err := os.MkdirTemp(a.folder, ".unpacking-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temporary)) }()
	root, err := os.OpenRoot(temporary)
	if err != nil {
		return err
	}
	defer root.Close()
	if err := readArchive(from, func(name string, file io.Reader) error { return extractFile(root, name, file) }); err != nil {
		return err
	}
	return os.Rename(temporary, filepath.Join(a.folder, name))
}

// verify reads the whole archive and writes nothing.
func (a *archive) verify() error {
	f, err := a.open()
	if err != nil {
		return err
	}
	defer f.Close()
	return readArchive(f, func(_ string, file io.Reader) error {
		_, err := io.Copy(io.Discard, file)
		return err
	})
}

// open opens the file, and says of none what to do.
func (a *archive) open() (*os.File, error) {
	info, err := os.Stat(a.file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("there is no such file; make one with: shebao build --archive FILE")
	case err == nil && !info.Mode().IsRegular():
		return nil, errors.New("it is no file")
	}
	f, err := os.Open(a.file)
	if errors.Is(err, fs.ErrPermission) {
		return nil, errors.New("this user may not read it")
	}
	return f, cause(err)
}

// readArchive gives the files of an archive one after the other. What is no
// archive of a finished build is an error.
func readArchive(from io.Reader, put func(name string, file io.Reader) error) error {
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
		finished = finished || h.Name == path.Join(archivedSite, "site.json")
		files, bytes = files+1, bytes+h.Size
		first, _, _ := strings.Cut(h.Name, "/")
		switch {
		case files > maxArchiveFiles || bytes > maxArchiveBytes:
			return errors.New("it is too large for an archive of a site")
		case h.Typeflag != tar.TypeReg, first != archivedSite && first != archivedIndex:
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
	if _, disk := errors.AsType[*fs.PathError](err); disk {
		return err
	}
	return fmt.Errorf("it is no whole archive of 'shebao build --archive'; bring it here again (%w)", err)
}

// extractFile writes one file. The root refuses a name that leads out of it.
func extractFile(root *os.Root, name string, from io.Reader) error {
	name, err := filepath.Localize(name)
	if err != nil {
		return fmt.Errorf("it holds a file with an impossible name")
	}
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return err
	}
	f, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Close())
}

// tidy removes what was unpacked before, but for the build that requests may
// still be answered from, and what was left half unpacked.
// What cannot be removed now, the next one removes.
func (a *archive) tidy(current, before string) {
	entries, _ := os.ReadDir(a.folder)
	for _, e := range entries {
		if name := e.Name(); name != current && name != before && name != filepath.Base(a.current()) {
			_ = os.RemoveAll(filepath.Join(a.folder, name))
		}
	}
}

// changed tells whether the file is another one than the one unpacked last.
func (a *archive) changed() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	info, err := os.Stat(a.file)
	return err == nil && (!os.SameFile(info, a.stamp) || info.Size() != a.stamp.Size() || !info.ModTime().Equal(a.stamp.ModTime()))
}

// follow unpacks an archive that takes the place of this one, until ctx ends.
// The server then finds the new build by itself.
func (a *archive) follow(ctx context.Context, log *slog.Logger) {
	ticks := time.NewTicker(time.Second)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
			if !a.changed() {
				continue
			}
			if err := a.unpack(); err != nil {
				log.Error("a new archive cannot be served, the earlier build stays", "error", err)
			}
		}
	}
}
