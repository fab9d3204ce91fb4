package search

import (
	"context"
	"math"
	"math/bits"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// What stands in a good part of all sections is kept as a bit for each of them, and
// counted guide by guide: the sections of a guide are neighbours, so that one look at
// the bits tells how many of them have it. That takes as long for a word of any
// commonness, where going from section to section takes several times as long for the
// commonest.

// denseFrom is how many guides there are, at most, for each section that has a term
// which is counted guide by guide: going through as many guides costs less.
const denseFrom = 3

// dense is a set of sections, a bit for each. Behind the last one stand zeros, so that
// stretch can read on.
type dense []uint64

const wordBits = 64

// denseWords is how many words the bits of so many sections take.
func denseWords(sections int) int { return sections/wordBits + 2 }

func (d dense) has(section uint32) bool {
	return d[section/wordBits]&(1<<(section%wordBits)) != 0
}

// stretch returns the bits of 64 sections from one on.
func (d dense) stretch(from uint32) uint64 {
	word, bit := from/wordBits, from%wordBits
	return d[word]>>bit | d[word+1]<<1<<(wordBits-1-bit)
}

// count returns how many of n sections from one on are in the set.
func (d dense) count(from, n uint32) (sum int) {
	for ; n > wordBits; from, n = from+wordBits, n-wordBits {
		sum += bits.OnesCount64(d.stretch(from))
	}
	return sum + bits.OnesCount64(d.stretch(from)&(1<<n-1))
}

// and keeps what is in another set too and reports whether anything is.
func (d dense) and(other dense) bool {
	var any uint64
	for i := range d {
		d[i] &= other[i]
		any |= d[i]
	}
	return any != 0
}

// first appends the n first sections of the set.
func (d dense) first(to []uint32, n int) []uint32 {
	for i, word := range d {
		for ; word != 0; word &= word - 1 {
			if len(to) == n {
				return to
			}
			to = append(to, uint32(i*wordBits+bits.TrailingZeros64(word)))
		}
	}
	return to
}

// add adds the elements of a bitmap, each greater by offset. There is room for a
// bitmap's own words.
func (d dense) add(b *roaring.Bitmap, offset uint32, room []uint64) []uint64 {
	if offset == 0 {
		b.WriteDenseTo(d)
		return room
	}
	room = slices.Grow(room[:0], denseWords(len(d)*wordBits))[:int(b.DenseSize())] // #nosec G115 -- no more words than documents
	clear(room)
	b.WriteDenseTo(room)
	word, bit := int(offset/wordBits), offset%wordBits
	for i, w := range room {
		d[word+i] |= w << bit
		if carried := w >> 1 >> (wordBits - 1 - bit); carried != 0 {
			d[word+i+1] |= carried
		}
	}
	return room
}

// bits adds the documents that have the term looked up last to a set.
func (p *postings) bits(d dense) error {
	for i := range p.segments {
		if p.lists[i].Count() == 0 {
			continue
		}
		offset := p.segments[i].offset
		it := p.lists[i].Iterator(false, false, false, p.iters[i])
		p.iters[i] = it
		if b, ok := it.(segment.OptimizablePostingsIterator); ok && b.ActualBitmap() != nil {
			p.words = d.add(b.ActualBitmap(), offset, p.words)
			continue
		}
		for {
			posting, err := it.Next()
			if err != nil {
				return err
			}
			if posting == nil {
				break
			}
			section := offset + uint32(posting.Number())
			d[section/wordBits] |= 1 << (section % wordBits)
		}
	}
	return nil
}

// isDense reports whether what stands in n sections is counted guide by guide.
func (s *scratch) isDense(n uint64) bool {
	return !s.ix.rare(n) && n*denseFrom >= uint64(len(s.ix.guides.Lang))
}

// gatherDense reads the sections of the term that was found last, in n of them.
func (s *scratch) gatherDense(ctx context.Context, n uint64) (dense, error) {
	s.work += int(n)
	r, words := &s.room, denseWords(len(s.ix.sections.Guide))
	from := len(r.words)
	r.words = slices.Grow(r.words, words)[:from+words]
	d := dense(r.words[from:])
	clear(d)
	if err := s.bits(d); err != nil {
		return nil, err
	}
	return d, ctx.Err()
}

// hitsDense does for a set what hits does for occurrences.
func (s *scratch) hitsDense(f field, d dense, weight float32) {
	scaled, heaviest := weight*fieldWeights[f], math.Float32bits(weight)
	spans, met, n := s.ix.spans, s.guides[:cap(s.guides)], len(s.guides)
	states, norm := s.guide[:len(spans)], s.ix.guideNorm[f][:len(spans)]
	for g, span := range spans {
		times := 0
		if span.own != 0 {
			times = bits.OnesCount64(d.stretch(span.first) & span.own)
		} else {
			times = d.count(span.first, span.count)
		}
		before := states[g]
		any := uint32(-times >> (bits.UintSize - 1)) // all bits, unless it is 0 times
		met[n] = uint32(g)
		n += int(before.unmet() & any)
		states[g] = guideState{before.tf + float32(times)*scaled*norm[g], max(before.heaviest, heaviest&any)}
	}
	s.guides = met[:n]
}

// span is where the sections of a guide are among all, which are neighbours.
type span struct {
	first, count uint32
	own          uint64 // a bit for each of them; 0 if they are too many
}

func (ix *Index) setSpans() {
	ix.spans = make([]span, len(ix.guides.Lang))
	for g := range ix.spans {
		sections := ix.sectionsOf(uint32(g))
		sp := span{first: sections[0], count: uint32(len(sections))}
		if len(sections) < wordBits {
			sp.own = 1<<len(sections) - 1
		}
		ix.spans[g] = sp
	}
}
