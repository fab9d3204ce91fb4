package search

// scratch is the room that one query at a time works in; an Index keeps some
// for reuse.
type scratch struct {
	*postings
	ix      *Index
	stemmer *stemmer
	found   []occurrence // of the term at hand

	// What is kept of one thing lies together, since a common word looks at
	// thousands of them.
	guide    []guideState // for the slot at hand
	guides   []uint32     // those with an entry
	family   []familyState
	slotFams []uint32 // those with an entry for the slot at hand
	families []uint32 // those with an entry for the query
	section  []sectionState
	sections []uint32 // those with an entry

	met     uint64  // slots that any family meets, as typed or nearly so
	treated uint64  // those that any meets by more than a mention
	total   float64 // score of a family that met every slot in full
	work    int     // what the query has cost, see maxWork
}

// guideState is what a guide has of the slot at hand.
type guideState struct{ tf, weight float32 }

// familyState is what a family has of the query.
type familyState struct {
	strong  uint64 // slots met by what was typed or as good
	weak    uint64 // slots met otherwise
	faint   uint64 // slots met by what may be something else
	passing uint64 // slots met by no more than a mention
	score   float32
	// Of the slot at hand.
	slotScore   float32
	slotWeight  float32
	slotTreated bool
}

// sectionState is what a section has of the query.
type sectionState struct {
	met   uint64 // slots that its heading or text meets
	sure  uint64 // those that it meets by what was typed or nearly so
	score float32
}

// occurrence tells how often a section has a term.
type occurrence struct {
	section uint32
	tf      float32
}

func newScratch(ix *Index) (*scratch, error) {
	g, f, n := len(ix.guides.Lang), ix.guides.Families, len(ix.sections.Guide)
	s := &scratch{
		ix:      ix,
		stemmer: newStemmer(1 << 14),
		guide:   make([]guideState, g),
		family:  make([]familyState, f),
		section: make([]sectionState, n),
	}
	var err error
	s.postings, err = newPostings(ix.store)
	return s, err
}

// reset makes s ready for another query.
func (s *scratch) reset() {
	for _, f := range s.families {
		s.family[f] = familyState{}
	}
	for _, d := range s.sections {
		s.section[d] = sectionState{}
	}
	s.total, s.met, s.treated, s.work = 0, 0, 0, 0
	s.families, s.sections = s.families[:0], s.sections[:0]
}

// count returns in how many sections a term stands, in the field that has it
// most often.
func (s *scratch) count(term string) (uint64, error) {
	var most uint64
	for f := range field(guideFields) {
		n, err := s.find(f, []byte(term))
		if err != nil {
			return 0, err
		}
		most = max(most, n)
	}
	return most, nil
}

// has reports whether the index has every one of terms.
func (s *scratch) has(terms []string) (bool, error) {
	for _, term := range terms {
		if there, err := s.postings.has([]byte(term)); !there || err != nil {
			return false, err
		}
	}
	return true, nil
}
