package search_test

import (
	"testing"

	"shebao/search"
)

func TestASectionIsNotChosenForAHeadingThatRepeatsTheTitle(t *testing.T) {
	guide := func(url, lang, title string, sections ...[3]string) (docs []search.Document) {
		docs = append(docs, search.Document{URL: url, GuideURL: url, Lang: lang, Title: title, Text: title})
		for _, s := range sections {
			docs = append(docs, search.Document{URL: url + s[0], GuideURL: url, Lang: lang, Title: title, Heading: s[1], Text: s[2]})
		}
		return docs
	}
	docs := append(guide("/en/g/er/", "en", "Emergency visits and insurance",
		[3]string{"#abroad", "Emergency visits abroad", "Emergency visits abroad are emergency visits, too."},
		[3]string{"#claim", "Claim afterwards", "Hand in the receipts."},
	), guide("/zh/g/buka/", "zh", "社保卡补卡",
		[3]string{"#online", "网上补卡", "网上补卡，补卡打开应用。"},
		[3]string{"#fee", "费用", "问柜台。"},
	)...)
	ix := openWith(t, nil, docs...)
	for _, tt := range []struct{ lang, text, url string }{
		{"en", "claim for emergency visits", "/en/g/er/#claim"},
		{"en", "emergency visits abroad", "/en/g/er/#abroad"},
		{"zh", "补卡费用", "/zh/g/buka/#fee"},
		{"zh", "网上补卡", "/zh/g/buka/#online"},
	} {
		if got := urls(lookUp(t, ix, tt.lang, tt.text).Hits); len(got) == 0 || got[0] != tt.url {
			t.Errorf("%q opens %v, want %s", tt.text, got, tt.url)
		}
	}
}
