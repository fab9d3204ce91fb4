package publish

import (
	"path/filepath"
	"slices"
)

// Left is how a build has left the published site. Whoever keeps it can tell
// later whether the site still stands like that, keep files of it in the next
// one, and let that one take the previous build's tree.
type Left struct {
	Files   map[string]Output // by name; every file of the site
	Total   digest            // of them all, see Stage.Name
	Folders Folders
	Before  Before
}

// Before tells in what the previous build, which stands beside the site, differs
// from it. Nothing is known of it where it has no folders.
type Before struct {
	Folders Folders
	Differs []string // files that only one of the two has, or that are not the same
}

// Output is a written file, by which it is recognised in the published site.
type Output struct {
	Sum      digest
	Size     int64
	Modified int64 // in nanoseconds
}

// standsAt tells whether a file stands at path as it was written.
func (o Output) standsAt(path string) bool {
	e, ok := look(path)
	return ok && o.is(e)
}

// is tells whether an entry is the file as it was written.
func (o Output) is(e entry) bool {
	return e.regular && e.size == o.Size && e.modified == o.Modified
}

// Stands tells whether the site in public is as it was left.
func (l *Left) Stands(public string) bool {
	return len(l.Folders) > 0 && standsWhole(public, l.Files, l.Folders)
}

// Left is how the target is left once s is published. earlier is how the build
// before left it, nothing where that is not known.
func (t *Target) Left(s *Stage, earlier Left) Left {
	now := Left{Files: s.written, Total: s.total.digest(), Before: Before{Folders: earlier.Folders}}
	if s.current != nil {
		now.Before.Differs = s.differs()
	} else {
		now.Before.Differs = differences(earlier.Files, now.Files)
	}
	if t.renewal == nil || t.renewal.folders == nil {
		now.Folders = readFolders(t.public, foldersOf(now.Files))
	} else {
		now.Folders = t.renewal.foldersNow(t.public)
	}
	return now
}

// foldersNow are the folders of the site that has been published. The times of
// those that the renewal has not touched are known.
func (r *renewal) foldersNow(public string) Folders {
	for name, modified := range r.folders {
		if modified != 0 {
			continue
		}
		e, ok := look(filepath.Join(public, filepath.FromSlash(name)))
		if !ok {
			return nil
		}
		r.folders[name] = e.modified
	}
	return r.folders
}

// differences are the files that only one of two sites has, or that are not the
// same, in order.
func differences(a, b map[string]Output) []string {
	var names []string
	for name, o := range a {
		if b[name] != o {
			names = append(names, name)
		}
	}
	for name := range b {
		if _, both := a[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
