package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	"shebao/generator"
	"shebao/generator/theme"
	"shebao/generator/watch"
	"shebao/server"
	"shebao/server/live"
)

// indexWait is how long dev waits for the next change before it makes the
// search index of the last one.
const indexWait = time.Second

// editing is a site that is being written.
type editing struct {
	serving
	program
	view   *live.View
	cache  *generator.Cache
	config server.Config

	theme    *theme.Theme
	drawn    *theme.Theme // which site draws with
	revision string       // of the theme and the program
	site     *server.Server
	build    string
	made     atomic.Pointer[listing]

	changes *watch.Watch
	pending []string // files of the content that have changed since the last build without an error
	unsure  bool     // perhaps others, too
}

// follow builds now and after every change. The index comes when nothing has
// changed for a while; a change meanwhile ends its making.
func (e *editing) follow(ctx context.Context, changed <-chan struct{}, failed <-chan error) {
	ok := e.make(ctx)
	for {
		indexed := make(chan struct{})
		indexing, stop := context.WithCancel(ctx)
		go func() {
			defer close(indexed)
			e.rest(indexing)
			if ok && indexing.Err() == nil {
				e.makeIndex(indexing)
			}
		}()
		select {
		case <-changed:
		case err := <-failed:
			fmt.Fprintf(e.stderr, "shebao: %v\n", err)
			stop()
			<-indexed
			return
		case <-ctx.Done():
			stop()
			<-indexed
			return
		}
		stop()
		<-indexed
		ok = e.make(ctx)
	}
}

// rest waits for indexWait, or until ctx ends. What the last build has left is
// collected meanwhile, so that the next one need not stop for it.
func (e *editing) rest(ctx context.Context) {
	late := time.After(indexWait)
	select {
	case <-time.After(indexWait / 10):
		runtime.GC()
	case <-ctx.Done():
		return
	}
	select {
	case <-late:
	case <-ctx.Done():
	}
}

// makeIndex makes the search index of the build that is shown.
func (e *editing) makeIndex(ctx context.Context) {
	if e.HasIndex(e.build) {
		return
	}
	_, err := e.pages(ctx, e.BuildIndex, nil) // which finds whatever has not been told
	if err == nil {
		err = e.site.Reload()
	}
	if err == nil {
		err = e.removeIndexes()
	}
	if err != nil && ctx.Err() == nil {
		fmt.Fprintf(e.stderr, "shebao: %v\n", err)
	}
}

// removeIndexes removes those of earlier builds: there is one for every pause
// in writing.
func (e *editing) removeIndexes() error {
	folder := filepath.Dir(e.Index(e.build))
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.Name() != e.build {
			err = errors.Join(err, os.RemoveAll(filepath.Join(folder, entry.Name())))
		}
	}
	return err
}
