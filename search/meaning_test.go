package search_test

import (
	"testing"

	"shebao/search"
)

func TestPinyinFindsWhatItStandsFor(t *testing.T) {
	ix := openWith(t, nil,
		page("/zh/g/guashi/", "社保卡挂失", "打电话。"),
		page("/zh/g/yinhang/", "银行网点", "重新办理。"),
		page("/zh/g/jiliang/", "缴费比例和费率", "按月缴。"),
		page("/zh/g/buban/", "补办材料", "户口簿。"),
	)
	for _, tt := range []struct{ name, text, url string }{
		{"in full", "shebaoka", "/zh/g/guashi/"},
		{"with spaces", "she bao ka", "/zh/g/guashi/"},
		{"with tones as numbers", "gua4 shi1", "/zh/g/guashi/"},
		{"capitals", "GuaShi", "/zh/g/guashi/"},
		{"the last syllable half typed", "shebaok", "/zh/g/guashi/"},
		{"initials", "sbkgs", "/zh/g/guashi/"},
		{"initials of two words", "bb cl", "/zh/g/buban/"},
		{"two phrases", "shebaoka guashi", "/zh/g/guashi/"},
		{"a character's other reading: 行 as hang", "yinhang", "/zh/g/yinhang/"},
		{"a character's other reading: 率 as lü", "feilv", "/zh/g/jiliang/"},
		{"a homophone of an input method", "社宝卡", "/zh/g/guashi/"},
		{"a homophone for both characters", "挂是", "/zh/g/guashi/"},
		{"nearly the sound: in for ing", "ying hang", "/zh/g/yinhang/"},
		{"a homophone in traditional characters", "補半材料", "/zh/g/buban/"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := urls(lookUp(t, ix, "zh", tt.text).Hits); len(got) == 0 || got[0] != tt.url {
				t.Errorf("%q finds %v, want %s", tt.text, got, tt.url)
			}
		})
	}
}

func TestInitialsAreReadAsWhatStandsTogether(t *testing.T) {
	ix := openWith(t, []search.Synonyms{
		{Terms: []string{"家庭共济"}},
		{Terms: []string{"挂失"}},
		{Terms: []string{"报销"}},
	},
		page("/zh/g/gongji/", "家庭共济", "职工个人账户里的钱，家人也能用。"),
		page("/zh/g/jiaofei/", "单位要交什么", "养老、失业和工伤保险都按月交。"),
		page("/zh/g/guashi/", "挂失", "丢了先打电话。"),
		page("/zh/g/baoxiao/", "报销", "看病花的钱。"),
		page("/zh/g/baobao/", "宝宝", "宝宝补办。"),
	)
	for _, tt := range []struct{ name, text, url string }{
		{"a word that only the text has, before two of the glossary that are nowhere together", "gsbx", "/zh/g/jiaofei/"},
		{"a word of the glossary and another one of the same section", "jtgjzh", "/zh/g/gongji/"},
		{"what no section has together", "zhgz", ""},
		{"one letter over and over, and something behind it", "bbbbxx", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := urls(lookUp(t, ix, "zh", tt.text).Hits); tt.url == "" && len(got) > 0 || tt.url != "" && (len(got) == 0 || got[0] != tt.url) {
				t.Errorf("%q finds %v, want %q", tt.text, got, tt.url)
			}
		})
	}
}

func TestTypingErrors(t *testing.T) {
	ix := openWith(t, nil,
		page("/en/g/reimbursement/", "Reimbursement", "Claim it afterwards."),
		page("/en/g/card/", "Your card", "Keep the card safe."),
		page("/en/g/activate/", "Activate", "Go to a bank."),
		page("/en/g/care/", "Care", "Care for it with care."),
		page("/en/g/age/", "Age", "From what age on."),
	)
	for _, tt := range []struct{ name, text, url, suggestion string }{
		{"as written", "activate", "/en/g/activate/", ""},
		{"a letter left out", "actvate", "/en/g/activate/", "activate"},
		{"a letter too many", "activvate", "/en/g/activate/", "activate"},
		{"another letter", "activete", "/en/g/activate/", "activate"},
		{"two letters swapped", "activtae", "/en/g/activate/", "activate"},
		{"the first letter", "sctivate", "/en/g/activate/", "activate"},
		{"two errors in a long word", "reimbersment", "/en/g/reimbursement/", "reimbursement"},
		{"two words written as one", "yourcard keep", "/en/g/card/", ""},
		{"an exact word is not drowned by what is like it", "care", "/en/g/care/", ""},
		{"too short to be told", "xard", "", ""},
		{"two letters of three swapped", "aeg", "/en/g/age/", "age"},
		{"three letters of four", "crd", "/en/g/card/", "card"},
		{"three letters, one of them wrong", "agx", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := lookUp(t, ix, "en", tt.text)
			if got := urls(r.Hits); tt.url == "" && len(got) > 0 || tt.url != "" && (len(got) == 0 || got[0] != tt.url) {
				t.Errorf("%q finds %v, want %q", tt.text, got, tt.url)
			}
			if r.Suggestion != tt.suggestion && tt.name != "two words written as one" {
				t.Errorf("%q suggests %q, want %q", tt.text, r.Suggestion, tt.suggestion)
			}
		})
	}
}

func TestSuggestionsAreInTheReadersScript(t *testing.T) {
	ix := openWith(t, nil, page("/zh/g/1/", "社保卡挂失", "打电话。"), page("/en/g/1/", "Report a loss", "Call."))
	for _, tt := range []struct{ lang, text, want string }{
		{"zh", "guashi", "挂失"},
		{"zh", "she bao ka", "社保卡"}, // she is an English word, too
		{"zh", "社宝卡", "社保卡"},
		{"en", "guashi", ""},
		{"en", "社宝卡", "社保卡"},
		{"zh", "社宝卡 xylophone", ""}, // what it suggests must be about something here
	} {
		if got := lookUp(t, ix, tt.lang, tt.text).Suggestion; got != tt.want {
			t.Errorf("%s %q suggests %q, want %q", tt.lang, tt.text, got, tt.want)
		}
	}
}

func TestASuggestionFindsSomething(t *testing.T) {
	ix := openIndex(t, suggested)
	for _, text := range []string{"guahsi", "reprot", "lsot card", "社宝卡", "掛是", "buban", "sbk", "xinka"} {
		for _, lang := range []string{"zh", "en"} {
			meant := lookUp(t, ix, lang, text).Suggestion
			if meant == "" {
				continue
			}
			if r := lookUp(t, ix, lang, meant); r.Total == 0 || r.Suggestion != "" {
				t.Errorf("%s %q suggests %q, which finds %d guides and suggests %q", lang, text, meant, r.Total, r.Suggestion)
			}
		}
	}
}

func TestSynonymsOfTheSite(t *testing.T) {
	ix := openWith(t, []search.Synonyms{
		{Terms: []string{"补办", "换领", "reissue"}},
		{Terms: []string{"sealed card"}, Typed: []string{"frozen over"}},
		{Terms: []string{"挂失"}, Typed: []string{"不见了"}},
	},
		page("/zh/g/buban/", "补办", "到柜台。"),
		page("/zh/g/huanling/", "换领", "到银行。"),
		page("/en/g/sealed/", "The sealed card", "What it means."),
		page("/en/g/frozen/", "Pond frozen over", "Skating."),
		page("/zh/g/guashi/", "挂失", "打电话。"),
		page("/zh/g/mao/", "猫不见了", "找邻居。"),
	)
	for _, tt := range []struct {
		name, lang, text string
		found, not       string
	}{
		{"one finds the other", "zh", "补办", "/zh/g/huanling/", ""},
		{"and the other the one", "zh", "换领", "/zh/g/buban/", ""},
		{"across languages", "en", "reissue", "/zh/g/buban/", ""},
		{"what is only typed leads there", "en", "frozen over", "/en/g/sealed/", ""},
		{"and not back", "en", "sealed card", "/en/g/sealed/", "/en/g/frozen/"},
		{"the same in Chinese", "zh", "不见了", "/zh/g/guashi/", ""},
		{"and not back", "zh", "挂失", "/zh/g/guashi/", "/zh/g/mao/"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found, not := false, false
			for _, u := range urls(lookUp(t, ix, tt.lang, tt.text).Hits) {
				found, not = found || u == tt.found, not || u == tt.not
			}
			if !found || not {
				t.Errorf("%q finds %v", tt.text, urls(lookUp(t, ix, tt.lang, tt.text).Hits))
			}
		})
	}
}

func TestEverydayWords(t *testing.T) {
	ix := openWith(t, nil,
		page("/en/g/loss/", "Lost umbrella", "Ask at the desk."),
		page("/en/g/activation/", "Activation of the pass", "At the bank."),
		page("/en/g/fee/", "Fee for the pass", "Ten yuan."),
		page("/en/g/rural/", "Rural schools", "Far away."),
		page("/zh/g/diushi/", "雨伞丢失", "问前台。"),
		page("/zh/g/feiyong/", "月票费用", "十元。"),
		page("/zh/g/nongcun/", "农村学校", "很远。"),
	)
	for _, tt := range []struct{ name, lang, text, url string }{
		{"another word", "en", "misplaced umbrella", "/en/g/loss/"},
		{"a phrase of words that say nothing", "en", "can't find umbrella", "/en/g/loss/"},
		{"half typed", "en", "lost umbrella q", "/en/g/loss/"},
		{"in another tense and order", "en", "couldn't find my umbrella", "/en/g/loss/"},
		{"words between those of a phrase", "en", "switch the pass on", "/en/g/activation/"},
		{"what a question asks for", "en", "how much is the pass", "/en/g/fee/"},
		{"a kind of place", "en", "village schools", "/en/g/rural/"},
		{"colloquial Chinese", "zh", "雨伞弄丢了", "/zh/g/diushi/"},
		{"more so", "zh", "雨伞找不着", "/zh/g/diushi/"},
		{"what a question asks for", "zh", "月票几块钱", "/zh/g/feiyong/"},
		{"a kind of place", "zh", "乡下学校", "/zh/g/nongcun/"},
	} {
		t.Run(tt.name+" "+tt.lang, func(t *testing.T) {
			if got := urls(lookUp(t, ix, tt.lang, tt.text).Hits); len(got) == 0 || got[0] != tt.url {
				t.Errorf("%q finds %v, want %s", tt.text, got, tt.url)
			}
		})
	}
}

func TestPeopleAndPhrases(t *testing.T) {
	ix := openWith(t, nil,
		page("/en/g/family/", "Relatives pay for each other", "A spouse and parents."),
		page("/en/g/law/", "Law", "The law on relatives, and what happens to who breaks it."),
		page("/en/g/found/", "A card that was found", "A relative may call and lift the report."),
		page("/en/g/collect/", "Collecting a card", "Parents-in-law take proof along."),
		page("/en/g/spent/", "What was paid", "The money that was spent."),
	)
	for _, tt := range []struct{ name, text, url string }{
		{"who did it is not what it is about", "my husband found it", "/en/g/found/"},
		{"a part of a compound is not meant", "mother-in-law collecting", "/en/g/collect/"},
		{"a form of a word that says little says as little", "who knows what happens, law", "/en/g/law/"},
		{"who alone is what it is about", "husband", "/en/g/family/"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := urls(lookUp(t, ix, "en", tt.text).Hits); len(got) == 0 || got[0] != tt.url {
				t.Errorf("%q finds %v, want %s", tt.text, got, tt.url)
			}
		})
	}
}

func TestAWordTypedStandsBeforeItsSynonyms(t *testing.T) {
	ix := openWith(t, nil,
		page("/en/g/village/", "The village", "A village."),
		page("/en/g/rural/", "The rural", "A rural."),
	)
	for text, want := range map[string]string{"village": "/en/g/village/", "rural": "/en/g/rural/"} {
		if got := urls(lookUp(t, ix, "en", text).Hits); len(got) != 2 || got[0] != want {
			t.Errorf("%q finds %v, want %s first of both", text, got, want)
		}
	}
}
