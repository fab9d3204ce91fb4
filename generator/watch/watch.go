package watch

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

// Watch tells of changes below some folders. Folders are watched rather than
// files, since many editors save by renaming a new file over the old one.
type Watch struct {
	events  *fsnotify.Watcher
	except  string        // a folder of the program's own, which may stand among the others
	changed chan struct{} // holds one at most

	mu    sync.Mutex
	names map[string]bool // that something has happened to, until they are taken
	lost  bool            // there were more
}

// Folders watches folders and all in them, but for hidden ones and the folder
// except, until ctx ends.
func Folders(ctx context.Context, except string, folders ...string) (*Watch, error) {
	events, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watch for changes: %w", err)
	}
	w := &Watch{events: events, except: filepath.Clean(except), changed: make(chan struct{}, 1), names: map[string]bool{}}
	for _, folder := range folders {
		if err := w.addTree(folder); err != nil {
			return nil, errors.Join(fmt.Errorf("watch %s: %w", folder, err), events.Close())
		}
	}
	go w.run(ctx)
	return w, nil
}

// Changed gets a value after every burst of changes. What has changed, Take tells.
func (w *Watch) Changed() <-chan struct{} { return w.changed }

// Take tells what has changed since it was last called, in order: paths that
// begin with one of the folders. ok is false where that is not known, and
// anything may have.
func (w *Watch) Take() (names []string, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	names, ok = slices.Sorted(maps.Keys(w.names)), !w.lost
	w.names, w.lost = map[string]bool{}, false
	return names, ok
}

// note remembers what has changed, "" for what is not known.
func (w *Watch) note(name string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if name == "" {
		w.lost = true
	} else {
		w.names[name] = true
	}
}

// addTree watches a folder and those in it, but for hidden ones.
func (w *Watch) addTree(root string) error {
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
		return w.events.Add(path)
	})
}

// run gathers events into bursts until ctx ends.
func (w *Watch) run(ctx context.Context) {
	defer w.events.Close()
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
		case e, ok := <-w.events.Events:
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
		case _, ok := <-w.events.Errors:
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
