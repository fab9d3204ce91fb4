package search

import (
	"slices"
	"testing"
)

func TestTheFirstSectionFromOneOnIsFoundInAListOfAnyLength(t *testing.T) {
	var list []uint32
	for n := range uint32(70) {
		for section := range 3*n + 3 {
			want, _ := slices.BinarySearch(list, section)
			if got := firstFrom(list, section); got != want {
				t.Fatalf("of %v, the first from %d on is at %d, want %d", list, section, got, want)
			}
		}
		list = append(list, 3*n+n%3)
	}
}
