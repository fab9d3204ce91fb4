package search

import (
	"strings"
	"testing"
)

// Whatever word has a stem, it is wanted where that is: a snippet marks every form.
func TestNoFormOfAWantedWordIsPassedOver(t *testing.T) {
	words := newStemmer(1 << 10)
	forms := strings.Fields(irregular + " dying lying tying skies ugly only early cries says a I I'm 3rd été Ａ")
	for _, word := range strings.Fields(englishStems) {
		forms = append(forms, word, word+"s", word+"es", word+"ed", word+"ing", word+"ly")
	}
	a := newAnalyzer()
	for _, form := range forms {
		var stem string
		a.tokens(form, words, func(tok token) bool { stem = tok.term(); return false })
		only := &wanted{}
		only.add(stem, words)
		got := ""
		a.tokensOf(form, words, only, func(tok token) bool {
			if tok.kind != other {
				got = tok.term()
			}
			return false
		})
		if got != stem {
			t.Errorf("%q, whose stem is %q, is read as %q", form, stem, got)
		}
	}
}

func TestWhatIsNotWantedIsPassedOver(t *testing.T) {
	words := newStemmer(1 << 10)
	only := &wanted{}
	for _, element := range []string{"card", "卡"} {
		only.add(element, words)
	}
	var got []string
	newAnalyzer().tokensOf("Bring the old card, or CÁRDS; 带卡片 to it", words, only, func(tok token) bool {
		if tok.kind == other {
			got = append(got, ".")
		} else {
			got = append(got, tok.term())
		}
		return true
	})
	if s := strings.Join(got, " "); s != ". card . card . 卡 . ." {
		t.Error(s)
	}
}
