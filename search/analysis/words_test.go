package analysis

import (
	"strings"
	"testing"
)

func TestAWordOfEverydayLifeStandsInNoOtherList(t *testing.T) {
	lists := map[string]string{}
	for _, list := range []struct{ name, words string }{{"stops", EnglishStops}, {"light", EnglishLight}, {"plain", EnglishPlain}} {
		for _, w := range strings.Fields(list.words) {
			if other := lists[w]; other != "" && list.name == "plain" {
				t.Errorf("%s is among %s and %s", w, other, list.name)
			}
			lists[w] = list.name
		}
	}
	for _, w := range []string{"although", "anywhere", "recently", "tonight", "worried"} {
		if lists[w] != "plain" {
			t.Errorf("any subject is spoken of with %q, which is among %q", w, lists[w])
		}
	}
	for _, w := range []string{"passport", "pizza", "hospital"} {
		if lists[w] != "" {
			t.Errorf("%q tells what is spoken of, and is among %s", w, lists[w])
		}
	}
}
