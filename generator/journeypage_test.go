package generator

import (
	"strings"
	"testing"
)

func TestAGuideBecomesAPartOfAJourneysPage(t *testing.T) {
	tests := []struct{ name, html, want string }{
		{
			"headings go down, places and the links to them are the part's own",
			`<h2 id="fee">Fee</h2><h3 id="x">X</h3><p>See <a href="#fee">above</a> or <a href="/en/guides/b/#fee">b</a>.</p>`,
			`<h3 id="step-1-fee">Fee</h3><h4 id="step-1-x">X</h4><p>See <a href="#step-1-fee">above</a> or <a href="/en/guides/b/#fee">b</a>.</p>`,
		},
		{
			"notes are those of the part",
			`<section class="footnotes" id="fn" role="doc-endnotes" aria-label="Notes">`,
			`<section class="footnotes" id="step-1-fn" role="doc-endnotes" aria-label="Pay &#34;it&#34; – Notes">`,
		},
		{"text stays text", `<p>&lt;h2&gt; id=&quot;x&quot;</p>`, `<p>&lt;h2&gt; id=&quot;x&quot;</p>`},
		{"nothing is nothing", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := asPart(tt.html, "step-1-", `Pay "it"`); got != tt.want {
				t.Errorf("got %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestAJourneysPageHasItsGuidesInTheOrderOfItsSteps(t *testing.T) {
	files := buildSite(t, smallSite())
	for _, lang := range []string{"en", "zh"} {
		page := files[lang+"/journeys/lost/index.html"]
		report, reissue := strings.Index(page, `id="step-1-by-phone"`), strings.Index(page, `id="step-2"`)
		if report < 0 || reissue < report {
			t.Errorf("%s: the guides do not stand in the order of the steps (%d, %d)", lang, report, reissue)
		}
		if strings.Contains(page, "noindex") || !strings.Contains(files["sitemap.xml"], "<loc>https://example.org/"+lang+"/journeys/lost/</loc>") {
			t.Errorf("%s: nobody would find it", lang)
		}
		if !strings.Contains(files[lang+"/guides/report/index.html"], `href="/`+lang+`/journeys/lost/"`) {
			t.Errorf("%s: the guide does not lead to the whole journey", lang)
		}
	}
}

func TestJourneyWithAGuideOfAnotherLanguage(t *testing.T) {
	site := smallSite()
	delete(site, "en/guides/reissue.md")
	files := buildSite(t, site)
	for lang, whole := range map[string]bool{"en": false, "zh": true} {
		page := files[lang+"/journeys/lost/index.html"]
		if strings.Contains(page, "noindex") == whole || strings.Contains(files["sitemap.xml"], "/"+lang+"/journeys/lost/</loc>") != whole {
			t.Errorf("%s: search engines are to list the page that has one language alone", lang)
		}
	}
	checkHreflang(t, files)
}
