package search

import (
	"bytes"
	"cmp"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// assemble makes the catalog out of what is taken over and what is new.
func (b *builder) assemble() error {
	sources, err := b.sources()
	if err != nil {
		return err
	}
	defer func() {
		for _, s := range sources {
			if s.name == "" {
				_ = s.seg.Close()
			}
		}
	}()
	b.catalog = &catalog{Synonyms: b.synonyms}
	b.linked = map[string]bool{}
	a := &assembler{builder: b, catalog: b.catalog, numbers: make([][]uint32, len(sources))}
	if err := a.writeSegments(sources); err != nil {
		return err
	}
	a.addGuides(sources)
	a.addSuffixes()
	return a.addVocabulary()
}

// sources are the segments of the earlier index, then the new ones.
func (b *builder) sources() ([]source, error) {
	var sources []source
	if b.earlier != nil {
		c := b.earlier.catalog
		for i, s := range b.earlier.store.segments {
			drop := roaring.New()
			for n, g := range c.Sections.Guide[s.offset : s.offset+c.Counts[i]] {
				if g == noGuide || b.gone[g] {
					drop.Add(uint32(n))
				}
			}
			name := c.Segments.at(uint32(i))
			sources = append(sources, source{path: filepath.Join(b.earlier.dir, name), name: name, seg: s.Segment, drop: drop})
		}
	}
	for _, s := range b.shares {
		seg, err := zapPlugin.Open(s.path)
		if err != nil {
			return sources, fmt.Errorf("read postings: %w", err)
		}
		sources = append(sources, source{path: s.path, seg: seg, drop: roaring.New()})
	}
	return sources, nil
}

// assembler puts a catalog together.
type assembler struct {
	*builder
	catalog *catalog
	numbers [][]uint32 // by source: the new numbers of its documents, noGuide for those that go
	line    []uint32   // by line of the earlier index: its new place, noGuide for those that go
	fresh   []uint32   // lines that are new
}

// addSuffixes merges the earlier suffixes, which are in order, with the new
// ones.
func (a *assembler) addSuffixes() {
	c := a.catalog
	var old []uint64
	inOrder, before := true, uint32(0)
	if a.earlier != nil {
		for _, line := range a.line { // guides that are in another order bring equal suffixes into another one
			if line != noGuide {
				inOrder = inOrder && line >= before
				before = line
			}
		}
		old = make([]uint64, 0, len(a.earlier.catalog.Suffixes))
		for _, place := range a.earlier.catalog.Suffixes {
			if line := a.line[place>>32]; line != noGuide {
				old = append(old, uint64(line)<<32|uint64(uint32(place)))
			}
		}
	}
	var fresh []uint64
	for _, line := range a.fresh {
		fresh = c.Lines.appendPlaces(fresh, line)
	}
	compare := func(x, y uint64) int {
		return cmp.Or(bytes.Compare(c.Lines.suffix(x), c.Lines.suffix(y)), cmp.Compare(x, y))
	}
	if !inOrder || len(old) == 0 {
		c.Suffixes = append(old, fresh...)
		slices.SortFunc(c.Suffixes, compare)
		return
	}
	slices.SortFunc(fresh, compare)
	c.Suffixes = make([]uint64, 0, len(old)+len(fresh))
	for _, place := range fresh {
		n, _ := slices.BinarySearchFunc(old, place, compare)
		c.Suffixes = append(append(c.Suffixes, old[:n]...), place)
		old = old[n:]
	}
	c.Suffixes = append(c.Suffixes, old...)
}

func (a *assembler) addVocabulary() (err error) {
	c, old := a.catalog, new(catalog)
	if a.earlier != nil {
		old = a.earlier.catalog
		c.Words, err = old.Words.changed(a.tally.words)
	} else {
		c.Words, err = newWords(a.tally.words)
	}
	if err != nil {
		return fmt.Errorf("vocabulary: %w", err)
	}
	c.Inner = old.Inner.changed(a.tally.inner)
	c.Han = newHanVocabulary(changedPairs(old.Han.pairWeights(), a.tally.pairs), c.Inner.inside())
	return nil
}
