package search

import "testing"

func TestAQueryWithAStrangerMustBeFoundMoreThanOneWithout(t *testing.T) {
	const none, some, stranger = 0.1, 0.6, 1.2
	for _, tt := range []struct {
		name           string
		little         int
		info           float64
		strange, found float64
		answered       bool
	}{
		{"nothing in it is strange", 2, 3, none, 0.49, true},
		{"the same, and less is found", 2, 3, none, 0.46, false},
		{"nothing in it is strange, for it says nothing", 2, 1, none, 0.49, false},
		{"a word that might be anything's", 2, 3, some, 0.52, false},
		{"a story with a stranger", 6, 3, stranger, 0.52, true},
		{"the same, and less is found", 6, 3, stranger, 0.46, false},
	} {
		if got := (&plan{units: asked(tt.little, tt.info)}).answers(evidence{found: tt.found, strange: tt.strange}); got != tt.answered {
			t.Errorf("%s: answered is %v", tt.name, got)
		}
	}
	for _, strange := range []float64{some, stranger} {
		several := evidence{found: 0.52, strange: strange, words: 2}
		if got := (&plan{units: asked(2, 3)}).answers(several); got != (strange == some) {
			t.Errorf("several words as typed beside one that tells %v: answered is %v", strange, got)
		}
	}
}

// asked are the units of a query with words that say little and one that tells info.
func asked(little int, info float64) []queryUnit {
	units := []queryUnit{{info: info}}
	for range little {
		units = append(units, queryUnit{stop: true})
	}
	return units
}
