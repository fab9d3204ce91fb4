package search_test

import (
	"testing"

	"shebao/search"
)

func TestNumbersOfPersonsAndOfTelephones(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		is         bool
	}{
		{"an identity number", "11010519491231002X", true},
		{"the same in groups", "110105 1949 1231 002 x", true},
		{"with minus signs, as some keyboards write hyphens", "110105\u221219491231\u2212002X", true},
		{"with fillers that do not show", "110105\u316419491231\u3164002X", true},
		{"a card number with its letter", "A12345678", true},
		{"the same written apart", "A 1234 5678", true},
		{"a card number beside a word", "card 1234567890", true},
		{"the same before a word that begins as one may end", "A12345678 xinhua bank", true},
		{"two hotlines and a word between them", "12345 or 962222", false},
		{"a year and an amount", "2016 rate 10.5 on 3271", false},
		{"a mobile phone", "138 0013 8000", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if is := search.LooksLikeNumber(tt.text); is != tt.is {
				t.Errorf("%q: %v, want %v", tt.text, is, tt.is)
			}
		})
	}
}
