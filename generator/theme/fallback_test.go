package theme_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"shebao/generator/theme"
)

// TestAPageThatStandsInSaysItsLanguage draws an English page with a Chinese text: every part is in the
// language that it says it is.
func TestAPageThatStandsInSaysItsLanguage(t *testing.T) {
	th := newTheme(t)
	link := theme.Link{URL: "/en/guides/report/", Text: "Report the loss"}
	page := theme.GuidePage{
		Page: theme.Page{
			Site: &theme.Site{BaseURL: "https://example.org", Languages: []string{"zh", "en"}}, Lang: "en", Title: "补卡", Path: "/en/guides/reissue/",
			NoIndex: true, Canonical: "/zh/guides/reissue/",
			Alternates: []theme.Alternate{{Lang: "zh", URL: "/zh/guides/reissue/"}, {Lang: "en", URL: "/en/guides/reissue/", Fallback: true}},
		},
		Breadcrumbs: []theme.Link{{URL: "/en/", Text: "Home"}},
		Summary:     "带证件去。", Body: "<p>正文</p>", Fallback: "zh", Overdue: true, Draft: true,
		Contents: []theme.Heading{{Level: 2, ID: "a", Text: "甲"}, {Level: 2, ID: "b", Text: "乙"}},
		Journey:  &theme.Place{Journey: theme.Journey{Title: "Three steps", Steps: []theme.Link{link, link}}, Next: &link},
		Sources:  []theme.Source{{Title: "办法", Accessed: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)}},
		Reviewed: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC),
		Related:  []theme.Link{link, {URL: "/zh/search/?q=x", Text: "多少钱", Lang: "zh"}},
	}
	draw := func(page theme.GuidePage) string {
		var b bytes.Buffer
		if err := th.Render(&b, page); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	got := draw(page)
	for _, want := range []string{
		`<html lang="en"`,
		`<article class="guide__text" lang="zh">`,
		`<h1 class="title">补卡</h1>`,
		"There is no English version of this page yet", "The text below is in Chinese.",
		`<div class="notice notice--act" lang="en">`,
		`<div class="guide__meta" lang="en">`,
		`<div class="guide__journey" lang="en">`,
		`<summary class="contents__title" lang="en">`,
		`id="part-related" lang="en">`,
		`<a href="/en/guides/report/" lang="en">Report the loss</a>`,
		`<a href="/zh/search/?q=x" lang="zh">多少钱</a>`,
		`id="part-sources" lang="en">`,
		`<span class="sources__date" lang="en">`,
		`<meta name="robots" content="noindex">`,
		`<link rel="canonical" href="https://example.org/zh/guides/reissue/">`,
		`href="/zh/guides/reissue/" lang="zh" hreflang="zh"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(got, `rel="alternate" hreflang`) {
		t.Error("search engines are told of another language")
	}
	page.Fallback, page.NoIndex, page.Canonical = "", false, ""
	if plain := draw(page); strings.Contains(plain, "no English version") || strings.Contains(plain, ` lang="en"><p`) || strings.Contains(plain, `<article class="guide__text" lang`) {
		t.Error("a page of its own language is marked")
	}
}
