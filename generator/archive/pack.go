package archive

import (
	"archive/tar"
	"bufio"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// Where an archive has what it holds.
const (
	siteFolder  = "public"
	indexFolder = "index"
)

// Build is a finished build and where it stands.
type Build struct {
	Public string // folder of the site
	Index  string // folder of its search index
	Name   string // of the build
}

// Pack writes the archive of a build. The file appears whole or not at all.
func Pack(file string, b Build) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write the archive %s: %w", file, err)
		}
	}()
	f, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"-*")
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
	for _, tree := range []struct{ from, as string }{{b.Public, siteFolder}, {b.Index, path.Join(indexFolder, b.Name)}} {
		if err := addTree(w, os.DirFS(tree.from), tree.as); err != nil {
			return fmt.Errorf("%s: %w", tree.from, err)
		}
	}
	for _, step := range []func() error{w.Close, packed.Close, buffered.Flush, func() error { return f.Chmod(0o644) }, f.Sync, f.Close} {
		if err := step(); err != nil {
			return err
		}
	}
	return os.Rename(f.Name(), file)
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
