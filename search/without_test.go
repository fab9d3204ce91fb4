package search_test

import (
	"testing"

	"shebao/search"
)

// A paper that is lost is another site's matter, and whether a card can be had without
// it is this one's.
func TestWhatCanBeDoneWithoutAPaperIsNoQuestionAboutThePaper(t *testing.T) {
	ix := openWith(t, []search.Synonyms{{Terms: []string{"遗失"}, Typed: []string{"丢了"}}},
		page("/zh/g/reissue/", "社保卡补办", "给孩子办卡，带户口本到社区办理。"),
		page("/zh/g/loss/", "社保卡遗失", "打电话。"),
		page("/zh/g/password/", "社保卡密码", "到银行重置。"),
	)
	for _, tt := range []struct {
		text  string
		found bool
	}{
		{"户口本丢了", false},
		{"户口本丢了能办吗", true},
		{"户口本丢了可以办吗", true},
		{"户口本丢了还能给孩子办吗", true},
		{"户口本丢了可以给娃办不", true},
		{"户口本丢了给孩子去哪办", false},
		{"户口本丢了能给孩子办户口本吗", false},
	} {
		if got := urls(lookUp(t, ix, "zh", tt.text).Hits); len(got) > 0 != tt.found {
			t.Errorf("%q finds %v", tt.text, got)
		}
	}
}
