package theme

import (
	"strings"
	"testing"
)

func TestTitlesBreakBetweenPhrases(t *testing.T) {
	for _, test := range []struct{ name, title, want string }{
		{"after a colon and commas", "Get a new card: where to apply, what to bring", "[Get a new card:] [where to apply,] [what to bring]"},
		{"not after a comma before what takes more than a line", "Report it: by phone, at a counter or online", "[Report it:] by phone, at a counter or online"},
		{"nor between single words", "Activate the card: bank, community centre, online", "Activate the card: bank, community centre, online"},
		{"not inside of a number or a time", "From 3,000 at 12:30 on", "From 3,000 at 12:30 on"},
		{"one phrase is left alone", "Look after the card", "Look after the card"},
		{"so is one that ends in a mark", "Is there an age limit?", "Is there an age limit?"},
		{"Chinese has marks of its own to break at", "补办新卡：到哪里办、带什么", "补办新卡：到哪里办、带什么"},
		{"and words", "社保卡个人账户余额为什么是零", "社保卡个人账户余额|为什么是零"},
		{"or none", "不认识消费记录查看办理清单", "{不认识消费记录查看办理清单}"},
		{"unless it is short", "报失", "报失"},
		{"or has a part longer than a line", "《不认识消费记录查看办理清单》", "{《不认识消费记录查看办理清单》}"},
		{"two characters stay with the brackets behind them", "开通（激活）新卡：银行、社区、网上、电话", `<span class="whole">开通（激活）]新卡：银行、社区、网上、电话`},
		{"two characters get no line of their own", "医保“终止参保”“暂停参保”是什么意思", `<span class="whole">医保“终止参保”]|“暂停参保”是什么意思`},
		{"nor does a mark make a part too long", "用自己的医保账户帮家人交医保费（家庭共济）", "用自己的|医保账户|帮家人交医保费（家庭共济）"},
		{"what is too long for any line breaks as text does", "取款机上看到的是办理清单认识消费记录查看", "{取款机上看到的|是办理清单认识消费记录查看}"},
		{"a number stays with its unit", "4 月起", "4~月起"},
		{"text stays text", "<b>: & more", "[&lt;b&gt;:] [&amp; more]"},
		{"nothing is nothing", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := strings.NewReplacer(`<span class="phrase">`, "[", `<span class="clause">`, "{", `<wbr aria-hidden="true">`, "|", "\u00a0", "~").Replace(string(phrases(test.title)))
			if strings.Contains(got, "{") {
				got = strings.ReplaceAll(got, "</span>", "}")
			}
			if got = strings.ReplaceAll(got, "</span>", "]"); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
