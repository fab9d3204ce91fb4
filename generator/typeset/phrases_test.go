package typeset

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestChineseBreaksBetweenPhrases(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"behind what belongs to somebody", "取款机上看到的是银行账户", "取款机上看到的|是银行账户"},
		{"before a question", "社保卡个人账户余额为什么是零", "社保卡个人账户余额|为什么是零"},
		{"before and", "人力资源和社会保障热线", "人力资源|和社会保障热线"},
		{"before not", "绑定亲情账户不是共济", "绑定亲情账户|不是共济"},
		{"in a part of a title alone", "农村社保政策：养老和医疗怎么参加呢", "农村社保政策：养老和医疗|怎么参加呢"},
		{"before what kind of law it is", "《医疗保障基金使用监督管理条例》", "《医疗保障基金使用监督|管理条例》"},
		{"not in a word that looks alike", "但是所有现在理由不和平参与以及", "但是所有现在理由|不和平参与以及"},
		{"not in what is short", "时间和费用", "时间和费用"},
		{"before what kind of office it is", "医疗保障服务热线", "医疗保障|服务热线"},
		{"whatever it is for", "医疗保障事务服务𠮷𠮷中心", "医疗保障事务服务|𠮷𠮷中心"},
		{"nor in what shows no words", "看到不认识消费记录查看", "看到不认识消费记录查看"},
		{"nor in English", "where to apply, what to bring", "where to apply, what to bring"},
		{"not where fewer than three characters were left", "对家长来说意味着什么", "对家长来说|意味着什么"},
		{"nor where fewer than three stood before", "社保怎样从广州转出", "社保怎样|从广州转出"},
		{"before for whom", "用自己的医保账户帮家人交医保费（家庭共济）", "用自己的|医保账户|帮家人交医保费（家庭共济）"},
		{"behind what belongs to somebody, if that is long", "孩子的社保卡丢了怎么办", "孩子的社保卡丢了|怎么办"},
		{"and what it is can stay whole", "用自己的医保账户绑定家庭成员账户", "用自己的医保账户绑定家庭成员账户"},
		{"nothing is nothing", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := strings.Join(Phrases(test.text), "|"); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func FuzzPhrasesJoinedAreTheText(f *testing.F) {
	for _, seed := range []string{"取款机上看到的是银行账户", "《医疗保障基金使用监督管理条例》", "的\xff是和\xe4", "12 月 a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if got := strings.Join(Phrases(text), ""); got != text {
			t.Errorf("the phrases of %q are %q", text, got)
		}
		for _, phrase := range Phrases(text) {
			if utf8.ValidString(text) && !utf8.ValidString(phrase) {
				t.Errorf("a character of %q is parted before or behind %q", text, phrase)
			}
		}
		if got := strings.ReplaceAll(Hold(text), noBreak, " "); got != strings.ReplaceAll(text, noBreak, " ") {
			t.Errorf("Hold(%q) is %q", text, got)
		}
	})
}
