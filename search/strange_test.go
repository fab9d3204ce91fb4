package search

import "testing"

func TestAQueryWithAStrangeCharacterMustBeFoundMoreThanOneWithout(t *testing.T) {
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
	for _, tt := range []struct {
		name     string
		e        evidence
		answered bool
	}{
		{"a word that might be anything's", evidence{strange: some}, true},
		{"a strange word of letters", evidence{strange: stranger}, true},
		{"a character that might be anything's", evidence{strange: some, unread: some}, true},
		{"a strange character", evidence{strange: stranger, unread: stranger}, false},
		{"the same beside a topic", evidence{strange: stranger, unread: stranger, topics: 1}, true},
	} {
		tt.e.found, tt.e.words = 0.52, 2
		if got := (&plan{units: asked(2, 3)}).answers(tt.e); got != tt.answered {
			t.Errorf("several words as typed beside %s: answered is %v", tt.name, got)
		}
	}
}

func TestAStrangeCharacterIsToldFromAStrangeWord(t *testing.T) {
	p := &plan{units: []queryUnit{{info: 1.5}, {info: 0.9, han: true}, {info: 1, han: true}}}
	for _, tt := range []struct {
		known        []float64
		most, unread float64
	}{
		{[]float64{0, 1, 1}, 1.5, 0},
		{[]float64{1, 0, 1}, 0.9, 0.9},
		{[]float64{0, 0, 0}, 1.5, 1},
		{[]float64{1, 1, 1}, 0, 0},
	} {
		if most, unread := p.strangest(tt.known); most != tt.most || unread != tt.unread {
			t.Errorf("known %v: %v and %v, want %v and %v", tt.known, most, unread, tt.most, tt.unread)
		}
	}
}

func TestAWordForAPersonTellsLittleWhereNoGuideHasIt(t *testing.T) {
	p := &plan{units: []queryUnit{{info: 1.5}, {info: 1, han: true}, {info: 1.2, count: 3}, {info: 1.5}}}
	p.person(match{first: 0, last: 2})
	for i, want := range []float64{personInfo, personInfo / 2, 1.2, 1.5} {
		if got := p.units[i].info; got != want {
			t.Errorf("unit %d tells %v, want %v", i, got, want)
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
