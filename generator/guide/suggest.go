package guide

import "strings"

// nearest gives the known word that was probably meant: the one that takes the
// fewest slips of the finger, or "" where none is near. Capitals, hyphens,
// spaces and underscores make no difference.
func nearest(word string, known []string) string {
	best, least := "", 0
	w := fold(word)
	if len(w) > 64 {
		return ""
	}
	for _, k := range known {
		d := distance(w, fold(k))
		if d <= max(1, (len(k)+1)/3) && (best == "" || d < least) {
			best, least = k, d
		}
	}
	return best
}

func fold(word string) string {
	return strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(word))
}

// distance counts the letters to insert, delete, replace or swap with their
// neighbour (optimal string alignment).
func distance(from, to string) int {
	a, b := []rune(from), []rune(to)
	before := make([]int, len(b)+1)
	last := make([]int, len(b)+1)
	this := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range a {
		this[0] = i + 1
		for j := range b {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			d := min(last[j+1]+1, this[j]+1, last[j]+cost)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				d = min(d, before[j-1]+1)
			}
			this[j+1] = d
		}
		before, last, this = last, this, before
	}
	return last[len(b)]
}
