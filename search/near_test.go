package search

import (
	"math/rand/v2"
	"testing"
)

// distance is the optimal string alignment distance, by its definition.
func distance(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		for j := range d[i] {
			switch {
			case i == 0 || j == 0:
				d[i][j] = i + j
				continue
			case a[i-1] == b[j-1]:
				d[i][j] = d[i-1][j-1]
			default:
				d[i][j] = min(d[i-1][j], d[i][j-1], d[i-1][j-1]) + 1
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

func TestNearWordsAreThoseSoManyEditsAway(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	letters := []rune("abcдж社\U0001F600")
	word := func() []rune {
		w := make([]rune, r.IntN(7))
		for i := range w {
			w[i] = letters[r.IntN(len(letters))]
		}
		return w
	}
	found := 0
	for range 3000 {
		from := word()
		for edits := 1; edits <= 2; edits++ {
			a := newNear(string(from), edits)
			for range 20 {
				to := word()
				is := accepted(a, []byte(string(to)))
				if want := distance(from, to) <= edits; is != want {
					t.Fatalf("%d edits: %q to %q is %t, %d away", edits, string(from), string(to), is, distance(from, to))
				}
				if is {
					found++
				}
			}
		}
	}
	if found < 1000 {
		t.Errorf("only %d were near", found)
	}
}
