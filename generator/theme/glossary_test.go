package theme_test

import (
	"slices"
	"strings"
	"testing"

	"shebao/generator/theme"
	"shebao/generator/theme/sample"
)

func TestGlossary(t *testing.T) {
	th := newTheme(t)
	pages := map[string]string{}
	for _, lang := range th.Languages() {
		for _, s := range sample.Pages(th.Words(lang)) {
			if s.Name == lang+"/glossary" {
				pages[lang] = render(t, th, s.Page)
			}
		}
	}
	for _, test := range []struct{ name, lang, want string }{
		{"a term is defined where its address leads", "zh", `<div class="term" id="reissue">` + "\n" + `<dt class="term__name"><span lang="zh-Hans"><dfn>补领</dfn>、补办</span> <span class="term__pinyin" lang="zh-Latn-pinyin">buling, buban</span></dt>`},
		{"in English its English name does so", "en", `<dt class="term__name"><span lang="en"><dfn>reissue</dfn></span></dt>`},
		{"and the Chinese stands below with its pinyin", "en", `<span lang="zh-Hans" class="term__chinese">补领、补办</span> <span class="term__pinyin" lang="zh-Latn-pinyin">buling, buban</span>`},
		{"traditional characters are marked as such", "en", `<span lang="zh-Hant">補領、補辦</span>`},
		{"what people say stands in each language", "zh", `<span class="term__said" lang="zh-Hans">补卡、重新办理、再办一张</span> <span class="term__said" lang="en">replacement, get a new one</span>`},
		{"a note is beside the name", "en", `<dd class="term__note">of a lost card</dd>`},
		{"a guide explains it", "zh", `<a href="/zh/guides/reissue/#counter">`},
		{"digits have a heading", "zh", `<h2 class="letter__title" id="part-0">0–9</h2>`},
		{"a letter is a heading and leads to it", "en", `<a class="letters__link" href="#part-r">R</a>`},
		{"the rest has words for a heading", "en", `<h2 class="letter__title" id="part-other">Other</h2>`},
		{"a name in another language says so", "en", `<span lang="zh-Hans"><dfn>没有英文名的词</dfn></span>`},
		{"the footer leads there", "zh", `<a href="/zh/glossary/">词语对照表</a>`},
		{"a description tells search engines", "en", `<meta name="description" content="The words you meet`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(pages[test.lang], test.want) {
				t.Errorf("%s is not in the page:\n%s", test.want, pages[test.lang])
			}
		})
	}
	t.Run("a site without one has no link to it", func(t *testing.T) {
		if html := render(t, th, theme.NotFound{Page: theme.Page{Lang: "en", Path: "/en/404.html"}}); strings.Contains(html, "/glossary/") {
			t.Error("there is a link")
		}
	})
}

func TestWordList(t *testing.T) {
	for _, test := range []struct {
		list              theme.WordList
		first, rest, text string
	}{
		{theme.WordList{Lang: "en"}, "", "", ""},
		{theme.WordList{Lang: "en", Words: []string{"a", "b", "c"}}, "a", ", b, c", "a, b, c"},
		{theme.WordList{Lang: "zh-Hant", Words: []string{"甲", "乙"}}, "甲", "、乙", "甲、乙"},
		{theme.WordList{Lang: "zh-Latn-pinyin", Words: []string{"jia", "yi"}}, "jia", ", yi", "jia, yi"},
	} {
		if l := test.list; l.First() != test.first || l.Rest() != test.rest || l.Text() != test.text {
			t.Errorf("%v: %q %q %q", l, l.First(), l.Rest(), l.Text())
		}
	}
}

func TestPieces(t *testing.T) {
	for _, test := range []struct {
		name string
		list theme.WordList
		want []string
	}{
		{"a long name has its mark with it", theme.WordList{Lang: "zh-Hans", Words: []string{"城乡居民基本医疗保险", "居保"}}, []string{"城乡居民基本医疗保险、", "居保"}},
		{"short ones fit any line", theme.WordList{Lang: "zh-Hans", Words: []string{"补领", "补办"}}, nil},
		{"English breaks at its spaces", theme.WordList{Lang: "en", Words: []string{"identity card", "ID card"}}, nil},
		{"none", theme.WordList{Lang: "zh-Hans"}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.list.Pieces(); !slices.Equal(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
