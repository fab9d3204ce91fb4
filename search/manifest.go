package search

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	mmap "github.com/blevesearch/mmap-go"
	"golang.org/x/sync/errgroup"
)

// The parts of an index directory.
const (
	catalogFile  = "catalog" // everything but the segments, which it names: terms and the text of the sections
	manifestFile = "manifest.json"
)

// formatVersion changes with anything that makes an older index unreadable or
// its answers wrong: the catalog's layout, the analysis of text.
const formatVersion = 3

// manifest lists the files of an index, so that a damaged, half written or
// foreign one is noticed before anything is read from it. It is written last.
type manifest struct {
	Format    int          `json:"format"`
	Documents int          `json:"documents"`
	Files     []listedFile `json:"files"`
}

type listedFile struct {
	Name string `json:"name"` // below the directory, with slashes
	Size int64  `json:"size"`
	Sum  uint32 `json:"crc32c"`
}

// seal writes the manifest and brings every file and folder to the disk. Files
// that are known belong to an earlier index as well and are there already.
func seal(dir string, documents int, known map[string]listedFile) error {
	m := manifest{Format: formatVersion, Documents: documents}
	var folders []string
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if e.IsDir() {
			folders = append(folders, path)
			return nil
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		if f, ok := known[filepath.ToSlash(rel)]; ok {
			m.Files = append(m.Files, f)
			return nil
		}
		size, sum, err := checksum(path)
		if err != nil {
			return err
		}
		m.Files = append(m.Files, listedFile{filepath.ToSlash(rel), size, sum})
		return sync(path)
	})
	if err != nil {
		return err
	}
	encoded, err := m.encode()
	if err != nil {
		return err
	}
	path := filepath.Join(dir, manifestFile)
	if err := os.WriteFile(path, encoded, 0o644); err != nil {
		return err
	}
	if err := sync(path); err != nil {
		return err
	}
	slices.Reverse(folders)
	for _, f := range append(folders, filepath.Dir(dir)) {
		if err := sync(f); err != nil {
			return err
		}
	}
	return nil
}

func (m *manifest) encode() ([]byte, error) { return json.MarshalIndent(m, "", "\t") }

func sync(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(path string) (size int64, sum uint32, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, 0, err
	}
	defer f.Close()
	h := crc32.New(castagnoli)
	size, err = io.CopyBuffer(h, struct{ io.Reader }{f}, make([]byte, 1<<18)) // a file's own way of copying has less room
	return size, h.Sum32(), err
}

// readManifest reads the manifest of dir.
func readManifest(dir string) (manifest, error) {
	encoded, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if errors.Is(err, fs.ErrNotExist) {
		return manifest{}, fmt.Errorf("%w: no %s", ErrDamaged, manifestFile)
	}
	if err != nil {
		return manifest{}, err
	}
	return decodeManifest(encoded)
}

func decodeManifest(encoded []byte) (manifest, error) {
	var m manifest
	var version struct {
		Format int `json:"format"`
	}
	if err := json.Unmarshal(encoded, &version); err != nil {
		return m, fmt.Errorf("%w: %s: %w", ErrDamaged, manifestFile, err)
	}
	if version.Format != formatVersion {
		return m, fmt.Errorf("%w: %d, not %d", ErrVersion, version.Format, formatVersion)
	}
	if err := json.Unmarshal(encoded, &m); err != nil {
		return m, fmt.Errorf("%w: %s: %w", ErrDamaged, manifestFile, err)
	}
	written, err := m.encode()
	if err != nil {
		return m, fmt.Errorf("%w: %s: %w", ErrDamaged, manifestFile, err)
	}
	if !bytes.Equal(encoded, written) { // JSON takes NAME for name, and what follows it for nothing
		return m, fmt.Errorf("%w: %s is not as it was written", ErrDamaged, manifestFile)
	}
	if !slices.ContainsFunc(m.Files, func(f listedFile) bool { return f.Name == catalogFile }) {
		return m, fmt.Errorf("%w: %s lists no %s", ErrDamaged, manifestFile, catalogFile)
	}
	for _, f := range m.Files {
		if !filepath.IsLocal(filepath.FromSlash(f.Name)) {
			return m, fmt.Errorf("%w: %s names a file outside", ErrDamaged, manifestFile)
		}
	}
	return m, nil
}

// verify compares files with the manifest, those whose name is among them.
func (m *manifest) verify(dir string, among func(name string) bool) error {
	var group errgroup.Group
	for _, f := range m.Files {
		if !among(f.Name) {
			continue
		}
		group.Go(func() error {
			size, sum, err := checksum(filepath.Join(dir, filepath.FromSlash(f.Name)))
			switch {
			case errors.Is(err, fs.ErrNotExist):
				return fmt.Errorf("%w: no %s", ErrDamaged, f.Name)
			case err != nil:
				return err
			case size != f.Size || sum != f.Sum:
				return fmt.Errorf("%w: %s is not as it was written", ErrDamaged, f.Name)
			}
			return nil
		})
	}
	return group.Wait()
}

// readCatalog maps the catalog of dir, which verify has found whole, into memory.
func readCatalog(dir string, m manifest) (c *catalog, err error) {
	file, err := mapFile(filepath.Join(dir, catalogFile))
	if err != nil {
		return nil, fmt.Errorf("map %s into memory: %w", catalogFile, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, file.Unmap())
		}
	}()
	if c, err = decodeCatalog(file); err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrDamaged, catalogFile, err)
	}
	c.file = file
	for i := range c.Counts {
		name := c.Segments.at(uint32(i))
		if !slices.ContainsFunc(m.Files, func(f listedFile) bool { return f.Name == name }) {
			return nil, fmt.Errorf("%w: %s lists no %s", ErrDamaged, manifestFile, name)
		}
	}
	if len(c.Guides.Sections) != m.Documents {
		return nil, fmt.Errorf("%w: %d sections, not %d", ErrDamaged, len(c.Guides.Sections), m.Documents)
	}
	return c, nil
}

// mapFile has a file read where it lies: what is not asked for is not read, and
// what is read the system may forget again, and shares between processes.
func mapFile(path string) (mmap.MMap, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return mmap.Map(f, mmap.RDONLY, 0)
}
