package search

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
)

// When an index takes over from an earlier one, its postings gather in more
// and more files, and documents in them are gone. Beyond these bounds they are
// merged into one.
const (
	mostSegments = 8
	looseShare   = 0.1 // of the largest segment: documents that are gone from it, or stand in others
)

const segmentName = "segment-%06d.zap"

// writeSegments brings the sources into the new index, as few files as it
// should have, and numbers their documents.
func (a *assembler) writeSegments(sources []source) error {
	merges := merging(sources)
	next, last := uint32(0), 0 // number of the next document, and of the last file
	var together []int
	for i, s := range sources {
		var n int
		if _, err := fmt.Sscanf(s.name, segmentName, &n); err == nil {
			last = max(last, n)
		}
		switch {
		case s.live() == 0:
			a.numbers[i] = slices.Repeat([]uint32{noGuide}, int(s.seg.Count()))
		case merges(s):
			together = append(together, i)
		default:
			if err := a.keepSegment(i, s, next); err != nil {
				return err
			}
			next += uint32(s.seg.Count())
		}
	}
	if len(together) == 0 {
		return nil
	}
	return a.mergeSegments(fmt.Sprintf(segmentName, last+1), sources, together, next)
}

// merging tells which sources become one file: the new ones, and of the earlier
// index those whose documents are scattered too much.
func merging(sources []source) func(source) bool {
	kept, all := 0, 0
	var largest source // of those that are there
	for _, s := range sources {
		all += s.live()
		if s.name != "" && s.live() > 0 {
			if kept++; kept == 1 || s.seg.Count() > largest.seg.Count() {
				largest = s
			}
		}
	}
	if kept > 0 {
		loose := largest.gone() + all - largest.live()
		switch {
		case float64(loose) > looseShare*float64(largest.seg.Count()):
			return func(source) bool { return true }
		case kept >= mostSegments:
			return func(s source) bool { return s.name != largest.name }
		}
	}
	return func(s source) bool { return s.name == "" }
}

// keepSegment takes the i-th source over as it is. Its first document gets the
// number next.
func (a *assembler) keepSegment(i int, s source, next uint32) error {
	if err := link(s.path, filepath.Join(a.dir, s.name)); err != nil {
		return err
	}
	a.linked[s.name] = true
	a.addSegment(s.name, s.seg.Count())
	a.numbers[i] = shifted(s.seg.Count(), next)
	for it := s.drop.Iterator(); it.HasNext(); {
		a.numbers[i][it.Next()] = noGuide
	}
	return nil
}

// mergeSegments writes those of the sources into one file of that name. Its first
// document gets the number next.
func (a *assembler) mergeSegments(name string, sources []source, together []int, next uint32) error {
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
