package site

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"shebao/content"
	"shebao/generator/guide"
)

// DiffersFromEmbedded tells whether a folder holds guides, and not those inside
// the program. One that cannot be read does not.
func DiffersFromEmbedded(folder string) bool {
	if info, err := os.Stat(filepath.Join(folder, "site.yaml")); err != nil || !info.Mode().IsRegular() {
		return false
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return false
	}
	defer root.Close()
	here, err := guide.Fingerprint(texts{root.FS()})
	if err != nil {
		return false
	}
	inside, err := guide.Fingerprint(texts{content.FS})
	return err == nil && here != inside
}

// texts is a content folder without what the program does not embed: files at
// its top that are no YAML.
type texts struct{ fs.FS }

// ReadDir implements fs.ReadDirFS.
func (t texts) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(t.FS, name)
	if name == "." {
		entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return !e.IsDir() && path.Ext(e.Name()) != ".yaml" })
	}
	return entries, err
}
