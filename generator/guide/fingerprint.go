package guide

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"runtime"
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
	type entry struct {
		path    string
		regular bool
		dir     fs.DirEntry
		sum     [sha256.Size]byte
	}
	var entries []*entry
	err := fs.WalkDir(fsys, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(d.Name(), ".") && path != "." {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if !d.IsDir() {
			entries = append(entries, &entry{path: path, regular: d.Type().IsRegular() && fs.ValidPath(path), dir: d})
		}
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("fingerprint the content: %w", err)
	}
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, e := range entries {
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
	}
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
	return hex.EncodeToString(all.Sum(nil)), nil
}
