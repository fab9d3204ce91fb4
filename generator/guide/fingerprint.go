package guide

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// Fingerprint names the whole content of a folder, every file's path and bytes,
// in 64 hexadecimal digits: a site whose build has another one is older than its
// content. Names that begin with a dot do not count, as Load passes them over,
// and what is no regular file counts by its name alone and is not opened.
func Fingerprint(fsys fs.FS) (string, error) { return (*Cache)(nil).Fingerprint(fsys) }

// Fingerprint is the function of this name. Files that the cache knows are not
// read again.
func (c *Cache) Fingerprint(fsys fs.FS) (string, error) {
	var entries []entry
	listed, err := list(fsys)
	if err != nil {
		return "", fmt.Errorf("fingerprint the content: %w", err)
	}
	if c != nil {
		c.listed = listed
	}
	var add func(folder string)
	add = func(folder string) {
		for _, d := range listed[folder] {
			switch name := path.Join(folder, d.Name()); {
			case strings.HasPrefix(d.Name(), "."):
			case d.IsDir():
				add(name)
			default:
				entries = append(entries, entry{path: name, regular: d.Type().IsRegular() && fs.ValidPath(name), dir: d})
			}
		}
	}
	add(".")
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range entries {
		e := &entries[i]
		if !e.regular {
			continue
		}
		g.Go(func() error {
			var err error
			e.sum, err = c.sum(fsys, e.path, e.dir)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return "", fmt.Errorf("fingerprint the content: %w", err)
	}
	if c != nil {
		there := make(map[string]bool, len(entries))
		for _, e := range entries {
			there[e.path] = true
		}
		c.forget(there)
		for i := range entries {
			entries[i].dir = nil
		}
		c.Found = Found{entries}
	}
	return fingerprint(entries), nil
}

// entry is a file of a content folder.
type entry struct {
	path    string
	regular bool
	dir     fs.DirEntry // until it has been looked at
	sum     [sha256.Size]byte
}

// Found is what Fingerprint has found in a folder, in its order.
type Found struct{ entries []entry }

// FingerprintAfter is Fingerprint for whoever has been told which files may have
// changed since the folder was found so: nothing else is looked at. Where one of
// them has come or gone, all is.
func (c *Cache) FingerprintAfter(fsys fs.FS, found Found, changed []string) (string, error) {
	entries := slices.Clone(found.entries)
	for _, name := range changed {
		i := slices.IndexFunc(entries, func(e entry) bool { return e.path == name })
		if i < 0 || !entries[i].regular {
			return c.Fingerprint(fsys)
		}
		info, err := fs.Lstat(fsys, name)
		if err != nil || !info.Mode().IsRegular() {
			return c.Fingerprint(fsys)
		}
		if entries[i].sum, err = c.sum(fsys, name, fs.FileInfoToDirEntry(info)); err != nil {
			return "", fmt.Errorf("fingerprint the content: %w", err)
		}
	}
	c.Found = Found{entries}
	return fingerprint(entries), nil
}

func fingerprint(entries []entry) string {
	all := sha256.New()
	for _, e := range entries {
		// The length before each path keeps "a"+"bc" apart from "ab"+"c".
		var length [9]byte
		binary.BigEndian.PutUint64(length[:8], uint64(len(e.path)))
		if e.regular {
			length[8] = 1
		}
		all.Write(length[:])
		io.WriteString(all, e.path)
		all.Write(e.sum[:])
	}
	return hex.EncodeToString(all.Sum(nil))
}

// list reads every folder, those of one depth side by side: with ten thousand
// files that is most of the work where nothing has changed. Folders whose names
// begin with a dot are passed over.
func list(fsys fs.FS) (map[string][]fs.DirEntry, error) {
	all := map[string][]fs.DirEntry{}
	for level := []string{"."}; len(level) > 0; {
		read := make([][]fs.DirEntry, len(level))
		var g errgroup.Group
		g.SetLimit(runtime.GOMAXPROCS(0))
		for i, folder := range level {
			g.Go(func() (err error) {
				read[i], err = fs.ReadDir(fsys, folder)
				return err
			})
		}
		if err := g.Wait(); err != nil {
			return nil, err
		}
		var next []string
		for i, folder := range level {
			all[folder] = read[i]
			for _, d := range read[i] {
				if d.IsDir() && !strings.HasPrefix(d.Name(), ".") {
					next = append(next, path.Join(folder, d.Name()))
				}
			}
		}
		level = next
	}
	return all, nil
}
