package main

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"shebao/cmd/shebao/process"
	"shebao/cmd/shebao/site"
	"shebao/generator"
	"shebao/generator/guide"
	"shebao/generator/theme"
	"shebao/server"
)

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
		for line := range strings.SplitSeq(e.NamedError(err).Error(), "\n") {
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
	names, ok := e.changes.Take()
	e.unsure = e.unsure || !ok
	for _, name := range names {
		if below, err := filepath.Rel(e.Content, name); err == nil && filepath.IsLocal(below) { // others are the theme's
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

// pages builds the site with its drafts.
func (e *editing) pages(ctx context.Context, index func(context.Context, string, generator.Catalogue) error, changed []string) (result generator.Result, err error) {
	if err := e.readTheme(); err != nil {
		return result, err
	}
	content, closeContent, err := e.OpenContent()
	if err != nil {
		return result, err
	}
	defer func() { _ = closeContent() }()
	o := generator.Options{
		Content: content, Public: e.Public, BaseURL: e.BaseURL, Drafts: true, Now: time.Now(),
		Theme: e.theme, CardStatuses: site.CardStatuses(), Related: site.Related, Index: index, Cache: e.cache, Revision: e.revision, Unsynced: true, Again: true, Changed: changed,
	}
	if result, err = generator.Build(ctx, o); err == nil {
		build, files := e.cache.Files()
		e.made.Store(&listing{build, files})
	}
	return result, err
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

// show makes open pages follow a build. A server draws with one theme: another
// takes the earlier one's place, which answers until then.
func (e *editing) show(build string) error {
	earlier := e.site
	if earlier == nil || e.drawn != e.theme {
		config := e.config
		config.Theme = e.theme
		drawing, err := server.New(config)
		if err != nil {
			return err
		}
		e.site, e.drawn = drawing, e.theme
	} else if build != e.build {
		if err := e.site.Reload(); err != nil {
			return err
		}
	}
	e.build = build
	e.view.Show(build, e.site.Handler())
	if earlier != nil && earlier != e.site {
		return earlier.Close()
	}
	return nil
}

// themeFolder is where the theme stands in a checkout of this program.
const themeFolder = "generator/theme"

func (e *editing) hasThemeFolder() bool {
	_, err := os.Stat(filepath.Join(themeFolder, "layout", "page.html"))
	return err == nil
}

// readTheme reads the theme where it has changed.
func (e *editing) readTheme() error {
	name, err := process.Revision()
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
	e.theme, e.revision = th, name
	return nil
}
