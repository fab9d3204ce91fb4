package pinyin

import (
	"slices"
	"strings"
	"testing"
)

func TestCharactersHaveAllTheirReadings(t *testing.T) {
	s := NewTable()
	for c, want := range map[rune]string{
		'行': "xing hang", '重': "zhong chong", '长': "chang zhang", '卡': "ka qia", '率': "lv shuai", '还': "hai huan", '女': "nv",
	} {
		var got []string
		for _, y := range s.Readings(c) {
			got = append(got, s.Syllables[y])
		}
		for _, reading := range strings.Fields(want) {
			if !slices.Contains(got, reading) {
				t.Errorf("%c is said %v, %s is missing", c, got, reading)
			}
		}
	}
	if got := s.Readings('a'); got != nil {
		t.Errorf("a letter is said %v", got)
	}
}

func TestLettersStandForSyllables(t *testing.T) {
	table := NewTable()
	said := func(s Span) string { return strings.Join(table.Syllables[s.From:s.To], " ") }
	if s, ok := table.Exact("nue"); !ok || said(s) != "nve" {
		t.Errorf("nue: %v", said(s))
	}
	if s, ok := table.Exact("sb"); ok {
		t.Errorf("sb is a syllable: %v", s)
	}
	if s, ok := table.Starting("shu"); !ok || said(s) != "shu shua shuai shuan shuang shui shun shuo" {
		t.Errorf("shu begins %v", said(s))
	}
	for letters, want := range map[string][2]bool{ // whole, and with the last half typed
		"shebao": {true, true}, "sheb": {false, true}, "she4bao": {false, false}, "bao3": {true, true}, "card": {false, false}, "": {false, false},
	} {
		if got := [2]bool{table.Full(letters, false), table.Full(letters, true)}; got != want {
			t.Errorf("%q: %v, want %v", letters, got, want)
		}
	}
	var alike []string
	s, _ := table.Exact("zhen")
	for _, y := range table.Alike(s.From) {
		alike = append(alike, table.Syllables[y])
	}
	if got := strings.Join(alike, " "); got != "zheng zen zeng" {
		t.Errorf("zhen sounds like %s", got)
	}
	if !s.Has(table.Readings('真')) || s.Has(table.Readings('卡')) {
		t.Error("真 is said zhen, 卡 is not")
	}
}
