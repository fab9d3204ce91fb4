package search_test

import "testing"

// What people say instead of the words of guides is in the lists of everyday words; a
// sample of each kind is asked for here.
func TestAGuideIsFoundByWordsThatItDoesNotUse(t *testing.T) {
	ix := openWith(t, nil,
		page("/en/g/bocom/", "Bank of Communications", "Its hotline."),
		page("/en/g/icbc/", "Industrial and Commercial Bank of China", "Its hotline."),
		page("/en/g/rates/", "Contribution rates of employers", "What is paid each month."),
		page("/en/g/emergency/", "Emergency treatment", "Go to the nearest hospital."),
		page("/en/g/lost/", "Lost or missing", "Look for it first."),
		page("/en/g/replace/", "Replace it", "A new one is made."),
		page("/zh/g/jianhang/", "建设银行", "客服电话。"),
		page("/zh/g/zhuanzhang/", "转账", "两个户头之间。"),
		page("/zh/g/daiban/", "代办", "带委托书。"),
		page("/zh/g/jizhen/", "急诊", "先看医生。"),
		page("/zh/g/qita/", "其他事项", "这里没有。"),
	)
	for _, tt := range []struct{ name, lang, text, url string }{
		{"a bank by its short name", "en", "BoCom", "/en/g/bocom/"},
		{"a bank by its letters", "en", "ICBC", "/en/g/icbc/"},
		{"a word of the office", "en", "payroll deductions", "/en/g/rates/"},
		{"a symptom", "en", "he is vomiting", "/en/g/emergency/"},
		{"an idiom", "en", "it is nowhere in sight", "/en/g/lost/"},
		{"a verb that begins with again", "en", "have it reprinted", "/en/g/replace/"},
		{"a bank by its short name in Chinese", "zh", "建行", "/zh/g/jianhang/"},
		{"a dialect's verb", "zh", "钱能倒腾到别处吗", "/zh/g/zhuanzhang/"},
		{"who goes instead", "zh", "让保姆去行吗", "/zh/g/daiban/"},
		{"a symptom in Chinese", "zh", "误吞了怎么办", "/zh/g/jizhen/"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := urls(lookUp(t, ix, tt.lang, tt.text).Hits); len(got) == 0 || got[0] != tt.url {
				t.Errorf("%q finds %v, want %s", tt.text, got, tt.url)
			}
		})
	}
}

func TestAWordForAPersonIsReadWhateverFollowsIt(t *testing.T) {
	ix := openWith(t, nil,
		page("/en/g/relatives/", "Relatives may use it", "In the family."),
		page("/en/g/other/", "Other things", "Nothing more."),
	)
	for _, tt := range []struct{ name, text, url string }{
		{"a word before another that belongs to it, and something between", "my niece wants to use it", "/en/g/relatives/"},
		{"the same by itself", "niece", "/en/g/relatives/"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := urls(lookUp(t, ix, "en", tt.text).Hits); len(got) == 0 || got[0] != tt.url {
				t.Errorf("%q finds %v, want %s", tt.text, got, tt.url)
			}
		})
	}
}
