package search

import (
	"cmp"
	"slices"
)

// candidate is a family that a query may mean.
type candidate struct {
	family uint32
	score  float32
}

// nearBestScore is how near to the best score a family must come to be found.
const nearBestScore = 0.1

// candidates returns the n best families, best first, and how many come near
// the best.
func (s *scratch) candidates(n int) (top []candidate, total int) {
	var best float32
	for _, f := range s.families {
		if score := s.score[f]; score > best {
			best = score
		}
	}
	near := best * nearBestScore
	from := near // scores below are none of the best n
	h := make(candidateHeap, 0, min(n, len(s.families)))
	for _, f := range s.families {
		score := s.score[f]
		if score >= near { // can hardly be foretold: nothing else hangs on it
			total++
		}
		if score < from {
			continue
		}
		c := candidate{family: f, score: score}
		switch {
		case len(h) < n:
			if h = append(h, c); len(h) < n {
				continue
			}
			h.order()
		case compareCandidates(c, h[0]) < 0:
			h[0] = c
			h.sink(0)
		}
		from = h[0].score
	}
	slices.SortFunc(h, compareCandidates)
	return h, total
}

// candidateHeap has the last of them on top, once it is in order.
type candidateHeap []candidate

func (h candidateHeap) order() {
	for i := len(h)/2 - 1; i >= 0; i-- {
		h.sink(i)
	}
}

// sink moves what stands at i below whatever comes after it.
func (h candidateHeap) sink(i int) {
	for {
		last := 2*i + 1
		if last >= len(h) {
			return
		}
		if right := last + 1; right < len(h) && compareCandidates(h[right], h[last]) > 0 {
			last = right
		}
		if compareCandidates(h[i], h[last]) > 0 {
			return
		}
		h[i], h[last] = h[last], h[i]
		i = last
	}
}

func compareCandidates(a, b candidate) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.family, b.family))
}
