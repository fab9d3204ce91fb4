package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
)

// A burst of changes is one change: it ends when nothing has happened for
// quiet, and after burst in any case.
const (
	quiet = 15 * time.Millisecond
	burst = 500 * time.Millisecond
)

// watch tells of changes below some folders. Folders are watched rather than
// files, since many editors save by renaming a new file over the old one.
type watch struct {
	*fsnotify.Watcher
	except  string        // a folder of ours, which may stand among the others
	changed chan struct{} // holds one at most

	mu    sync.Mutex
	names map[string]bool // that something has happened to, until they are taken
	lost  bool            // there were more
}

// take tells what has changed since it was last called: paths that begin with one
// of the folders. ok is false where that is not known.
func (w *watch) take() (names []string, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	names, ok = slices.Sorted(maps.Keys(w.names)), !w.lost
	w.names, w.lost = map[string]bool{}, false
	return names, ok
}

// note remembers what has changed, "" for what is not known.
func (w *watch) note(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.names[name] = true
	w.lost = w.lost || name == ""
}

func newWatch(ctx context.Context, except string, folders ...string) (*watch, error) {
	w, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watch for changes: %w", err)
	}
	all := &watch{Watcher: w, except: filepath.Clean(except), changed: make(chan struct{}, 1), names: map[string]bool{}}
	for _, folder := range folders {
		if err := all.addTree(folder); err != nil {
			return nil, errors.Join(fmt.Errorf("watch %s: %w", folder, err), w.Close())
		}
	}
	go all.run(ctx)
	return all, nil
}

// addTree watches a folder and those in it, but for hidden ones.
func (w *watch) addTree(root string) error {
	return filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil // it has gone again
		case err != nil:
			return err
		case !e.IsDir():
			return nil
		case path != root && strings.HasPrefix(e.Name(), "."), filepath.Clean(path) == w.except:
			return fs.SkipDir
		}
		return w.Add(path)
	})
}

// run gathers events into bursts until ctx ends.
func (w *watch) run(ctx context.Context) {
	defer w.Close()
	var first time.Time // of the burst; zero: none
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	note := func(name string) {
		w.note(name)
		if first.IsZero() {
			first = time.Now()
		}
		timer.Reset(max(0, min(quiet, burst-time.Since(first))))
	}
	for {
		select {
		case <-ctx.Done():
			return
		case e, ok := <-w.Events:
			if !ok {
				return
			}
			if e.Op == fsnotify.Chmod || strings.HasPrefix(filepath.Base(e.Name), ".") {
				continue
			}
			if e.Has(fsnotify.Create) {
				_ = w.addTree(e.Name) // a folder may have come with files in it
			}
			note(e.Name)
		case _, ok := <-w.Errors:
			if !ok {
				return
			}
			note("") // events were lost: look at everything
		case <-timer.C:
			first = time.Time{}
			select {
			case w.changed <- struct{}{}:
			default: // one is waiting already
			}
		}
	}
}
