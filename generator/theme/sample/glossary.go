package sample

import "shebao/generator/theme"

// terms are entries of every shape: with everything, with nothing but a name,
// and with none in the language of the page.
func terms(lang string) []theme.TermGroup {
	zh := func(words ...string) theme.WordList { return theme.WordList{Lang: "zh-Hans", Words: words} }
	en := func(words ...string) theme.WordList { return theme.WordList{Lang: "en", Words: words} }
	whole := theme.Term{
		ID: "reissue", Name: zh("补领", "补办"), Other: en("reissue"), Note: "指丢失的卡",
		Traditional: theme.WordList{Lang: "zh-Hant", Words: []string{"補領", "補辦"}},
		Pinyin:      theme.WordList{Lang: "zh-Latn-pinyin", Words: []string{"buling", "buban"}},
		Said:        []theme.WordList{zh("补卡", "重新办理", "再办一张"), en("replacement", "get a new one")},
		Guide:       &theme.Link{URL: "/zh/guides/reissue/#counter", Text: texts[lang].guides[2][0]},
	}
	hotline := theme.Term{ID: "hotline", Name: zh("12333 热线"), Other: en("12333 hotline")}
	foreign := theme.Term{ID: "other-language", Name: en("a term without a Chinese name"), Said: []theme.WordList{en("nameless")}}
	letter := "B"
	if lang == "en" {
		whole.Name, whole.Other, whole.Note = whole.Other, whole.Name, "of a lost card"
		whole.Said[0], whole.Said[1] = whole.Said[1], whole.Said[0]
		whole.Guide.URL = "/en/guides/reissue/#counter"
		hotline.Name, hotline.Other = hotline.Other, hotline.Name
		foreign = theme.Term{ID: "other-language", Name: zh("没有英文名的词"), Said: []theme.WordList{zh("无名")}}
		letter = "R"
	}
	return []theme.TermGroup{
		{Letter: theme.Digits, Terms: []theme.Term{hotline}},
		{Letter: letter, Terms: []theme.Term{whole, {ID: "bare", Name: whole.Name}}},
		{Terms: []theme.Term{foreign}},
	}
}
