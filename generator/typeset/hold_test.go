package typeset

import (
	"strings"
	"testing"
)

func TestNumbersStayWithWhatTheyCount(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"2026 年 4 月起", "2026~年 4~月起"},
		{"从 2030 年 1 月 1 日起，每月 5 元", "从 2030~年 1~月~1~日起，每月 5~元"},
		{"满 16 周岁，5 天内", "满 16~周岁，5~天内"},
		{"约 3,000 多个", "约 3,000~多个"},
		{"拨打 12333 问", "拨打 12333 问"}, // a telephone number, which counts nothing
		{"第 3 条", "第~3~条"},
		{"within 5 days of 22 November 2026", "within 5~days of 22~November 2026"},
		{"Article 31 and Articles 8 to 10", "Article~31 and Articles~8 to 10"},
		{"Decree No. 22, RMB 200 or 200 yuan", "Decree No.~22, RMB~200 or 200~yuan"},
		{"in 2026 the card", "in 2026 the card"},
		{"no number here", "no number here"},
		{" 5 ", " 5 "},
		{"", ""},
	} {
		if got := strings.ReplaceAll(Hold(test.text), noBreak, "~"); got != test.want {
			t.Errorf("Hold(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}

func TestTheNumberOfAnArticle(t *testing.T) {
	for text, want := range map[string]string{
		"第三十一条规定": "第三十一条", "第二款": "第二款", "第一百零八条": "第一百零八条",
		"第一步": "", "第条": "", "第": "", "第三十": "", "三十一条": "", "": "",
	} {
		if got := text[:Article([]byte(text))]; got != want {
			t.Errorf("%q begins with the number %q, want %q", text, got, want)
		}
	}
}
