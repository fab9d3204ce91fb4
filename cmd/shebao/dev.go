package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"shebao/generator"
	"shebao/generator/guide"
	"shebao/generator/theme"
	"shebao/search"
	"shebao/server"
	"shebao/server/live"
	"shebao/server/tally"
)

func (p program) devCommand() *cobra.Command {
	s := serving{demo: true}
	cmd := &cobra.Command{
		Use:   "dev",
		Short: "Write guides and see them at once",
		Long: "dev builds the content with its drafts, serves it, and follows every change of a\n" +
			"guide, a fact or the settings: the open page shows it at once, at the same place.\n" +
			"What is wrong stands in the page with its file and line until it is mended.\n\n" +
			"The site it builds stands in the data folder; the published one stays as it is.\n" +
			"In a checkout of this program, changes of the theme are followed too.",
		Example: "  shebao dev --content ./mytown\n  shebao dev --addr localhost:3000",
		Args:    positional(cobra.NoArgs),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if s.content == "" {
				s.content = "content"
			}
			if _, err := os.Stat(filepath.Join(s.content, "site.yaml")); err != nil {
				return newUsageError(cmd, fmt.Errorf("there is no %s: name the folder of your guides with --content", filepath.Join(s.content, "site.yaml")))
			}
			if _, _, err := net.SplitHostPort(s.addr); err != nil {
				return newUsageError(cmd, fmt.Errorf("--addr %q: write host:port, such as localhost:8080", s.addr))
			}
			return p.dev(cmd.Context(), s)
		},
	}
	f := cmd.Flags()
	f.StringVar(&s.content, "content", "", "folder of guides (default: the folder content)")
	f.StringVar(&s.baseURL, "base-url", "", "address of the finished site, such as https://example.org (default: from site.yaml)")
	f.StringVar(&s.data, "data", "data", "folder for what is built")
	f.StringVar(&s.addr, "addr", "localhost:8080", "address to listen on; port 0 is a free one")
	return cmd
}

// themeFolder is where the theme stands in a checkout of this program.
const themeFolder = "generator/theme"

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
	revision string // of the theme and the program
	site     *server.Server
	build    string
	made     atomic.Pointer[listing]

	changes *watch
	pending []string // files of the content that have changed since the last build without an error
	unsure  bool     // perhaps others, too
}

// listing are the files of a build.
type listing struct {
	build string
	files iter.Seq2[string, int64]
}

// filesOf tells the server what stands in a build, so that it need not look at
// tens of thousands of files after every change.
func (e *editing) filesOf(build string) iter.Seq2[string, int64] {
	if made := e.made.Load(); made != nil && made.build == build {
		return made.files
	}
	return nil
}

// dev serves the site and follows its content until ctx ends.
func (p program) dev(ctx context.Context, s serving) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.addr)
	if err != nil {
		return listenError("addr", s.addr, err)
	}
	defer listener.Close()
	s.data = filepath.Join(s.data, "dev")
	s.public, s.drafts = filepath.Join(s.data, "public"), true
	defer collectSeldom()()
	e := &editing{serving: s, program: p, view: live.New(), config: server.Config{Public: s.public, Log: slog.New(slog.DiscardHandler)}}
	e.config.OpenIndex = func(build string) (server.Searcher, error) { return search.Open(s.index(build)) }
	e.config.Files = e.filesOf
	// One editor reads, on this machine, and is told of builds when they are made.
	e.config.Repack, e.config.Poll = -1, 24*time.Hour
	e.config.Votes = tally.NewVotes(tally.Options{}) // counted for nobody
	closeCards, err := p.openCards(ctx, s, &e.config)
	if err != nil {
		return err
	}
	defer func() { _ = closeCards(true) }()
	folders := []string{s.content}
	if e.hasThemeFolder() {
		folders = append(folders, themeFolder)
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	changes, err := newWatch(ctx, filepath.Dir(s.data), folders...)
	if err != nil {
		return err
	}
	cache, err := s.cacheFile()
	if err != nil {
		return err
	}
	e.cache = generator.LoadCache(cache)

	hs := &http.Server{Handler: e.view, ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- hs.Serve(listener) }()
	defer hs.Close()
	fmt.Fprintf(p.stdout, "serving http://%s/ and watching %s\n", reachable(listener.Addr()), s.content)
	e.changes, e.unsure = changes, true
	e.follow(ctx, changes.changed, failed)
	if e.site != nil {
		err = e.site.Close()
	}
	fmt.Fprintln(p.stdout, "stopped")
	return errors.Join(err, e.cache.Save(cache))
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

// make builds the pages and shows them, or what is wrong.
func (e *editing) make(ctx context.Context) bool {
	start := time.Now()
	result, err := e.pages(ctx, nil, e.changedFiles())
	if err == nil {
		e.pending, e.unsure = nil, false
		err = e.show(result.Build)
	}
	if ctx.Err() != nil {
		return false
	}
	if err != nil {
		faults := e.faults(err)
		e.view.Fail(faults)
		for line := range strings.SplitSeq(e.namedError(err).Error(), "\n") {
			fmt.Fprintf(e.stderr, "shebao: %s\n", line)
		}
		return false
	}
	fmt.Fprintf(e.stdout, "built %d pages, %d of %d files anew, in %s\n",
		result.Pages, result.Files-result.Kept, result.Files, time.Since(start).Round(time.Millisecond))
	return true
}

// changedFiles are those files of the content that have changed since the last
// build without an error; nil: any may have.
func (e *editing) changedFiles() []string {
	names, ok := e.changes.take()
	e.unsure = e.unsure || !ok
	for _, name := range names {
		if below, err := filepath.Rel(e.content, name); err == nil && filepath.IsLocal(below) { // others are the theme's
			e.pending = append(e.pending, filepath.ToSlash(below))
		}
	}
	slices.Sort(e.pending)
	e.pending = slices.Compact(e.pending)
	if e.unsure {
		return nil
	}
	return append([]string{}, e.pending...)
}

// makeIndex makes the search index of the build that is shown.
func (e *editing) makeIndex(ctx context.Context) {
	if e.hasIndex(e.build) {
		return
	}
	_, err := e.pages(ctx, e.buildIndex, nil) // which finds whatever has not been told
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
	folder := filepath.Dir(e.index(e.build))
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

// pages builds the site with its drafts.
func (e *editing) pages(ctx context.Context, index func(context.Context, string, generator.Catalogue) error, changed []string) (result generator.Result, err error) {
	if err := e.readTheme(); err != nil {
		return result, err
	}
	content, closeContent, err := e.openContent()
	if err != nil {
		return result, err
	}
	defer func() { _ = closeContent() }()
	o := generator.Options{
		Content: content, Public: e.public, BaseURL: e.baseURL, Drafts: true, Now: time.Now(),
		Theme: e.theme, CardStatuses: cardStatuses(), Related: related, Index: index, Cache: e.cache, Revision: e.revision, Unsynced: true, Again: true, Changed: changed,
	}
	if result, err = generator.Build(ctx, o); err == nil {
		build, files := e.cache.Files()
		e.made.Store(&listing{build, files})
	}
	return result, err
}

func (e *editing) hasThemeFolder() bool {
	_, err := os.Stat(filepath.Join(themeFolder, "layout", "page.html"))
	return err == nil
}

// readTheme reads the theme where it has changed.
func (e *editing) readTheme() error {
	name, err := revision()
	if err != nil {
		return err
	}
	var o theme.Options
	if e.hasThemeFolder() {
		o.FS = os.DirFS(themeFolder)
		sum, err := guide.Fingerprint(o.FS)
		if err != nil {
			return err
		}
		name += " " + sum
	}
	if name == e.revision {
		return nil
	}
	th, err := theme.New(o)
	if err != nil {
		return err
	}
	if e.site != nil {
		if err := e.site.Close(); err != nil {
			return err
		}
		e.site = nil
	}
	e.theme, e.revision = th, name
	return nil
}

// show makes open pages follow a build.
func (e *editing) show(build string) error {
	if e.site == nil {
		config := e.config
		config.Theme = e.theme
		site, err := server.New(config)
		if err != nil {
			return err
		}
		e.site = site
	} else if build != e.build {
		if err := e.site.Reload(); err != nil {
			return err
		}
	}
	e.build = build
	e.view.Show(build, e.site.Handler())
	return nil
}

// maxFaults is how many faults a page shows.
const maxFaults = 50

// faults are what is wrong, each with its line of the source.
func (e *editing) faults(err error) []live.Fault {
	var all guide.Faults
	if !errors.As(err, &all) {
		return []live.Fault{{Message: err.Error()}}
	}
	var list []live.Fault
	for _, f := range all[:min(len(all), maxFaults)] {
		list = append(list, live.Fault{File: f.File, Line: f.Line, Column: f.Column, Message: f.Message, Source: e.sourceLine(f)})
	}
	return list
}

// sourceLine is the line at which a fault is, "" where it has none.
func (e *editing) sourceLine(f guide.Fault) string {
	content, closeContent, err := e.openContent()
	if err != nil || f.Line == 0 {
		return ""
	}
	defer func() { _ = closeContent() }()
	text, err := fs.ReadFile(content, f.File)
	if err != nil {
		return ""
	}
	lines := bytes.Split(text, []byte("\n"))
	if f.Line > len(lines) {
		return ""
	}
	line := bytes.TrimRight(lines[f.Line-1], "\r")
	return string(bytes.ToValidUTF8(line[:min(len(line), 500)], nil))
}
