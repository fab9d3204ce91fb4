package analysis

import (
	"strings"
	"testing"
)

// Whatever word has a stem, it is wanted where that is: a snippet marks every form.
func TestNoFormOfAWantedWordIsPassedOver(t *testing.T) {
	words := NewStemmer(1 << 10)
	forms := strings.Fields(irregular + " dying lying tying skies ugly only early cries says a I I'm 3rd été Ａ")
	for _, word := range strings.Fields(englishStems) {
		forms = append(forms, word, word+"s", word+"es", word+"ed", word+"ing", word+"ly")
	}
	a := NewAnalyzer()
	for _, form := range forms {
		var stem string
		a.Tokens(form, words, func(tok Token) bool { stem = tok.Term(); return false })
		only := &Wanted{}
		only.Add(stem, words)
		got := ""
		a.TokensOf(form, words, only, func(tok Token) bool {
			if tok.Kind != Other {
				got = tok.Term()
			}
			return false
		})
		if got != stem {
			t.Errorf("%q, whose stem is %q, is read as %q", form, stem, got)
		}
	}
}

func TestWhatIsNotWantedIsPassedOver(t *testing.T) {
	words := NewStemmer(1 << 10)
	only := &Wanted{}
	for _, element := range []string{"card", "卡"} {
		only.Add(element, words)
	}
	var got []string
	NewAnalyzer().TokensOf("Bring the old card, or CÁRDS; 带卡片 to it", words, only, func(tok Token) bool {
		if tok.Kind == Other {
			got = append(got, ".")
		} else {
			got = append(got, tok.Term())
		}
		return true
	})
	if s := strings.Join(got, " "); s != ". card . card . 卡 . ." {
		t.Error(s)
	}
}
