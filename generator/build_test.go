package generator

import (
	"context"
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shebao/generator/publish/publishtest"
	"shebao/generator/theme"
)

func TestABuildWritesEveryPageAndNothingElse(t *testing.T) {
	files := buildSite(t, smallSite())

	t.Run("every page, feed and picture is there, and nothing else", func(t *testing.T) {
		got := slices.DeleteFunc(slices.Sorted(maps.Keys(files)), func(name string) bool { return strings.HasPrefix(name, "assets/") })
		equal(t, "files", got, []string{
			"404.html",
			"apple-touch-icon.png",
			"en/404.html",
			"en/about/index.html",
			"en/about/index.md",
			"en/articles/age/index.html", // stands in for a page that English does not have
			"en/articles/index.html",
			"en/feed.xml",
			"en/guides/index.html",
			"en/guides/reissue/index.html",
			"en/guides/reissue/index.md",
			"en/guides/report/index.html",
			"en/guides/report/index.md",
			"en/index.html",
			"en/journeys/lost/index.html",
			"en/manifest.webmanifest",
			"en/offline.json",
			"en/offline/index.html",
			"en/old/index.html",
			"en/opensearch.xml",
			"en/search/index.html",
			"en/status/index.html",
			"favicon.ico",
			"index.html",
			"llms.txt",
			"old/loss.html",
			"old/lost/index.html",
			"records/0e.zip",
			"records/76.zip",
			"records/83.zip",
			"records/8c.zip",
			"records/93.zip",
			"records/ab.zip",
			"records/df.zip",
			"robots.txt",
			"site.json",
			"sitemap.xml",
			"sw.js",
			"zh/404.html",
			"zh/about/index.html",
			"zh/about/index.md",
			"zh/articles/age/index.html",
			"zh/articles/age/index.md",
			"zh/articles/index.html",
			"zh/feed.xml",
			"zh/guides/index.html",
			"zh/guides/map.png",
			"zh/guides/reissue/index.html",
			"zh/guides/reissue/index.md",
			"zh/guides/report/index.html",
			"zh/guides/report/index.md",
			"zh/index.html",
			"zh/journeys/lost/index.html",
			"zh/manifest.webmanifest",
			"zh/offline.json",
			"zh/offline/index.html",
			"zh/opensearch.xml",
			"zh/search/index.html",
			"zh/status/index.html",
		})
		for _, f := range testTheme(t).At(base).Files() {
			if files[f.Path] != string(f.Body) {
				t.Errorf("%s is not the theme's", f.Path)
			}
		}
	})

	t.Run("every link and every anchor leads somewhere", func(t *testing.T) { checkLinks(t, files) })
	t.Run("languages name each other, in the pages and in the sitemap", func(t *testing.T) { checkHreflang(t, files) })
	t.Run("feeds and sitemap are valid", func(t *testing.T) { checkXML(t, files) })

	t.Run("site.json tells the server what it needs", func(t *testing.T) {
		var got theme.Site
		if err := json.Unmarshal([]byte(files["site.json"]), &got); err != nil {
			t.Fatal(err)
		}
		if got.Build == "" || got.Content == "" {
			t.Error("no build or no content is named")
		}
		got.Build, got.Content, got.Assets = "", "", theme.Assets{}
		equal(t, "site.json", got, theme.Site{
			BaseURL:     base,
			Languages:   []string{"zh", "en"},
			Title:       map[string]string{"zh": "卡", "en": "Card"},
			Description: map[string]string{"zh": "说明", "en": "About cards"},
			Operator:    map[string]string{"zh": "站长", "en": "Someone"},
			Hotlines: map[string][]theme.Hotline{
				"zh": {{Number: "12333", Name: "热线"}}, "en": {{Number: "12333", Name: "Hotline"}},
			},
			Sections: map[string][]theme.Link{
				"zh": {{URL: "/zh/articles/", Text: "Articles"}, {URL: "/zh/guides/", Text: "指南"}},
				"en": {{URL: "/en/articles/", Text: "Articles"}, {URL: "/en/guides/", Text: "Guides"}},
			},
			Journeys: map[string][]theme.Journey{
				"zh": {{ID: "lost", Title: "三步", Steps: []theme.Link{{URL: "/zh/guides/report/", Text: "挂失"}, {URL: "/zh/guides/reissue/", Text: "补卡"}}}},
				"en": {{ID: "lost", Title: "Steps", Steps: []theme.Link{{URL: "/en/guides/report/", Text: "Report"}, {URL: "/en/guides/reissue/", Text: "Replace"}}}},
			},
			Statuses: map[string]map[string]theme.Status{
				"zh": {"active": {URL: "/zh/guides/reissue/", Ahead: "再等 12333"}, "lost": {URL: "/zh/guides/report/#by-phone", BankURL: "/zh/guides/report/", DeadlineDays: 5}},
				"en": {"active": {URL: "/en/guides/reissue/", Ahead: "Wait"}, "lost": {URL: "/en/guides/report/#by-phone", BankURL: "/en/guides/report/", DeadlineDays: 5}},
			},
			Found: map[string]string{"zh": "/zh/guides/report/#by-phone", "en": "/en/guides/report/#by-phone"},
			Guides: []theme.Guide{
				{Lang: "zh", URL: "/zh/about/", Slug: "about", Title: "关于"},
				{Lang: "zh", URL: "/zh/articles/age/", Section: "articles", Slug: "age", Title: "年龄"},
				{Lang: "zh", URL: "/zh/guides/report/", Section: "guides", Slug: "report", Title: "挂失", Summary: "先打电话。", Reviewed: "2026-11-20", ReviewBy: "2027-11-20"},
				{Lang: "zh", URL: "/zh/guides/reissue/", Section: "guides", Slug: "reissue", Title: "补卡", Reviewed: "2026-11-21"},
				{Lang: "en", URL: "/en/about/", Slug: "about", Title: "About"},
				{Lang: "en", URL: "/en/guides/reissue/", Section: "guides", Slug: "reissue", Title: "Replace the card"},
				{Lang: "en", URL: "/en/guides/report/", Section: "guides", Slug: "report", Title: "Report the loss", Summary: "Call first.", Reviewed: "2026-11-20", ReviewBy: "2026-11-21"},
			},
			Redirects: map[string]string{
				"/old/loss.html": "/zh/guides/report/", "/old/lost": "/zh/guides/report/", "/en/old/": "/en/guides/report/",
			},
		})
	})

	t.Run("a guide has its parts", func(t *testing.T) {
		page := files["zh/guides/report/index.html"]
		for what, want := range map[string]string{
			"summary":                      "先打电话。",
			"telephone number":             `<a class="tel" href="tel:12333">12333</a>`,
			"link by file name":            `href="/zh/guides/reissue/#bring"`,
			"link to another section":      `href="/zh/articles/age/"`,
			"picture":                      `src="/zh/guides/map.png"`,
			"contents":                     `href="#柜台"`,
			"related guide with its title": `<a href="/zh/guides/reissue/">补卡</a>`,
			"related question":             `<a href="/zh/search/?q=%E5%A4%9A%E5%B0%91%E9%92%B1">多少钱</a>`,
			"source":                       `href="https://example.com/law"`,
			"date checked":                 `datetime="2026-11-20"`,
			"the same in English":          `href="/en/guides/report/"`,
			"next step":                    "补卡",
		} {
			if !strings.Contains(page, want) && !strings.Contains(page, strings.ReplaceAll(want, "#柜台", "#%e6%9f%9c%e5%8f%b0")) {
				t.Errorf("%s: there is no %s", what, want)
			}
		}
	})

	t.Run("only a guide past its review date says so", func(t *testing.T) {
		th := testTheme(t)
		for name, want := range map[string]bool{"en/guides/report/index.html": true, "zh/guides/report/index.html": false} {
			words := th.Words(name[:2]).Text("guide.overdue.title")
			if got := strings.Contains(files[name], words); got != want {
				t.Errorf("%s says that it is overdue: %v", name, got)
			}
		}
	})

	t.Run("the feed stands by date, newest first", func(t *testing.T) {
		feed := files["zh/feed.xml"]
		if a, b := strings.Index(feed, "<title>补卡"), strings.Index(feed, "<title>挂失"); a < 0 || b < a {
			t.Error(feed)
		}
		if strings.Contains(feed, "年龄") {
			t.Error("a guide without a date stands in the feed")
		}
	})

	t.Run("an old address has a page that leads to the new one", func(t *testing.T) {
		stub := files["old/loss.html"]
		for _, want := range []string{`content="0; url=/zh/guides/report/"`, `rel="canonical" href="https://example.org/zh/guides/report/"`, `content="noindex"`} {
			if !strings.Contains(stub, want) {
				t.Errorf("there is no %s in %s", want, stub)
			}
		}
	})
}

func TestBuildStructuredData(t *testing.T) {
	site := edited(smallSite(), map[string]string{
		"en/guides/reissue.md": "---\ntitle: \"</script><script>alert(1)</script> & \\\"quotes\\\"\"\n---\n\nText\n\n## What to bring {#bring}\n",
	})
	for address, page := range parsePages(t, buildSite(t, site)) {
		for _, text := range page.jsonLD {
			var data struct {
				Context string           `json:"@context"`
				Graph   []map[string]any `json:"@graph"`
			}
			if err := json.Unmarshal([]byte(text), &data); err != nil || data.Context != "https://schema.org" {
				t.Errorf("%s: %v: %s", address, err, text)
			}
			if address == "/en/guides/reissue/" {
				equal(t, "headline", data.Graph[0]["headline"], any(`</script><script>alert(1)</script> & "quotes"`))
				equal(t, "last crumb", len(data.Graph[2]["itemListElement"].([]any)), 3)
			}
		}
	}
}

func TestTheIndexIsMadeBeforeTheSiteIsPublished(t *testing.T) {
	public := filepath.Join(t.TempDir(), "public")
	o := testOptions(t, smallSite(), public)
	var got []Page
	var build string
	o.Index = func(_ context.Context, b string, c Catalogue) error {
		if exists(public) {
			t.Error("the site was published before its index was made")
		}
		build, got = b, c.Pages
		return nil
	}
	r, err := Build(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if build != r.Build {
		t.Errorf("the index is for %s, the build is %s", build, r.Build)
	}
	var urls []string
	for _, p := range got {
		urls = append(urls, p.URL)
	}
	equal(t, "pages", urls, []string{"/zh/about/", "/zh/articles/age/", "/zh/guides/report/", "/zh/guides/reissue/",
		"/en/about/", "/en/guides/reissue/", "/en/guides/report/"})
	report := got[2]
	equal(t, "questions", report.Questions, []string{"卡丢了怎么办"})
	var ids []string
	for _, s := range report.Sections {
		ids = append(ids, s.ID)
	}
	equal(t, "sections", ids, []string{"", "by-phone", "柜台"})
}

// TestOurOwnContentIsBuiltWithoutAWarning builds the guides of this repository.
func TestOurOwnContentIsBuiltWithoutAWarning(t *testing.T) {
	public := filepath.Join(t.TempDir(), "public")
	o := testOptions(t, os.DirFS(filepath.Join("..", "content")), public)
	o.BaseURL = base
	o.CardStatuses = []string{"active", "loss_reported_temporarily", "reported_lost", "reissuing", "dispatched", "awaiting_activation", "cancelled"}
	r, err := Build(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "warnings", messages(r.Warnings), []string(nil))
	files := publishtest.Tree(t, public)
	checkLinks(t, files)
	checkHreflang(t, files)
	checkXML(t, files)
}
