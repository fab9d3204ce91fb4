package search

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"
)

// zapPlugin reads and writes Bleve's segments, the immutable files that a Bleve
// index consists of. They are used without what Bleve puts around them to change
// an index while it is in use: an index of ours is never changed.
var zapPlugin zap.ZapPlugin

// store is the segments of an index, open for reading.
type store struct {
	segments []openSegment
}

// openSegment is one segment and the documents in it that are gone.
type openSegment struct {
	segment.Segment
	offset uint32          // of its first document among those of all segments
	dead   *roaring.Bitmap // nil: none
}

// openStore opens the segments that a catalog names. Panics over bytes that
// make no sense become errors.
func openStore(dir string, c *catalog) (st *store, err error) {
	st = new(store)
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrDamaged, r)
		}
		if err != nil {
			_ = st.close()
			st = nil
		}
	}()
	offset := uint32(0)
	for i, count := range c.Counts {
		name := c.Segments.at(uint32(i))
		if !filepath.IsLocal(name) {
			return st, fmt.Errorf("%w: it names a file outside", ErrDamaged)
		}
		seg, err := zapPlugin.Open(filepath.Join(dir, name))
		if err != nil {
			return st, fmt.Errorf("%w: %s: %w", ErrDamaged, name, err)
		}
		open := openSegment{Segment: seg, offset: offset}
		st.segments = append(st.segments, open)
		if seg.Count() != uint64(count) {
			return st, fmt.Errorf("%w: %s has %d documents, not %d", ErrDamaged, name, seg.Count(), count)
		}
		for n, guide := range c.Sections.Guide[offset : offset+count] {
			if guide == noGuide {
				if open.dead == nil {
					open.dead = roaring.New()
				}
				open.dead.Add(uint32(n))
			}
		}
		st.segments[i] = open
		offset += count
	}
	return st, nil
}

func (st *store) close() error {
	var first error
	for _, s := range st.segments {
		if err := s.Close(); err != nil && first == nil {
			first = err
		}
	}
	st.segments = nil
	return first
}

// text returns the stored text of a document.
func (st *store) text(document uint32) (string, error) {
	text, err := st.appendText(nil, document)
	return string(text), err
}

// appendText appends the stored text of a document.
func (st *store) appendText(text []byte, document uint32) ([]byte, error) {
	for i := len(st.segments) - 1; i >= 0; i-- {
		s := &st.segments[i]
		if document < s.offset {
			continue
		}
		err := s.VisitStoredFields(uint64(document-s.offset), func(name string, _ byte, value []byte, _ []uint64) bool {
			if name == fieldNames[textField] {
				text = append(text, value...)
				return false
			}
			return true
		})
		if err != nil {
			return nil, fmt.Errorf("text of document %d: %w", document, err)
		}
		return text, nil
	}
	return nil, fmt.Errorf("text of document %d: there is none", document)
}

// postings looks terms up in all segments. It is for one goroutine.
type postings struct {
	segments []openSegment
	dicts    [][guideFields]segment.TermDictionary
	lists    []segment.PostingsList // of the term at hand
	iters    []segment.PostingsIterator
	words    []uint64 // room for one bitmap
}

func newPostings(st *store) (*postings, error) {
	n := len(st.segments)
	p := &postings{
		segments: st.segments,
		dicts:    make([][guideFields]segment.TermDictionary, n),
		lists:    make([]segment.PostingsList, n),
		iters:    make([]segment.PostingsIterator, n),
	}
	for i, s := range st.segments {
		for f, name := range fieldNames {
			d, err := s.Dictionary(name)
			if err != nil {
				return nil, fmt.Errorf("terms of %s: %w", name, err)
			}
			p.dicts[i][f] = d
		}
	}
	return p, nil
}

// find looks a term up in a field and returns how many documents have it.
func (p *postings) find(f field, term []byte) (count uint64, err error) {
	for i := range p.segments {
		list, err := p.dicts[i][f].PostingsList(term, p.segments[i].dead, p.lists[i])
		if err != nil {
			return 0, err
		}
		p.lists[i] = list
		count += list.Count()
	}
	return count, nil
}

// has tells whether any document has a term, in whichever field.
func (p *postings) has(term []byte) (bool, error) {
	for i, s := range p.segments {
		for f, d := range p.dicts[i] {
			there, err := d.Contains(term)
			if err != nil {
				return false, err
			}
			if there && s.dead != nil { // perhaps in documents that are gone
				n, err := p.find(field(f), term)
				if err != nil {
					return false, err
				}
				there = n > 0
			}
			if there {
				return true, nil
			}
		}
	}
	return false, nil
}

// read appends the documents that have the term looked up last, in order, and how
// often each has it. Without frequencies each counts once, which is several times as
// fast, and times stays as it is.
func (p *postings) read(sections []uint32, times []float32, frequencies bool) ([]uint32, []float32, error) {
	for i := range p.segments {
		if p.lists[i].Count() == 0 {
			continue
		}
		offset := p.segments[i].offset
		it := p.lists[i].Iterator(frequencies, false, false, p.iters[i])
		p.iters[i] = it
		if bits, ok := it.(segment.OptimizablePostingsIterator); ok && !frequencies && bits.ActualBitmap() != nil {
			start, many := len(sections), bits.ActualBitmap().ManyIterator()
			sections = slices.Grow(sections, int(p.lists[i].Count())) // #nosec G115 -- no more than documents
			for n := 1; n > 0; sections = sections[:len(sections)+n] {
				n = many.NextMany(sections[len(sections):cap(sections)])
			}
			for j := start; j < len(sections) && offset > 0; j++ {
				sections[j] += offset
			}
			continue
		}
		for {
			posting, err := it.Next()
			if err != nil {
				return sections, times, err
			}
			if posting == nil {
				break
			}
			sections = append(sections, offset+uint32(posting.Number()))
			if frequencies {
				times = append(times, float32(posting.Frequency()))
			}
		}
	}
	return sections, times, nil
}
