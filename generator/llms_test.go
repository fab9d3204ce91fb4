package generator

import (
	"encoding/xml"
	"strings"
	"testing"

	"shebao/generator/markdown"
)

func TestGuidesStandAsMarkdown(t *testing.T) {
	site := edited(smallSite(), map[string]string{
		"en/guides/report.md": `---
title: Report the loss
summary: Call first.
sources: [{title: "A [strange] *law*", url: "https://example.com/a(b)?c=<d>", accessed: 2026-11-22}, {title: Another}]
reviewed: 2026-11-20
review_by: 2026-11-21
---

Call [12333](fact:phone), then [replace the card](/en/guides/reissue/#bring).

## By telephone {#by-phone}

Text.
`,
		"zh/guides/sketch.md": "---\ntitle: 草稿\ndraft: true\n---\n\n未完。\n",
	})
	files := buildSite(t, site)
	equal(t, "the guide", files["en/guides/report/index.md"], `# Report the loss

- Page: [https://example.org/en/guides/report/](https://example.org/en/guides/report/)
- Checked on 20 November 2026
- This page is due for a check: Rules, fees and numbers on it may have changed. Please call before you go.

Call first.

Call 12333, then [replace the card](/en/guides/reissue/#bring).

## By telephone

Text.

## Sources

- [A \[strange\] \*law\*](<https://example.com/a(b)?c=%3Cd%3E>) (read on 22 November 2026)
- Another
`)
	for name := range files {
		if folder, ok := strings.CutSuffix(name, "index.md"); ok {
			if recordIn(t, files, "/"+folder) == "" {
				t.Errorf("%s has no record", name)
			}
			if want := `<link rel="alternate" type="text/markdown" href="/` + name + `">`; !strings.Contains(files[folder+"index.html"], want) {
				t.Errorf("the page beside %s does not name it", name)
			}
			if _, err := markdown.New().Render([]byte(files[name]), markdown.Context{Lang: "en"}); err != nil {
				t.Errorf("%s is no Markdown: %v", name, err)
			}
		}
	}
	if page := files["en/articles/age/index.html"]; page == "" || strings.Contains(page, "text/markdown") {
		t.Error("a page that stands in for another names Markdown that is not there")
	}
}

func TestMarkdownWithoutABaseURL(t *testing.T) {
	site := smallSite()
	site["site.yaml"].Data = []byte(strings.Replace(string(site["site.yaml"].Data), "base_url: https://example.org\n", "", 1))
	text := buildSite(t, site)["en/guides/report/index.md"]
	for _, want := range []string{"[/en/guides/report/](/en/guides/report/)", "[replace the card](/en/guides/reissue/#bring)"} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %s in\n%s", want, text)
		}
	}
}

func TestLLMs(t *testing.T) {
	site := edited(smallSite(), map[string]string{"en/guides/sketch.md": "---\ntitle: Sketch\ndraft: true\n---\n\nNot done.\n"})
	equal(t, "llms.txt", buildSite(t, site)["llms.txt"], `# 卡 · Card

> 说明 About cards

下面每篇都是 Markdown。地址去掉 index.md 就是网页。

Each guide below is Markdown. The same guide stands as a page at the address without index.md.

## 中文

- [关于](https://example.org/zh/about/index.md)

## 中文: Articles

- [年龄](https://example.org/zh/articles/age/index.md)

## 中文: 指南

- [挂失](https://example.org/zh/guides/report/index.md): 先打电话。
- [补卡](https://example.org/zh/guides/reissue/index.md)

## English

- [About](https://example.org/en/about/index.md)

## English: Guides

- [Replace the card](https://example.org/en/guides/reissue/index.md)
- [Report the loss](https://example.org/en/guides/report/index.md): Call first.
`)
}

func TestOpenSearch(t *testing.T) {
	site := smallSite()
	site["site.yaml"].Data = []byte(strings.Replace(string(site["site.yaml"].Data), "en: Card}", `en: "A title & more than fits into sixteen"}`, 1))
	files := buildSite(t, site)
	for lang, name := range map[string]string{"zh": "卡", "en": "A title & more"} {
		var d struct {
			XMLName   xml.Name `xml:"http://a9.com/-/spec/opensearch/1.1/ OpenSearchDescription"`
			ShortName string
			URLs      []struct {
				Type     string `xml:"type,attr"`
				Template string `xml:"template,attr"`
			} `xml:"Url"`
		}
		if err := xml.Unmarshal([]byte(files[lang+"/opensearch.xml"]), &d); err != nil {
			t.Fatal(err)
		}
		if d.ShortName != name || len(d.URLs) != 2 || d.URLs[0].Template != "https://example.org/"+lang+"/search/?q={searchTerms}" {
			t.Errorf("%s: %+v", lang, d)
		}
		if want := `<link rel="search" type="application/opensearchdescription+xml"`; !strings.Contains(files[lang+"/index.html"], want) || !strings.Contains(files[lang+"/index.html"], `href="/`+lang+`/opensearch.xml"`) {
			t.Errorf("pages in %s do not name the description", lang)
		}
	}
}

func TestIconsStandAtTheRoot(t *testing.T) {
	files := buildSite(t, smallSite())
	for name, begins := range map[string]string{"favicon.ico": "\x00\x00\x01\x00\x02\x00", "apple-touch-icon.png": "\x89PNG\r\n"} {
		if !strings.HasPrefix(files[name], begins) {
			t.Errorf("%s begins with %.8q", name, files[name])
		}
	}
}
