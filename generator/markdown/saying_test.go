package markdown_test

import (
	"strings"
	"testing"

	"shebao/generator/markdown"
)

func TestLinesBreakWhereAReaderPauses(t *testing.T) {
	r := markdown.New()
	for _, test := range []struct{ name, lang, source, want string }{
		{"the parts of a date", "zh", "2018 年 12 月 29 日修正", "<p>2018~年 12~月~29~日修正</p>\n"},
		{"an amount", "zh", "3,563 元的 10.5% 和 3 个", "<p>3,563~元的 10.5% 和 3~个</p>\n"},
		{"no telephone number", "zh", "拨打 12333 或 12345 询问", "<p>拨打 12333 或 12345 询问</p>\n"},
		{"no number before a mark", "zh", "5 （天）", "<p>5 （天）</p>\n"},
		{"what is escaped stays so", "zh", "&lt;5 天 & 6 天", "<p>&lt;5~天 &amp; 6~天</p>\n"},
		{"no code", "zh", "`5 天`", "<p><code>5 天</code></p>\n"},
		{"an English amount", "en", "within 5 days, Article 31", "<p>within 5~days, Article~31</p>\n"},
		{"the number of an article", "zh", "依**第三十一条**和第二步", "<p>依<strong><span class=\"whole\">第三十一条</span></strong>和第二步</p>\n"},
		{"a heading breaks between its phrases", "zh", "## 取款机上看到的是银行账户 {#a}", "<h2 id=\"a\">取款机上看到的<wbr aria-hidden=\"true\">是银行账户</h2>\n"},
		{"and keeps its numbers", "zh", "## 第三十一条和 5 天 {#a}", "<h2 id=\"a\">第三十一条和 5~天</h2>\n"},
		{"Chinese in English", "en", "say 卡丢了，5 天。 or “卡号” **挂失** `卡 5 天` (第三十一条)",
			`<p>say <span lang="zh-Hans">卡丢了，5~天。</span> or “<span lang="zh-Hans">卡号</span>” <strong><span lang="zh-Hans">挂失</span></strong> ` +
				`<code><span lang="zh-Hans">卡 5 天</span></code> (<span lang="zh-Hans"><span class="whole">第三十一条</span></span>)</p>` + "\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			out, err := r.Render([]byte(test.source), markdown.Context{Lang: test.lang})
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.ReplaceAll(string(out.HTML), "\u00a0", "~"); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
