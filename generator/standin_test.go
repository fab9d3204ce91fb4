package generator

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// TestAPageStandsInForAMissingTranslation looks at the pages of a guide that English
// does not have.
func TestAPageStandsInForAMissingTranslation(t *testing.T) {
	site := edited(smallSite(), map[string]string{
		"zh/guides/more.md": "---\ntitle: 更多\nsummary: 还有。\nrelated: [reissue, 多少钱]\nsources: [{title: 办法, accessed: 2026-11-22}]\nreviewed: 2026-11-20\naliases: [/old/more/]\norder: 5\n---\n\n" +
			"拨打 [12333](fact:phone)。[补卡](reissue.md)、[带什么](reissue.md#bring)、[年龄](../articles/age.md#why)\n\n## 一 {#one}\n\n![地图](map.png)\n\n## 二 {#two}\n",
		"zh/articles/age.md": "---\ntitle: 年龄\n---\n\n## 为什么 {#why}\n",
		"en/guides/last.md":  "---\ntitle: Last\norder: 9\n---\n\n[More](more.md)\n",
	})
	files := buildSite(t, site)
	page := files["en/guides/more/index.html"]

	for what, want := range map[string]string{
		"the page in the reader's language":        `<html lang="en"`,
		"the article in the text's":                `<article class="guide__text" lang="zh">`,
		"a notice in the reader's":                 "There is no English version of this page yet",
		"which names the text's language":          "The text below is in Chinese.",
		"the text":                                 `拨打 <a class="tel" href="tel:12333">12333</a>`,
		"nothing for search engines":               `<meta name="robots" content="noindex">`,
		"the real page":                            `<link rel="canonical" href="https://example.org/zh/guides/more/">`,
		"links into the reader's language":         `<a href="/en/guides/reissue/">补卡</a>`,
		"links to places where those surely are":   `<a href="/zh/guides/reissue/#bring">带什么</a>`,
		"also on other pages of this kind":         `<a href="/en/articles/age/#why">年龄</a>`,
		"pictures from beside the text":            `src="/zh/guides/map.png"`,
		"a related guide in the reader's language": `<a href="/en/guides/reissue/" lang="en">Replace the card</a>`,
		"related words searched for in the text's": `<a href="/zh/search/?q=%E5%A4%9A%E5%B0%91%E9%92%B1" lang="zh">多少钱</a>`,
		"its own words marked as the reader's":     `<h2 class="subtitle" id="part-sources" lang="en">Sources</h2>`,
		"the way to the real page":                 `href="/zh/guides/more/" lang="zh" hreflang="zh"`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s: the page has no %s", what, want)
		}
	}
	for what, unwanted := range map[string]string{"alternates": `rel="alternate" hreflang`, "structured data": "ld+json"} {
		if strings.Contains(page, unwanted) {
			t.Errorf("the page has %s", what)
		}
	}

	t.Run("it is listed where its translation will be, marked", func(t *testing.T) {
		list := files["en/guides/index.html"]
		more, last := strings.Index(list, `<li class="guides__item" lang="zh"><a class="guides__link" href="/en/guides/more/">`), strings.Index(list, `href="/en/guides/last/"`)
		if more < 0 || last < more {
			t.Errorf("at %d, before %d, in %s", more, last, list)
		}
	})
	t.Run("the real page leads to it but names no alternate", func(t *testing.T) {
		real := files["zh/guides/more/index.html"]
		if !strings.Contains(real, `href="/en/guides/more/" lang="en" hreflang="en"`) || strings.Contains(real, `rel="alternate" hreflang`) {
			t.Error(real)
		}
	})
	t.Run("it stands in no sitemap, feed or catalogue", func(t *testing.T) {
		for _, name := range []string{"sitemap.xml", "en/feed.xml", "site.json"} {
			if strings.Contains(files[name], "/en/guides/more/") {
				t.Errorf("%s names it", name)
			}
		}
	})
	t.Run("links and anchors lead somewhere", func(t *testing.T) { checkLinks(t, files); checkHreflang(t, files) })

	t.Run("an address that is taken stays what it is", func(t *testing.T) {
		files := buildSite(t, edited(smallSite(), map[string]string{
			"zh/guides/moved.md": "---\ntitle: 搬了\n---\n",
			"en/about.md":        "---\ntitle: About\naliases: [/en/guides/moved]\n---\n",
			"zh/notes/deep/a.md": "---\ntitle: 甲\n---\n",
			"en/notes.md":        "---\ntitle: Notes\n---\n",
			"zh/lists.md":        "---\ntitle: 乙\n---\n",
			"en/lists/b.md":      "---\ntitle: B\n---\n",
		}))
		if !strings.Contains(files["en/guides/moved/index.html"], `url=/en/about/`) {
			t.Error("the alias is gone")
		}
		if _, ok := files["en/notes/deep/a/index.html"]; ok || !strings.Contains(files["en/notes/index.html"], "<h1 class=\"title\">Notes</h1>") {
			t.Error("a section has taken a page's address")
		}
		if !strings.Contains(files["en/lists/index.html"], "/en/lists/b/") {
			t.Error("a page has taken a section's address")
		}
	})
}

func TestNoStandInsInOneLanguage(t *testing.T) {
	files := buildSite(t, contentFS(map[string]string{
		"site.yaml":      "title: X\nlanguages: [en]\nbase_url: https://example.org\n",
		"en/guides/a.md": "---\ntitle: A\n---\n",
		"zh/guides/b.md": "---\ntitle: B\n---\n",
	}))
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.Contains(name, "guides/b") {
			t.Errorf("%s is there", name)
		}
	}
}
