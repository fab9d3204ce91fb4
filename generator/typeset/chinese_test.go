package typeset

import "testing"

func TestChineseInATextOfAnotherLanguageIsFound(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"a word", "search for 社保卡 (social security card)", "社保卡"},
		{"a sentence with its marks", "In Chinese: 上海的儿童社保卡丢了，社保功能要临时挂失。", "上海的儿童社保卡丢了，社保功能要临时挂失。"},
		{"without the quotation marks of the other language", "go to “亲情服务” (family service)", "亲情服务"},
		{"with those between two words", "“终止参保”“暂停参保”, two states", "终止参保”“暂停参保"},
		{"with numbers in it", "the ministry (人社部发〔2011〕47 号) requires", "人社部发〔2011〕47 号"},
		{"but without those behind it", "卡号 2026 is", "卡号"},
		{"with the bracket before it", "see 《社会保险法》, Article 3", "《社会保险法》"},
		{"the first of two", "卡号, then 社保卡", "卡号"},
		{"nothing in English", "5 days – “no” …", ""},
		{"nothing in what is broken", "\xe4\xb8", ""},
		{"nothing in nothing", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			from, to := Chinese([]byte(test.text))
			if got := test.text[from:to]; got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
