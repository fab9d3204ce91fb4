package search

// occurrences are the sections that have something, in order, and how often each
// has it. Without times each has it once.
type occurrences struct {
	sections []uint32
	times    []float32
}

func (o occurrences) at(i int) float32 {
	if o.times == nil {
		return 1
	}
	return o.times[i]
}

// intersect keeps of a what is in b too, with the lower frequency.
func intersect(a, b occurrences) occurrences {
	n, j := 0, 0
	for i, section := range a.sections {
		for j < len(b.sections) && b.sections[j] < section {
			j++
		}
		if j == len(b.sections) || b.sections[j] != section {
			continue
		}
		if a.sections[n] = section; a.times != nil {
			a.times[n] = min(a.times[i], b.at(j))
		}
		n++
	}
	a.sections = a.sections[:n]
	if a.times != nil {
		a.times = a.times[:n]
	}
	return a
}

// list is where a slot was found in headings or texts, by one of its alternatives:
// what it takes to score the sections of a guide.
type list struct {
	occurrences
	dense  dense  // instead of them, for what is common
	count  uint64 // sections
	field  field
	term   string  // "" for several
	bits   uint64  // the slots
	sure   uint64  // those that are met so as typed or nearly so
	weight float32 // of an occurrence
}

// Whole guides are scored first, all that have anything. Their sections are scored
// when they are asked for, since that is so for the few guides that are compared.

// keep keeps a list, whose occurrences were gathered last.
func (s *scratch) keep(l list) {
	s.kept = append(s.kept, l)
	s.keptSections, s.keptTimes, s.keptWords = len(s.room.sections), len(s.room.times), len(s.room.words)
}

// again returns the list of a term that was read for an earlier query.
func (s *scratch) again(f field, term string) (l list, ok bool) {
	if s.earlier == nil {
		return l, false
	}
	for _, l := range s.earlier.kept {
		if l.field == f && l.term == term {
			return l, true
		}
	}
	return l, false
}

// drop lets go of what has been gathered and is not kept.
func (s *scratch) drop() {
	s.room.sections, s.room.times, s.room.words = s.room.sections[:s.keptSections], s.room.times[:s.keptTimes], s.room.words[:s.keptWords]
}

// sectionState is what a section has of the query.
type sectionState struct {
	met   uint64 // slots that its heading or text meets
	sure  uint64 // those that it meets by what was typed or nearly so
	score float32
}

// sectionStates are those of a guide's sections, in their order.
func (s *scratch) sectionStates(guide uint32) []sectionState {
	if states, ok := s.scored[guide]; ok {
		return states
	}
	sections := s.ix.sectionsOf(guide) // their numbers follow each other
	from, to := sections[0], sections[len(sections)-1]
	start := len(s.states)
	s.states = append(s.states, make([]sectionState, len(sections))...)
	states := s.states[start:]
	for k := range s.kept {
		l := &s.kept[k]
		half := s.ix.sectionHalf[l.field-headingField]
		if l.dense != nil {
			for n := range states {
				if section := from + uint32(n); l.dense.has(section) {
					states[n].meet(l, 1, half[section])
				}
			}
			continue
		}
		for i := firstFrom(l.sections, from); i < len(l.sections) && l.sections[i] <= to; i++ {
			n := l.sections[i]
			states[n-from].meet(l, l.at(i), half[n])
		}
	}
	s.scored[guide] = states
	return states
}

// firstFrom returns the place of the first section of a list that is no less than one.
// Which half of the rest it is in cannot be foretold: there is no branch on it.
func firstFrom(sections []uint32, section uint32) int {
	first := 0
	for n := len(sections); n > 0; {
		half := (n + 1) / 2
		after := first + half
		if sections[after-1] < section {
			first = after
		}
		n -= half
	}
	return first
}

// meet adds what a section has of a list, so many times.
func (state *sectionState) meet(l *list, tf, half float32) {
	state.met |= l.bits
	state.sure |= l.sure
	state.score += l.weight * tf / (tf + half)
}
