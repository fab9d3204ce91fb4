package theme_test

import (
	"strings"
	"testing"

	"shebao/generator/theme"
)

func TestChineseOnAnEnglishPageIsMarked(t *testing.T) {
	th := newTheme(t)
	hits := func(lang string) string {
		return render(t, th, theme.SearchPage{
			Page: theme.Page{Lang: lang, Path: "/" + lang + "/search/", Query: "挂失"}, Asked: true, Total: 2,
			Hits: []theme.Hit{
				{Lang: lang, URL: "/a/", Title: "About 卡号", Heading: "The 挂失", Snippet: `<mark>临时</mark>挂失, loss`},
				{Lang: "zh", URL: "/b/", Title: "挂失", Snippet: "怎样挂失"},
			},
		})
	}
	english := hits("en")
	for _, want := range []string{
		`About <span lang="zh-Hans">卡号</span>`, `The <span lang="zh-Hans">挂失</span>`, `“<span lang="zh-Hans">挂失</span>”`,
		`<mark><span lang="zh-Hans">临时</span></mark><span lang="zh-Hans">挂失</span>, loss`,
		`>挂失</a>`, `<p>怎样挂失</p>`, // within an element that says its language
	} {
		if !strings.Contains(english, want) {
			t.Errorf("no %s in\n%s", want, english)
		}
	}
	if strings.Contains(hits("zh"), "zh-Hans") {
		t.Error("a Chinese page marks Chinese")
	}
}
