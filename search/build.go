package search

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"shebao/search/analysis"
)

// BuildOptions say how an index is built. The zero value is a plain index.
type BuildOptions struct {
	Synonyms []Synonyms

	// Earlier is an index to take over what has not changed from. nil: there
	// is none.
	Earlier *Earlier
}

// Build writes a complete index of guides into dir, which must not exist or be
// empty. A guide that the earlier index has (see Earlier.Has) may come without its
// sections. On an error dir holds nothing that Open would accept.
//
// The answers of an index do not tell how it was made: one that takes over from
// an earlier one answers as one made anew.
func Build(ctx context.Context, dir string, guides iter.Seq[Guide], o BuildOptions) error {
	if err := prepare(dir); err != nil {
		return fmt.Errorf("build search index: %w", err)
	}
	b := &builder{dir: dir, earlier: o.Earlier, synonyms: o.Synonyms, analyzer: analysis.NewAnalyzer()}
	if err := b.build(ctx, guides); err != nil {
		return fmt.Errorf("build search index in %s: %w", dir, err)
	}
	return nil
}

// prepare makes dir, or checks that it is empty.
func prepare(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return os.MkdirAll(dir, 0o755)
	}
	if err == nil && len(entries) > 0 {
		err = fmt.Errorf("%s is not empty", dir)
	}
	return err
}

// builder makes one index.
type builder struct {
	dir      string
	earlier  *Earlier // nil: there is none
	synonyms []Synonyms
	analyzer *analysis.Analyzer
	parts    string // folder of postings that are merged at the end

	plan   []planned
	gone   map[uint32]bool // guides of the earlier index that are not taken over
	shares []*share
	tally  tally

	catalog *catalog
	linked  map[string]bool // files taken over from the earlier index
}

// planned is a guide of the new index: one of the earlier index, or a new one.
type planned struct {
	old   uint32 // noGuide for a new one
	entry *entry
}

func (b *builder) build(ctx context.Context, guides iter.Seq[Guide]) error {
	b.parts = filepath.Join(b.dir, "parts")
	if err := os.Mkdir(b.parts, 0o755); err != nil {
		return err
	}
	if err := b.read(ctx, guides); err != nil {
		return err
	}
	if err := b.forget(); err != nil {
		return err
	}
	if err := b.assemble(); err != nil {
		return err
	}
	if err := os.RemoveAll(b.parts); err != nil {
		return err
	}
	if err := b.writeCatalog(); err != nil {
		return fmt.Errorf("write %s: %w", catalogFile, err)
	}
	var known map[string]listedFile
	if b.earlier != nil {
		known = b.earlier.files(b.linked)
	}
	return seal(b.dir, len(b.catalog.Guides.Sections), known)
}

func (b *builder) writeCatalog() error {
	f, err := os.OpenFile(filepath.Join(b.dir, catalogFile), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	return errors.Join(b.catalog.write(f), f.Close())
}

// read sorts the guides into those to take over and new ones, and analyses the
// latter.
func (b *builder) read(ctx context.Context, guides iter.Seq[Guide]) error {
	n := newNewSegments(ctx, b.parts, b.analyzer)
	seen, urls := map[string]bool{}, map[string]bool{}
	b.gone = map[uint32]bool{}
	if b.earlier != nil {
		for g := range b.earlier.catalog.Guides.Lang {
			b.gone[uint32(g)] = true
		}
	}
	err := func() error {
		for g := range guides {
			if seen[g.URL] {
				return fmt.Errorf("the guide %s came before: its documents must follow each other", g.URL)
			}
			seen[g.URL] = true
			if old, ok := b.earlier.guide(g.URL, g.Sum); ok {
				b.plan = append(b.plan, planned{old: old})
				delete(b.gone, old)
				continue
			}
			if len(g.Sections) == 0 {
				return fmt.Errorf("the guide %s has no sections", g.URL)
			}
			for _, s := range g.Sections {
				if urls[s.URL] {
					return fmt.Errorf("two documents with the address %s", s.URL)
				}
				urls[s.URL] = true
			}
			b.plan = append(b.plan, planned{old: noGuide})
			if err := n.add(g); err != nil {
				return err
			}
		}
		return nil
	}()
	shares, t, finish := n.finish()
	if err = firstCause(ctx, err, finish); err != nil {
		return err
	}
	b.shares, b.tally = shares, t
	var entries []*entry
	document := uint32(0)
	for _, s := range shares {
		for _, e := range s.entries {
			e.first = document
			document += uint32(len(e.sections))
		}
		entries = append(entries, s.entries...)
	}
	for i := range b.plan {
		if b.plan[i].old == noGuide {
			b.plan[i].entry, entries = entries[0], entries[1:]
		}
	}
	return nil
}

// firstCause prefers what went wrong to what was stopped by it.
func firstCause(ctx context.Context, reading, finishing error) error {
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case finishing != nil:
		return finishing
	}
	return reading
}

// forget takes what is not taken over out of the counts.
func (b *builder) forget() error {
	if len(b.gone) == 0 {
		return nil
	}
	x := newIndexer(b.analyzer)
	for old := range b.gone {
		g, err := b.earlier.restore(old)
		if err != nil {
			return err
		}
		if _, _, err := x.read(g); err != nil {
			return err
		}
	}
	b.tally.add(x.tally, -1)
	return nil
}
