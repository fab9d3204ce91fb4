package search

// scratch is the room that one query at a time works in; an Index keeps some
// for reuse.
type scratch struct {
	*postings
	ix      *Index
	stemmer *stemmer
	found   []occurrence // of the term at hand

	// By guide, for the slot at hand.
	guideTF     []float32
	guideWeight []float32
	guides      []uint32 // those with an entry
	// By family, for the slot at hand.
	slotScore   []float32
	slotWeight  []float32
	slotTreated []bool
	slotFams    []uint32
	// By family, for the query.
	score    []float32
	strong   []uint64 // slots met by what was typed or as good
	weak     []uint64 // slots met otherwise
	faint    []uint64 // slots met by what may be something else
	passing  []uint64 // slots met by no more than a mention
	families []uint32
	met      uint64  // slots that any family meets, as typed or nearly so
	treated  uint64  // those that any meets by more than a mention
	total    float64 // score of a family that met every slot in full
	work     int     // what the query has cost, see maxWork
	// By section, for the query.
	section     []float32
	sectionMet  []uint64 // slots that its heading or text meets
	sectionSure []uint64 // those that it meets by what was typed or nearly so
	sections    []uint32
}

// occurrence tells how often a section has a term.
type occurrence struct {
	section uint32
	tf      float32
}

func newScratch(ix *Index) (*scratch, error) {
	g, f, n := len(ix.guides.Lang), ix.guides.Families, len(ix.sections.Guide)
	s := &scratch{
		ix:          ix,
		stemmer:     newStemmer(1 << 14),
		guideTF:     make([]float32, g),
		guideWeight: make([]float32, g),
		slotScore:   make([]float32, f),
		slotWeight:  make([]float32, f),
		score:       make([]float32, f),
		strong:      make([]uint64, f),
		weak:        make([]uint64, f),
		faint:       make([]uint64, f),
		passing:     make([]uint64, f),
		slotTreated: make([]bool, f),
		section:     make([]float32, n),
		sectionMet:  make([]uint64, n),
		sectionSure: make([]uint64, n),
	}
	var err error
	s.postings, err = newPostings(ix.store)
	return s, err
}

// reset makes s ready for another query.
func (s *scratch) reset() {
	for _, f := range s.families {
		s.score[f], s.strong[f], s.weak[f], s.faint[f], s.passing[f] = 0, 0, 0, 0, 0
	}
	for _, d := range s.sections {
		s.section[d], s.sectionMet[d], s.sectionSure[d] = 0, 0, 0
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
