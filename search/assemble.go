package search

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// When an index takes over from an earlier one, its postings gather in more
// and more files, and documents in them are gone. Beyond these bounds they are
// merged into one.
const (
	mostSegments = 8
	looseShare   = 0.1 // of the largest segment: documents that are gone from it, or stand in others
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

// writeSegments brings the sources into the new index, as few files as it
// should have, and numbers their documents.
func (a *assembler) writeSegments(sources []source) error {
	live := func(s source) int { return int(s.seg.Count()) - int(s.drop.GetCardinality()) }
	kept, largest, all := 0, 0, 0
	for i, s := range sources {
		all += live(s)
		if s.name != "" && live(s) > 0 {
			kept++
			if s.seg.Count() > sources[largest].seg.Count() {
				largest = i
			}
		}
	}
	merging := func(i int) bool { return sources[i].name == "" } // new shares become one file
	if kept > 0 {
		l := sources[largest]
		loose := int(l.drop.GetCardinality()) + all - live(l)
		switch {
		case float64(loose) > looseShare*float64(l.seg.Count()):
			merging = func(int) bool { return true }
		case kept >= mostSegments:
			merging = func(i int) bool { return i != largest }
		}
	}
	next, last := uint32(0), 0
	var together []int
	for i, s := range sources {
		if s.name != "" {
			var n int
			if _, err := fmt.Sscanf(s.name, segmentName, &n); err == nil {
				last = max(last, n)
			}
		}
		switch {
		case live(s) == 0:
			a.numbers[i] = slices.Repeat([]uint32{noGuide}, int(s.seg.Count()))
		case merging(i):
			together = append(together, i)
		default:
			if err := link(s.path, filepath.Join(a.dir, s.name)); err != nil {
				return err
			}
			a.linked[s.name] = true
			a.addSegment(s.name, s.seg.Count())
			for n := range uint32(s.seg.Count()) {
				if s.drop.Contains(n) {
					a.numbers[i] = append(a.numbers[i], noGuide)
				} else {
					a.numbers[i] = append(a.numbers[i], next+n)
				}
			}
			next += uint32(s.seg.Count())
		}
	}
	if len(together) == 0 {
		return nil
	}
	name := fmt.Sprintf(segmentName, last+1)
	path := filepath.Join(a.dir, name)
	if s := sources[together[0]]; len(together) == 1 && s.drop.IsEmpty() && s.name == "" {
		if err := os.Rename(s.path, path); err != nil {
			return err
		}
		a.addSegment(name, s.seg.Count())
		a.numbers[together[0]] = shifted(s.seg.Count(), next)
		return readable(path)
	}
	merged := make([]source, len(together))
	for i, n := range together {
		merged[i] = sources[n]
	}
	numbers, err := merge(path, merged)
	if err != nil {
		return err
	}
	count := uint64(0)
	for i, n := range together {
		for _, number := range numbers[i] {
			if number == math.MaxUint64 {
				a.numbers[n] = append(a.numbers[n], noGuide)
				continue
			}
			a.numbers[n] = append(a.numbers[n], next+uint32(number))
			count++
		}
	}
	a.addSegment(name, count)
	return readable(path)
}

const segmentName = "segment-%06d.zap"

func shifted(count uint64, by uint32) []uint32 {
	out := make([]uint32, count)
	for n := range out {
		out[n] = by + uint32(n)
	}
	return out
}

// readable lets everybody read a segment, as all other files of an index.
func readable(path string) error { return os.Chmod(path, 0o644) }

func (a *assembler) addSegment(name string, documents uint64) {
	a.catalog.Segments.add(name)
	a.catalog.Counts = append(a.catalog.Counts, uint32(documents))
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
