package search

import (
	"cmp"
	"container/heap"
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
		best = max(best, s.score[f])
	}
	h := candidateHeap{}
	for _, f := range s.families {
		score := s.score[f]
		if score < best*nearBestScore {
			continue
		}
		total++
		if len(h) == n && score <= h[0].score {
			continue
		}
		if len(h) == n {
			h[0] = candidate{family: f, score: score}
			heap.Fix(&h, 0)
			continue
		}
		heap.Push(&h, candidate{family: f, score: score})
	}
	slices.SortFunc(h, compareCandidates)
	return h, total
}

// candidateHeap has the lowest score on top.
type candidateHeap []candidate

func (h candidateHeap) Len() int           { return len(h) }
func (h candidateHeap) Less(i, j int) bool { return h[i].score < h[j].score }
func (h candidateHeap) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *candidateHeap) Push(x any)        { *h = append(*h, x.(candidate)) }
func (h *candidateHeap) Pop() any {
	old := *h
	last := old[len(old)-1]
	*h = old[:len(old)-1]
	return last
}

func compareCandidates(a, b candidate) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.family, b.family))
}
