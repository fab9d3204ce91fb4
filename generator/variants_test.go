package generator

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shebao/generator/publish/publishtest"
)

func TestATitleAndALanguageAreEnoughForASite(t *testing.T) {
	t.Run("a title and a language are enough", func(t *testing.T) {
		files := buildSite(t, contentFS(map[string]string{
			"site.yaml":        "title: Notes\nlanguages: [en]\nbase_url: https://example.org\n",
			"en/one.md":        "---\ntitle: One\n---\n\nSee [two](two.md).\n",
			"en/two.md":        "---\ntitle: Two\n---\n",
			"en/my-notes/a.md": "---\ntitle: A\n---\n",
		}))
		checkLinks(t, files)
		checkHreflang(t, files)
		checkXML(t, files)
		if page := files["en/my-notes/index.html"]; !strings.Contains(page, "My notes") {
			t.Error("the section is not called after its folder")
		}
	})
	t.Run("a language without a guide has its first page", func(t *testing.T) {
		files := buildSite(t, contentFS(map[string]string{"site.yaml": "title: Notes\nlanguages: [en, zh]\n", "en/one.md": "---\ntitle: One\n---\n"}))
		checkLinks(t, files)
		if files["zh/index.html"] == "" {
			t.Error("there is no first page")
		}
	})
	t.Run("pages directly under a language are the first page's list where there is no section", func(t *testing.T) {
		files := buildSite(t, contentFS(map[string]string{"site.yaml": "title: Notes\nlanguages: [en]\n", "en/one.md": "---\ntitle: The one note\n---\n"}))
		if strings.Count(files["en/index.html"], "The one note") < 2 { // list and footer
			t.Error(files["en/index.html"])
		}
	})
}

func TestDraftsArePublishedOnlyWhereTheyAreAskedFor(t *testing.T) {
	site := edited(smallSite(), map[string]string{"en/guides/new.md": "---\ntitle: New\ndraft: true\nreviewed: 2026-11-22\n---\n"})
	public := filepath.Join(t.TempDir(), "public")
	o := testOptions(t, site, public)
	if _, err := Build(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	if exists(filepath.Join(public, "en", "guides", "new")) {
		t.Error("a draft was published")
	}
	o.Drafts = true
	if _, err := Build(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	files := publishtest.Tree(t, public)
	if page := parsePages(t, files)["/en/guides/new/"]; page == nil || !page.noindex {
		t.Error("the draft is missing, or search engines may list it")
	}
	if strings.Contains(files["sitemap.xml"]+files["en/feed.xml"], "guides/new/") {
		t.Error("a draft stands in sitemap or feed")
	}
}

func TestBuildBaseURL(t *testing.T) {
	without := edited(smallSite(), map[string]string{"site.yaml": "title: Card\nlanguages: [zh, en]\n"})
	public := filepath.Join(t.TempDir(), "public")

	t.Run("without one, only what must be absolute has a local one, with a warning", func(t *testing.T) {
		r, err := Build(context.Background(), testOptions(t, without, public))
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0].String(), "base_url") {
			t.Errorf("warnings %v", r.Warnings)
		}
		for name, body := range publishtest.Tree(t, public) {
			if strings.Contains(body, localBase) != slices.Contains([]string{"sitemap.xml", "robots.txt", "zh/feed.xml", "en/feed.xml", "zh/opensearch.xml", "en/opensearch.xml"}, name) {
				t.Errorf("%s: %v", name, strings.Contains(body, localBase))
			}
		}
	})
	t.Run("that of the options wins", func(t *testing.T) {
		o := testOptions(t, smallSite(), public)
		o.BaseURL = "https://other.example/"
		if _, err := Build(context.Background(), o); err != nil {
			t.Fatal(err)
		}
		for name, body := range publishtest.Tree(t, public) {
			if strings.Contains(body, "https://example.org") {
				t.Errorf("%s has the base URL of the settings", name)
			}
		}
	})
}

func TestWhatIsDoubtfulIsAWarningAndTheSiteIsBuilt(t *testing.T) {
	site := edited(smallSite(), map[string]string{
		"en/guides/reissue.md": "---\ntitle: Replace\nrelated:\n  - articles/age-limit\n  - guides/reisue\n  - reissue\n  - how much?\n  - aeg\n  - Abuot\n  - money\n---\n\n## Bring {#bring}\n\n![logo](https://example.com/x.png)\n",
		"en/guides/report.md":  "",
		"site.yaml":            strings.Replace(string(smallSite()["site.yaml"].Data), "guides/report#by-phone", "guides/reissue#bring", 1),
	})
	r, err := Build(context.Background(), testOptions(t, site, filepath.Join(t.TempDir(), "public")))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "warnings", messages(r.Warnings), []string{
		`en/guides/reissue.md:4: related: there is no guide "articles/age-limit" in en, so that it leads to the search page; did you mean articles/age?`,
		`en/guides/reissue.md:5: related: there is no guide "guides/reisue" in en, so that it leads to the search page; did you mean guides/reissue?`,
		`en/guides/reissue.md:6: related: "reissue" is this guide itself`,
		`en/guides/reissue.md:8: related: there is no guide "aeg" in en, so that it leads to the search page; did you mean age?`,
		`en/guides/reissue.md:9: related: there is no guide "Abuot" in en, so that it leads to the search page; did you mean about?`,
		`en/guides/reissue.md:15:1: https://example.com/x.png: readers do not see pictures of other sites; keep it beside the guide`,
	})
}
