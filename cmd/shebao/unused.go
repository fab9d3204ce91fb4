package main

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"shebao/content"
	"shebao/generator/guide"
)

// warnUnused says that the folder content here is not read, as the guides inside
// the program are unless another folder is named: who edits it would wait for
// the change in vain. A folder that says the same is not worth a word, and one
// that cannot be read is none of this command's.
func (p program) warnUnused(l place) {
	if l.content != "" {
		return
	}
	if info, err := os.Stat(filepath.Join(localContent, "site.yaml")); err != nil || !info.Mode().IsRegular() {
		return
	}
	root, err := os.OpenRoot(localContent)
	if err != nil {
		return
	}
	defer root.Close()
	here, err := guide.Fingerprint(texts{root.FS()})
	if err != nil {
		return
	}
	inside, err := guide.Fingerprint(texts{content.FS})
	if err != nil || here == inside {
		return
	}
	fmt.Fprintf(p.stderr, "shebao: warning: %s/ here is not used, but the guides inside the program: to use it add --content %[1]s\n", localContent)
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

// named gives the faults of a build as they are found from where the program
// runs: each file with the content folder before it. Of the guides inside the
// program there is no folder.
func (l place) named(faults guide.Faults) guide.Faults {
	if l.content == "" {
		return faults
	}
	list := slices.Clone(faults)
	for i, f := range list {
		list[i].File = path.Join(filepath.ToSlash(l.content), f.File)
	}
	return list
}

// namedError is named for an error that may be faults.
func (l place) namedError(err error) error {
	if faults, ok := err.(guide.Faults); ok {
		return l.named(faults)
	}
	return err
}
