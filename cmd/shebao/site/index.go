package site

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"shebao/generator"
	"shebao/generator/publish"
	"shebao/search"
)

// The indexes stand in a folder each, named after the build they belong to.
// None is ever changed: one is made under another name and gets its own when it
// is whole.

func (l Place) indexes() string { return filepath.Join(l.Data, "index") }

// Index is the folder of the search index that belongs to a build.
func (l Place) Index(build string) string { return filepath.Join(l.indexes(), build) }

// newIndex is where an index is made. The name tells for which public folder, so
// that what a build left that was killed can be told from what another one is
// making.
func (l Place) newIndex(build string) (string, error) {
	public, err := l.publicName()
	return filepath.Join(l.indexes(), public+"-"+build+".new"), err
}

// HasIndex tells whether the index of a build is there and whole.
func (l Place) HasIndex(build string) bool {
	index, err := search.Open(l.Index(build))
	return err == nil && index.Close() == nil
}

// BuildIndex makes the index of a build. What has not changed it takes over from
// an earlier one.
func (l Place) BuildIndex(ctx context.Context, build string, c generator.Catalogue) error {
	return l.buildIndexFrom(ctx, build, c, l.earlierIndex())
}

// buildIndexFrom is BuildIndex with the earlier index, nil for none, which it
// closes.
func (l Place) buildIndexFrom(ctx context.Context, build string, c generator.Catalogue, earlier *search.Earlier) error {
	options := search.BuildOptions{Synonyms: synonyms(c.Glossary)}
	if earlier != nil {
		defer func() { _ = earlier.Close() }() // nothing was written
		options.Earlier = earlier
	}
	has := func(p *generator.Page) bool { return options.Earlier != nil && options.Earlier.Has(p.URL, p.Sum) }
	if err := c.Fill(ctx, func(p *generator.Page) bool { return !has(p) }); err != nil {
		return err
	}
	ctx, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	next, err := l.makeIndex(ctx, build, guides(c, fail), options)
	if err != nil {
		return cmp.Or(context.Cause(ctx), err)
	}
	return l.placeIndex(next, build)
}

// ahead opens the index to take over from while the pages are made.
type ahead struct {
	Place
	earlier chan *search.Earlier // nil: not begun
}

func (a *ahead) begin() {
	if a.earlier != nil {
		return
	}
	a.earlier = make(chan *search.Earlier, 1)
	go func() { a.earlier <- a.earlierIndex() }()
}

// take hands over the index; a second time there is none.
func (a *ahead) take() *search.Earlier {
	if a.earlier == nil {
		return nil
	}
	earlier := <-a.earlier
	close(a.earlier)
	a.earlier = nil
	return earlier
}

func (a *ahead) build(ctx context.Context, build string, c generator.Catalogue) error {
	a.begin()
	return a.buildIndexFrom(ctx, build, c, a.take())
}

// close gives up an index that was not used: the build has failed before.
func (a *ahead) close() error {
	if earlier := a.take(); earlier != nil {
		return earlier.Close()
	}
	return nil
}

// earlierIndex opens the index of the build that stands in the public folder, or
// the last one that was made; nil if there is none to take over from. Any will
// do: what has changed since is told by the guides' fingerprints.
func (l Place) earlierIndex() *search.Earlier {
	if earlier, err := search.OpenEarlier(l.Index(publish.In(l.Public))); err == nil {
		return earlier
	}
	entries, err := os.ReadDir(l.indexes())
	if err != nil {
		return nil
	}
	last, made := "", time.Time{}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && !unfinished(e.Name()) && info.ModTime().After(made) {
			last, made = e.Name(), info.ModTime()
		}
	}
	earlier, err := search.OpenEarlier(l.Index(last))
	if err != nil {
		return nil
	}
	return earlier
}

// unfinished tells whether a folder is that of an index which is being made.
func unfinished(name string) bool {
	return strings.HasSuffix(name, ".new") || strings.HasSuffix(name, ".away")
}

// makeIndex makes the index of a build and returns where it stands.
func (l Place) makeIndex(ctx context.Context, build string, guides iter.Seq[search.Guide], o search.BuildOptions) (string, error) {
	next, err := l.newIndex(build)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(l.indexes(), 0o755); err != nil {
		return "", fmt.Errorf("make folder for the search index: %w", err)
	}
	if err := os.RemoveAll(next); err != nil {
		return "", fmt.Errorf("remove what an interrupted build left: %w", err)
	}
	if err := search.Build(ctx, next, guides, o); err != nil {
		return "", errors.Join(err, os.RemoveAll(next))
	}
	return next, nil
}

// placeIndex puts an index that is made in its place. One that stands there is
// damaged, or no other would have been made.
func (l Place) placeIndex(next, build string) error {
	dir, away := l.Index(build), next+".away"
	err := os.Rename(next, dir)
	if _, there := os.Lstat(dir); err != nil && there == nil {
		if err = errors.Join(os.RemoveAll(away), os.Rename(dir, away)); err == nil {
			err = os.Rename(next, dir)
		}
	}
	if err = errors.Join(err, os.RemoveAll(away)); err != nil {
		return fmt.Errorf("put the search index in place: %w", err)
	}
	return nil
}

// strangersKeep is how long an index stays that no public folder is known to
// use, where several share the data folder: it may be of a build that is about
// to be published.
const strangersKeep = time.Hour

// removeIndexes removes the indexes of all builds but those that are named and
// those of other public folders, and what interrupted builds into this one have
// left.
func (l Place) removeIndexes(keep ...string) error {
	entries, err := os.ReadDir(l.indexes())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for earlier search indexes: %w", err)
	}
	kept := map[string]bool{}
	for _, build := range keep {
		kept[build] = true
	}
	others, shared := l.othersBuilds()
	for _, build := range others {
		kept[build] = true
	}
	own, err := l.newIndex("")
	if err != nil {
		return err
	}
	mine := strings.TrimSuffix(filepath.Base(own), ".new")
	var errs []error
	for _, e := range entries {
		name := e.Name()
		if kept[name] || unfinished(name) && !strings.HasPrefix(name, mine) {
			continue
		}
		if info, err := e.Info(); shared && !unfinished(name) && err == nil && time.Since(info.ModTime()) < strangersKeep {
			continue
		}
		if err := os.RemoveAll(filepath.Join(l.indexes(), name)); err != nil {
			errs = append(errs, fmt.Errorf("remove an earlier search index: %w", err))
		}
	}
	return errors.Join(errs...)
}
