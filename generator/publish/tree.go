package publish

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Folders are the folders of a site by name, each with the time at which
// something was last added to it or taken out, in nanoseconds. A folder whose
// time is the same holds what it held. The site's root is not among them, since
// its owner may keep dotfiles there.
type Folders map[string]int64

// foldersOf are the names of the folders in which files stand.
func foldersOf(files map[string]Output) []string {
	names := map[string]bool{}
	for name := range files {
		for dir := path.Dir(name); dir != "." && !names[dir]; dir = path.Dir(dir) {
			names[dir] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// readFolders reads the times of the folders of a site; nil where one is missing.
func readFolders(site string, names []string) Folders {
	from, err := openLookout(site)
	if err != nil {
		return nil
	}
	defer from.close()
	times := make([]int64, len(names))
	var missing atomic.Bool
	inParallel(len(names), func(i int) {
		e, ok := from.look(names[i])
		if !ok || !e.folder {
			missing.Store(true)
		}
		times[i] = e.modified
	})
	if missing.Load() {
		return nil
	}
	all := make(Folders, len(names))
	for i, name := range names {
		all[name] = times[i]
	}
	return all
}

// entry is what a folder says of something in it.
type entry struct {
	regular, folder bool
	size, modified  int64 // bytes; nanoseconds
}

// standsWhole tells whether a site holds these files in these folders, all as they
// were written, and nothing else but dotfiles at its root. Of a folder whose time
// is 0, what it holds is counted instead.
func standsWhole(site string, files map[string]Output, known Folders) bool {
	return rightCounts(site, files, known) && filesStand(site, files, slices.Collect(maps.Keys(files))) && foldersStand(site, known)
}

// changesStand is standsWhole where all but the named files, and the folders
// whose time is known, have been looked at before.
func changesStand(site string, files map[string]Output, known Folders, changed map[string]bool) bool {
	var names []string
	for name := range changed {
		if _, wanted := files[name]; wanted {
			names = append(names, name)
		}
	}
	return rightCounts(site, files, known) && filesStand(site, files, names)
}

// rightCounts tells whether a site's root and its folders whose time is 0 hold as
// much as they should.
func rightCounts(site string, files map[string]Output, known Folders) bool {
	counts := map[string]int{".": 0}
	for name, modified := range known {
		if modified == 0 {
			counts[name] = 0
		}
	}
	count := func(name string) {
		dir := "."
		if i := strings.LastIndexByte(name, '/'); i >= 0 {
			dir = name[:i]
		}
		if n, ok := counts[dir]; ok {
			counts[dir] = n + 1
		}
	}
	for name := range files {
		count(name)
	}
	for name := range known {
		count(name)
	}
	for dir, want := range counts {
		entries, err := os.ReadDir(filepath.Join(site, filepath.FromSlash(dir)))
		if dir == "." {
			entries = slices.DeleteFunc(entries, func(e os.DirEntry) bool { return strings.HasPrefix(e.Name(), ".") })
		}
		if err != nil || len(entries) != want {
			return false
		}
	}
	return true
}

// filesStand tells whether the named files of a site stand as they were written.
func filesStand(site string, files map[string]Output, names []string) bool {
	from, err := openLookout(site)
	if err != nil {
		return len(names) == 0
	}
	defer from.close()
	var wrong atomic.Bool
	inParallel(len(names), func(i int) {
		if wrong.Load() {
			return
		}
		if e, ok := from.look(names[i]); !ok || !files[names[i]].is(e) {
			wrong.Store(true)
		}
	})
	return !wrong.Load()
}

// foldersStand tells whether the folders of a site are there and, where their
// time is known, as they were left.
func foldersStand(site string, known Folders) bool {
	dirs := slices.Collect(maps.Keys(known))
	from, err := openLookout(site)
	if err != nil {
		return len(dirs) == 0
	}
	defer from.close()
	var wrong atomic.Bool
	inParallel(len(dirs), func(i int) {
		modified := known[dirs[i]]
		if e, ok := from.look(dirs[i]); !ok || !e.folder || modified != 0 && e.modified != modified {
			wrong.Store(true)
		}
	})
	return !wrong.Load()
}

// inParallel does n independent things on all processors.
func inParallel(n int, do func(i int)) {
	const share = 64 // few are not worth a goroutine each
	var wg sync.WaitGroup
	workers := min(runtime.GOMAXPROCS(0), (n+share-1)/share)
	for w := range workers {
		wg.Go(func() {
			for i := w * n / workers; i < (w+1)*n/workers; i++ {
				do(i)
			}
		})
	}
	wg.Wait()
}
