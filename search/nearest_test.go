package search_test

import (
	"slices"
	"testing"

	"shebao/search"
)

// nearbySite is a site with a few words that others are near to.
func nearbySite(t *testing.T) *search.Index {
	return openWith(t, []search.Synonyms{{Terms: []string{"补办", "补领", "reissue"}}, {Terms: []string{"挂失", "report a loss"}}},
		page("/zh/g/loss/", "社保卡挂失", "打电话挂失社保卡，再到柜台。"),
		page("/zh/g/reissue/", "社保卡补办", "带身份证和户口簿，免费寄到家。"),
		page("/en/g/loss/", "Report a lost card", "Call the hotline, then go to a counter."),
		page("/en/g/reissue/", "Reissue of a card", "Bring your papers. The post delivers it."),
	)
}

func TestWordsNearToThoseTypedAreOfferedWhereNothingIsFound(t *testing.T) {
	ix := nearbySite(t)
	for _, tt := range []struct {
		name, lang, text string
		want             []string
	}{
		{"a wrong first letter of a short word", "en", "xard", []string{"card"}},
		{"a word of the site beside something else", "en", "pssport reisue", []string{"reissue"}},
		{"the same typed right", "en", "passport reissue", []string{"reissue"}},
		{"a word that sounds the same", "zh", "驾照补半", []string{"补办"}},
		{"pinyin with a letter too many", "zh", "guashii", []string{"挂失"}},
		{"nothing is near", "en", "weather tomorrow", nil},
		{"nothing is near, in Chinese", "zh", "明天下雨吗", nil},
		{"a row of keys", "zh", "asdfgh", nil},
		{"no Chinese for who reads English", "en", "guashii", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := lookUp(t, ix, tt.lang, tt.text)
			if r.Total != 0 || !slices.Equal(r.Nearest, tt.want) {
				t.Errorf("%q finds %v, near to it are %q, want %q", tt.text, urls(r.Hits), r.Nearest, tt.want)
			}
			for _, w := range r.Nearest {
				if lookUp(t, ix, tt.lang, w).Total == 0 {
					t.Errorf("%q is offered and finds nothing", w)
				}
			}
		})
	}
	if r := lookUp(t, ix, "en", "card"); r.Nearest != nil {
		t.Errorf("what finds something is near to %q", r.Nearest)
	}
}

func TestPinyinWithSwappedLettersIsRead(t *testing.T) {
	ix := nearbySite(t)
	for _, tt := range []struct{ lang, text, url, meant string }{
		{"zh", "guahsi", "/zh/g/loss/", "挂失"},
		{"zh", "shebaokabuabn", "/zh/g/reissue/", "社保卡补办"},
		{"en", "guahsi", "/en/g/loss/", ""},
	} {
		if r := lookUp(t, ix, tt.lang, tt.text); len(r.Hits) == 0 || r.Hits[0].URL != tt.url || r.Suggestion != tt.meant {
			t.Errorf("%q finds %v, meant is %q", tt.text, urls(r.Hits), r.Suggestion)
		}
	}
}
