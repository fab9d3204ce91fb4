package generator

import (
	"slices"
	"strings"
	"testing"

	"shebao/generator/guide"
)

func TestTwoPagesNeverShareAFile(t *testing.T) {
	claims := []struct {
		name, owner string
		earlier     string // the owner that was there before; "" if it is free
	}{
		{"", "first page", ""},
		{"index.html", "other first page", "first page"},
		{"en/a/", "guide a", ""},
		{"en/a/index.html", "alias of b", "guide a"},
		{"en/A/", "guide A", "guide a"}, // one folder on some file systems
		{"en/a", "file a", "guide a"},   // a folder already
		{"en/b.png", "picture", ""},
		{"en/b.png/", "guide b.png", "picture"}, // a file already
		{"en/b.png/c/d.html", "alias of c", "picture"},
	}
	o := outputs{}
	for _, c := range claims {
		if earlier, ok := o.claim(c.name, c.owner); earlier != c.earlier || ok != (c.earlier == "") {
			t.Errorf("%q for %s: %q %v", c.name, c.owner, earlier, ok)
		}
	}
}

func TestScanIDs(t *testing.T) {
	page := `<h2 id="by-phone">x</h2><p data-id="no">id=&quot;no&quot;</p><li id="a&amp;b"><p id="电话">` + ` id="open`
	equal(t, "ids", scanIDs([]byte(page)), []string{"by-phone", "a&b", "电话"})
}

func TestAnAddressIsSplitIntoItsPageAndThePlaceOnIt(t *testing.T) {
	tests := []struct {
		address, page, id string
		ok                bool
	}{
		{"/zh/guides/a/#b", "/zh/guides/a/", "b", true},
		{"/zh/guides/a/?q=1#%E7%94%B5", "/zh/guides/a/", "电", true},
		{"/%E7%94%B5/#100%", "/电/", "100%", true},
		{"/zh/", "", "", false},
		{"/zh/#", "", "", false},
		{"#b", "", "", false}, // the Markdown renderer checks these
		{"https://example.org/#b", "", "", false},
	}
	for _, tt := range tests {
		page, id, ok := splitAnchor(tt.address)
		if page != tt.page || id != tt.id || ok != tt.ok {
			t.Errorf("%s: %q %q %v", tt.address, page, id, ok)
		}
	}
}

func TestLooksLikeSlug(t *testing.T) {
	for entry, want := range map[string]bool{
		"age-limit": true, "articles/age-limit": true, "contribution-2016": true,
		"reissue": false, "how much?": false, "多少钱": false, "Age-limit of what": false, "": false,
	} {
		if got := looksLikeSlug(entry); got != want {
			t.Errorf("%q: %v", entry, got)
		}
	}
}

func TestASectionWithoutATitleIsCalledByItsSlug(t *testing.T) {
	for slug, want := range map[string]string{"lost-cards": "Lost cards", "2026_rules": "2026 rules", "挂失-补卡": "挂失 补卡", "état": "État"} {
		if got := readable(slug); got != want {
			t.Errorf("%s: %q", slug, got)
		}
	}
}

func TestSectionsMayStandInSections(t *testing.T) {
	files := buildSite(t, contentFS(map[string]string{
		"site.yaml":                "title: Cards\nlanguages: [en]\nbase_url: https://example.org\n",
		"en/cards/lost/loss.md":    "---\ntitle: Loss\n---\n\nSee [age](../../age.md), [the list](../../cards), [all](..).\n",
		"en/cards/lost/index.md":   "---\ntitle: Lost cards\n---\n",
		"en/age.md":                "---\ntitle: Age\n---\n\nSee [loss](cards/lost/loss.md).\n",
		"en/topics/deep/er/one.md": "---\ntitle: One\n---\n",
	}))
	checkLinks(t, files)
	checkHreflang(t, files)
	for name, want := range map[string]string{
		"en/cards/index.html":           `href="/en/cards/lost/"`,     // a section lists those in it
		"en/cards/lost/loss/index.html": `href="/en/cards/"`,          // breadcrumbs name each of them
		"en/topics/index.html":          `href="/en/topics/deep/"`,    // those without a guide of their own, too
		"en/topics/deep/index.html":     `href="/en/topics/deep/er/"`, //
		"en/index.html":                 "Lost cards",
	} {
		if !strings.Contains(files[name], want) {
			t.Errorf("%s has no %s", name, want)
		}
	}
}

func TestStatusesWithoutSettings(t *testing.T) {
	for name, tt := range map[string]struct {
		files map[string]string
		want  string
	}{
		"lead to the first section": {map[string]string{"en/cards/a.md": "---\ntitle: A\n---\n"}, "/en/cards/"},
		"or to the first page":      {map[string]string{"en/a.md": "---\ntitle: A\n---\n"}, "/en/"},
	} {
		t.Run(name, func(t *testing.T) {
			content := contentFS(map[string]string{"site.yaml": "title: Cards\nlanguages: [en]\n"})
			o, err := testOptions(t, edited(content, tt.files), "").withDefaults()
			if err != nil {
				t.Fatal(err)
			}
			o.CardStatuses = []string{"active"}
			site, err := guide.Load(o.Content, guide.LoadOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if got := newPlan(o, site).published.Statuses["en"]["active"].URL; got != tt.want {
				t.Errorf("%s", got)
			}
		})
	}
}

func TestPageFrame(t *testing.T) {
	p := planOf(t, smallSite())
	var got []string
	for _, g := range p.frame.Guides {
		got = append(got, g.URL)
	}
	equal(t, "guides that every page is drawn with", got, []string{"/zh/about/", "/en/about/"})
	if slices.Contains(got, "/zh/guides/report/") || len(p.published.Guides) != 7 {
		t.Error("the catalogue is not whole")
	}
}
