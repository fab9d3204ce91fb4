package guide

import (
	"strings"
	"unicode/utf8"
)

// Nearest gives the known word that was probably meant: the one that takes the
// fewest slips of the finger, or "" where none is near. Capitals, hyphens,
// spaces and underscores make no difference.
func Nearest(word string, known []string) string {
	separators := strings.NewReplacer("-", "", "_", "", " ", "")
	fold := func(s string) string { return separators.Replace(strings.ToLower(s)) }
	w := fold(word)
	length := utf8.RuneCountInString(w)
	if length > 64 {
		return ""
	}
	best, least := "", 0
	for _, k := range known {
		most := max(1, (max(length, utf8.RuneCountInString(k))+1)/3)
		if best != "" {
			most = min(most, least-1)
		}
		if d := Distance(w, fold(k), most); d <= most {
			best, least = k, d
		}
	}
	return best
}

// Distance counts the characters to insert, delete, replace or swap with their
// neighbour (optimal string alignment). Where they are more than most, it is
// most+1.
func Distance(from, to string, most int) int {
	a, b := []rune(from), []rune(to)
	if d := len(a) - len(b); d > most || -d > most {
		return most + 1
	}
	before := make([]int, len(b)+1)
	last := make([]int, len(b)+1)
	this := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	leastLast := 0
	for i := range a {
		this[0] = i + 1
		least := this[0]
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
			least = min(least, d)
		}
		if least > most && leastLast >= most { // a swap goes back two rows
			return most + 1
		}
		before, last, this, leastLast = last, this, before, least
	}
	return min(last[len(b)], most+1)
}
