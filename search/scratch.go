package search

import (
	"math"
	"unsafe"

	"shebao/search/analysis"
)

// scratch is the room that one query at a time works in; an Index keeps some
// for reuse.
type scratch struct {
	*postings
	ix      *Index
	stemmer *analysis.Stemmer
	found   occurrences // of the term at hand
	room    room
	both    dense // for what stands together
	one     dense

	guide      []guideState // for the slot at hand
	guides     []uint32     // those with an entry
	slotFamily []slotState  // for the slot at hand, of families of several guides
	slotFams   []uint32     // those with an entry
	family     []familyState
	score      []float32 // by family
	families   []uint32  // those with an entry for the query
	query      uint32    // number of the query: entries of others are none

	earlier      *scratch // whose lists are as good as those of the index, if set
	kept         []list   // for the sections of guides
	keptSections int      // of room, for the lists
	keptTimes    int
	keptWords    int
	states       []sectionState
	scored       map[uint32][]sectionState // by guide
	counted      map[string]counts         // by term, those that were asked for

	met     uint64  // slots that any family meets, as typed or nearly so
	treated uint64  // those that any meets by more than a mention
	total   float64 // score of a family that met every slot in full
	work    int     // what the query has cost, see maxWork
}

// room is for what was found: the lists, then what is at hand.
type room struct {
	occurrences
	words []uint64 // of dense sets
	text  []byte   // of a section
}

// text returns the text of a section, which is there until the next one is asked for.
// Whatever is kept of it is copied.
func (s *scratch) text(section uint32) (string, error) {
	text, err := s.ix.store.appendText(s.room.text[:0], section)
	if err != nil {
		return "", err
	}
	s.room.text = text
	return unsafe.String(unsafe.SliceData(text), len(text)), nil // #nosec G103 -- all of the text
}

// guideState is what a guide has of the slot at hand. What is 0 times in it has no
// weight.
type guideState struct {
	tf       float32
	heaviest uint32 // bits of the greatest weight: in the order of weights, none of which is negative
}

// unmet is 1 for a guide that has nothing of the slot, else 0.
func (s guideState) unmet() uint32 { return (math.Float32bits(s.tf) - 1) >> 31 }

// slotState is what a family has of the slot at hand.
type slotState struct {
	score, weight float32
	treated       bool
}

// familyState is what a family has of the query.
type familyState struct {
	strong  uint64 // slots met by what was typed or as good
	weak    uint64 // slots met otherwise
	faint   uint64 // slots met by what may be something else
	passing uint64 // slots met by no more than a mention
	query   uint32
}

func newScratch(ix *Index) (*scratch, error) {
	s := &scratch{
		ix:         ix,
		stemmer:    analysis.NewStemmer(1 << 14),
		guide:      make([]guideState, len(ix.guides.Lang)),
		guides:     make([]uint32, 0, len(ix.guides.Lang)+1),
		slotFamily: make([]slotState, ix.guides.Families),
		family:     make([]familyState, ix.guides.Families),
		score:      make([]float32, ix.guides.Families),
		query:      1,
		scored:     map[uint32][]sectionState{},
		counted:    map[string]counts{},
	}
	var err error
	s.postings, err = newPostings(ix.store)
	return s, err
}

// maxRoom bounds the occurrences for which there is room between queries.
const maxRoom = 1 << 20

// reset makes s ready for another query.
func (s *scratch) reset() {
	if s.query++; s.query == 0 {
		clear(s.family)
		s.query = 1
	}
	s.total, s.met, s.treated, s.work = 0, 0, 0, 0
	s.families = s.families[:0]
	clear(s.kept)
	s.kept, s.states = s.kept[:0], s.states[:0]
	clear(s.scored)
	clear(s.counted)
	s.keptSections, s.keptTimes, s.keptWords, s.earlier = 0, 0, 0, nil
	if s.drop(); cap(s.room.sections) > maxRoom || cap(s.room.words) > maxRoom/2 || cap(s.room.text) > maxRoom {
		s.room = room{}
	}
}

// counts says where a term stands.
type counts struct {
	most   uint64 // sections, in the field that has it most often
	fields uint8  // a bit for each that has it
}

// count returns in how many sections a term stands, in the field that has it
// most often.
func (s *scratch) count(term string) (uint64, error) {
	if c, ok := s.counted[term]; ok {
		return c.most, nil
	}
	var c counts
	for f := range field(guideFields) {
		n, err := s.find(f, []byte(term))
		if err != nil {
			return 0, err
		}
		if n > 0 {
			c.most, c.fields = max(c.most, n), c.fields|1<<f
		}
	}
	s.counted[term] = c
	return c.most, nil
}

// mayHave tells which fields may have a term, a bit for each: all of them where it
// was not counted.
func (s *scratch) mayHave(term string) uint8 {
	if c, ok := s.counted[term]; ok {
		return c.fields
	}
	return 1<<guideFields - 1
}

// has reports whether the index has every one of terms.
func (s *scratch) has(terms []string) (bool, error) {
	for _, term := range terms {
		if s.mayHave(term) == 0 {
			return false, nil
		}
		if there, err := s.postings.has([]byte(term)); !there || err != nil {
			return false, err
		}
	}
	return true, nil
}
