package search

import (
	"hash/fnv"
	"strings"

	"shebao/search/analysis"
)

// lineKey is the normal form in which short texts are compared as typed: words
// with one space between them, characters of scripts without spaces without
// any, no punctuation.
func lineKey(a *analysis.Analyzer, words *analysis.Stemmer, text string) string {
	var b strings.Builder
	wasWord := false
	a.Tokens(text, words, func(t analysis.Token) bool {
		switch t.Kind {
		case analysis.Word:
			if wasWord {
				b.WriteByte(' ')
			}
			b.WriteString(t.Word.Text)
			wasWord = true
		case analysis.Unigram:
			b.WriteRune(t.Last)
			wasWord = false
		}
		return true
	})
	return b.String()
}

// lineTerms are the terms that a line is compared by: words that say
// something, pairs of characters, and characters that stand alone.
func lineTerms(a *analysis.Analyzer, words *analysis.Stemmer, stops map[string]bool, text string) []uint32 {
	var terms, stopped []uint32
	paired, character := false, false // what the token before was
	a.Tokens(text, words, func(t analysis.Token) bool {
		h := hashTerm(t.Term())
		switch {
		case t.Kind == analysis.Word && stops[t.Word.Text]:
			stopped = append(stopped, h)
		case t.Kind == analysis.Bigram:
			if character { // it is not alone after all
				terms = terms[:len(terms)-1]
			}
			terms = append(terms, h)
		case t.Kind == analysis.Word || !paired:
			terms = append(terms, h)
		}
		character = t.Kind == analysis.Unigram && !paired
		paired = t.Kind == analysis.Bigram
		return true
	})
	if len(terms) == 0 {
		return stopped
	}
	return terms
}

func hashTerm(t string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(t))
	return h.Sum32()
}

// lineMatcher compares lines with a query as a whole.
type lineMatcher struct {
	ix        *Index
	p         *plan
	terms     map[uint32][]lineTerm
	total     float64
	known     float64 // see evidence
	strange   float64
	unread    float64
	mentioned float64
	few       [1 << 10 / 64]uint64 // bits of the terms: most of what lines have is none of them
	// Room for one line.
	credit []float64
	// Shares of the query that sets of slots hold: sections have few different ones.
	shares map[uint64]float64
}

type lineTerm struct {
	slot   int
	weight float64
}

// newLineMatcher is for a plan that has been run.
func newLineMatcher(s *scratch, p *plan) *lineMatcher {
	m := &lineMatcher{ix: s.ix, p: p, terms: map[uint32][]lineTerm{}, total: p.information(), mentioned: p.mentioned(), credit: make([]float64, len(p.units)), shares: map[uint64]float64{}}
	units := s.knownUnits(p)
	m.known = p.shareKnown(units)
	m.strange, m.unread = p.strangest(units)
	for n, sl := range p.slots {
		for _, alt := range sl.alts {
			for _, t := range alt.terms {
				h := hashTerm(t)
				m.few[h/64%uint32(len(m.few))] |= 1 << (h % 64)
				m.terms[h] = append(m.terms[h], lineTerm{n, sl.credit * alt.weight / float64(len(alt.terms))})
			}
		}
	}
	return m
}

// may reports whether any line of a guide may have anything of the query: of most
// guides that are found by their texts none has.
func (m *lineMatcher) may(guide uint32) bool {
	l := m.ix.lines
	from, to := l.FirstTerm[l.FirstLine[guide]], l.FirstTerm[l.FirstLine[guide+1]]
	for _, h := range l.Terms[from:to] {
		if m.few[h/64%uint32(len(m.few))]&(1<<(h%64)) != 0 {
			return true
		}
	}
	return false
}

// match returns how much of the query the line holds and how much of the line
// the query holds, each from 0 to 1.
func (m *lineMatcher) match(line uint32) (query, own float64) {
	l := m.ix.lines
	terms := l.Terms[l.FirstTerm[line]:l.FirstTerm[line+1]]
	matched, none := 0.0, true
	for _, h := range terms {
		if m.few[h/64%uint32(len(m.few))]&(1<<(h%64)) == 0 {
			continue
		}
		if none {
			clear(m.credit)
			none = false
		}
		best := 0.0
		for _, t := range m.terms[h] {
			sl := &m.p.slots[t.slot]
			for u := sl.units[0]; u <= sl.units[1]; u++ {
				m.credit[u] = max(m.credit[u], t.weight)
			}
			best = max(best, t.weight)
		}
		matched += best
	}
	if matched == 0 {
		return 0, 0
	}
	found := 0.0
	for i, u := range m.p.units {
		found += u.info * m.credit[i]
	}
	return found / m.total, matched / float64(len(terms))
}

// adds returns how much of the query the line that was matched last holds more than
// is held of its units already.
func (m *lineMatcher) adds(held []float64) (share float64) {
	for i, u := range m.p.units {
		share += u.info * max(0, m.credit[i]-held[i])
	}
	return share / m.total
}

// share returns how much of the query's information the slots of a set hold.
func (m *lineMatcher) share(slots uint64) float64 {
	share, ok := m.shares[slots]
	if !ok {
		share = m.p.share(slots)
		m.shares[slots] = share
	}
	return share
}
