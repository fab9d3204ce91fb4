package search

import "context"

// A term that stands in many sections tells little, and how often it stands
// there tells less: it counts once in each, which is several times as fast.
const (
	commonShare = 0.05
	commonMost  = 500 // sections, or the share above, up to which occurrences are counted
)

// rare reports whether occurrences are counted of what stands in n sections.
func (ix *Index) rare(n uint64) bool {
	return float64(n) <= max(commonMost, commonShare*ix.documents)
}

// gather reads the occurrences of the term that was found last, in n sections.
func (s *scratch) gather(ctx context.Context, n uint64) (err error) {
	rare := s.ix.rare(n)
	if rare {
		s.work += countedWork * int(n)
	} else {
		s.work += int(n)
	}
	r := &s.room
	sections, times := len(r.sections), len(r.times)
	if r.sections, r.times, err = s.read(r.sections, r.times, rare); err != nil {
		return err
	}
	s.found = occurrences{sections: r.sections[sections:]}
	if rare {
		s.found.times = r.times[times:]
	}
	return ctx.Err()
}

// together gathers the sections that have every one of terms in field f, with
// the frequency of the rarest, and returns how many there are.
func (s *scratch) together(ctx context.Context, f field, terms []string) (int, error) {
	var all occurrences
	s.drop()
	for i, term := range terms {
		n, err := s.find(f, []byte(term))
		if err != nil {
			return 0, err
		}
		if n == 0 {
			s.found = occurrences{}
			return 0, nil
		}
		if err := s.gather(ctx, n); err != nil {
			return 0, err
		}
		if i == 0 {
			all = s.found
			continue
		}
		s.work += len(all.sections) + len(s.found.sections)
		if all = intersect(all, s.found); len(all.sections) == 0 {
			break
		}
	}
	s.drop()
	s.found = all // which stands at the beginning of what is not kept
	s.room.sections, s.room.times = s.room.sections[:len(s.room.sections)+len(all.sections)], s.room.times[:len(s.room.times)+len(all.times)]
	return len(all.sections), nil
}
