package search_test

import (
	"testing"

	"shebao/search"
)

func TestWhatAQueryIsAbout(t *testing.T) {
	ix := openWith(t, []search.Synonyms{
		{Terms: []string{"挂失", "reporting a loss"}, Typed: []string{"block"}},
		{Terms: []string{"换领", "exchange"}, Typed: []string{"坏了"}},
	},
		page("/zh/g/loss/", "社保卡挂失", "监护人打电话。光线。"),
		page("/zh/g/photo/", "社保卡照片", "身份证的照片办不办都行。"),
		page("/zh/g/exchange/", "社保卡换领", "卡折弯了到银行办理。"),
		page("/en/g/fees/", "What a card costs", "Rates and fees of a card at a bank."),
		page("/en/g/loss/", "Reporting a card lost", "A lost card is reported by phone."),
	)
	for _, tt := range []struct{ name, lang, text, url string }{
		{"a word that is not here, of characters that are", "zh", "护照", ""},
		{"the same beside what can be done with anything", "zh", "护照办理", ""},
		{"characters that are words by themselves", "zh", "卡折了", "/zh/g/exchange/"},
		{"the subject and a topic among words of a story", "zh", "卡让洗衣机搅坏了", "/zh/g/exchange/"},
		{"a topic among words of something else", "zh", "洗衣机搅坏了", ""},
		{"a character said twice", "zh", "挂失失的卡", "/zh/g/loss/"},
		{"a known word beside one that says what is meant", "en", "mortgage rates", ""},
		{"a word of everyday life that is all the subject", "en", "lost dog", ""},
		{"the same in a sentence about the site's subject", "en", "the dog ran off with my card, now it is lost", "/en/g/loss/"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := urls(lookUp(t, ix, tt.lang, tt.text).Hits)
			if tt.url == "" && len(got) > 0 || tt.url != "" && (len(got) == 0 || got[0] != tt.url) {
				t.Errorf("%q finds %v, want %q", tt.text, got, tt.url)
			}
		})
	}
}

func TestInitialsWhoseEndIsUnknown(t *testing.T) {
	ix := openWith(t, nil,
		page("/zh/g/buban/", "补办材料", "户口簿和身份证。"),
		page("/zh/g/guashi/", "挂失电话", "打给银行。"),
	)
	for _, tt := range []struct{ name, text, url string }{
		{"all of it is known", "bbcl", "/zh/g/buban/"},
		{"two letters more", "bbclqd", "/zh/g/buban/"},
		{"too much more", "bbclqdwxz", ""},
		{"too little is known", "bbqd", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := urls(lookUp(t, ix, "zh", tt.text).Hits)
			if tt.url == "" && len(got) > 0 || tt.url != "" && (len(got) == 0 || got[0] != tt.url) {
				t.Errorf("%q finds %v, want %q", tt.text, got, tt.url)
			}
		})
	}
}
