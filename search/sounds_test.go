package search

import (
	"slices"
	"strings"
	"testing"
)

func TestCharactersHaveAllTheirReadings(t *testing.T) {
	s := newSounds()
	for c, want := range map[rune]string{
		'行': "xing hang", '重': "zhong chong", '长': "chang zhang", '卡': "ka qia", '率': "lv shuai", '还': "hai huan", '女': "nv",
	} {
		var got []string
		for _, y := range s.of(c) {
			got = append(got, s.syllables[y])
		}
		for _, reading := range strings.Fields(want) {
			if !slices.Contains(got, reading) {
				t.Errorf("%c is said %v, %s is missing", c, got, reading)
			}
		}
	}
	if got := s.of('a'); got != nil {
		t.Errorf("a letter is said %v", got)
	}
}
