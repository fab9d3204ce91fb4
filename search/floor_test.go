package search_test

import (
	"fmt"
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

func TestAQueryAboutTheSubjectAndAboutOtherThings(t *testing.T) {
	pages := []search.Document{
		page("/zh/g/loss/", "社保卡挂失", "丢了打电话。"),
		page("/zh/g/password/", "社保卡密码", "忘了带身份证到银行重置，护照也行。"),
		page("/en/g/loss/", "Reporting a card lost", "A lost card is reported by phone."),
		page("/en/g/password/", "The password of the card", "Reset a forgotten password at a bank."),
	}
	for i := range 20 { // a site about cards
		pages = append(pages, page(fmt.Sprint("/zh/g/", i, "/"), "社保卡之"+string(rune('甲'+i)), "银行。"), page(fmt.Sprint("/en/g/", i, "/"), "Card "+string(rune('a'+i)), "A bank."))
	}
	ix := openWith(t, []search.Synonyms{{Terms: []string{"密码", "password"}}, {Terms: []string{"挂失"}, Typed: []string{"丢了", "lost"}}}, pages...)
	for _, tt := range []struct {
		name, lang, text string
		found            bool
	}{
		{"the subject in a sentence of which nothing else is here", "zh", "卡泡烂啦咋整", true},
		{"the subject with a verb before it", "zh", "昨儿丢卡咯好心慌", true},
		{"another thing that has the subject in its name", "zh", "健身卡到期", false},
		{"the same in English", "en", "gift card balance", false},
		{"the subject by itself, in English", "en", "turned everything upside down, no card", true},
		{"the subject as a part of another thing", "en", "chip card wholesale", false},
		{"a topic in a sentence that tells a story", "zh", "密码试了好几回都不对", true},
		{"a topic of another thing", "zh", "邮箱密码", false},
		{"the same in a sentence", "zh", "我的邮箱密码试了好几回都不对", false},
		{"what can be lost as well", "zh", "雨伞丢了", false},
		{"the same in English", "en", "lost my umbrella", false},
		{"what a text mentions once", "zh", "护照丢了", false},
		{"what the site has in a title is no other thing", "zh", "社保卡", true},
		{"what becomes of a paper that is only to be brought", "zh", "身份证丢了怎么办", false},
		{"the same in English", "en", "lost my ID card", false},
		{"the same, the site's subject being named too", "zh", "身份证丢了，社保卡挂失", true},
		{"that the paper is brought", "zh", "带身份证挂失", true},
		{"what any subject is spoken of with is no stranger", "zh", "银行那头重置要跑几趟", true},
		{"the same with a stranger", "zh", "银行那头逛展览要跑几趟", false},
		{"an act that is over", "zh", "打完电话够不够", true},
		{"a word of a kind that the site does not know, though it knows its beginning", "zh", "银行楼打电话", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := urls(lookUp(t, ix, tt.lang, tt.text).Hits); len(got) > 0 != tt.found {
				t.Errorf("%q finds %v", tt.text, got)
			}
		})
	}
}

func TestAnAgeIsReadWhateverItIsWrittenIn(t *testing.T) {
	ix := openWith(t, nil,
		page("/zh/g/age/", "参保的年龄", "满 62 周岁。"),
		page("/zh/g/seven/", "满 7 周岁换证", "到柜台。"),
		page("/zh/g/fee/", "参保的费用", "二十元。"),
		page("/en/g/age/", "Age for joining", "Up to a limit."),
		page("/en/g/fee/", "Fee for joining", "Joining costs 20 yuan."),
	)
	for _, tt := range []struct{ name, lang, text, url string }{
		{"in Chinese numerals", "zh", "六十二了还能参保吗", "/zh/g/age/"},
		{"of one figure, where it says that it is one", "zh", "娃七岁了", "/zh/g/seven/"},
		{"in figures", "en", "I am 61, can I still join", "/en/g/age/"},
		{"in words", "en", "is sixty too late for joining", "/en/g/age/"},
		{"what is counted is no age", "zh", "参保二十元", "/zh/g/fee/"},
		{"the same in English", "en", "joining at 20 yuan", "/en/g/fee/"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := urls(lookUp(t, ix, tt.lang, tt.text).Hits); len(got) == 0 || got[0] != tt.url {
				t.Errorf("%q finds %v, want %s", tt.text, got, tt.url)
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
