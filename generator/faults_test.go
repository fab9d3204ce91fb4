package generator

import (
	"strings"
	"testing"
	"testing/fstest"

	"shebao/generator/guide"
)

// TestEveryFaultOfASiteIsNamedWithFileAndLine changes one thing about a good site and expects every fault that
// follows, with file and line, and no other.
func TestEveryFaultOfASiteIsNamedWithFileAndLine(t *testing.T) {
	page := func(body string) map[string]string {
		return map[string]string{"en/guides/new.md": "---\ntitle: New\n---\n" + body}
	}
	settings := func(old, new string) map[string]string {
		text := string(smallSite()["site.yaml"].Data)
		if !strings.Contains(text, old) {
			t.Fatalf("site.yaml has no %q", old)
		}
		return map[string]string{"site.yaml": strings.Replace(text, old, new, 1)}
	}
	tests := []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"a good site has none", nil, nil},

		// Links.
		{"a link to a page that is not there", page("\n[x](reprot.md) and\n[y](missing)"), []string{
			"en/guides/new.md:5:1: reprot.md: there is no such page; did you mean report.md?",
			"en/guides/new.md:6:1: missing: there is no such page",
		}},
		{"a link to a page that stands in another folder or language says how it is written from here", map[string]string{
			"en/articles/new.md": "---\ntitle: New\n---\n[x](report.md#nix)\n[x](reprot)\n[x](/en/guides/reprot/)\n[x](/zh/guides/reprot.md)\n[x](../../zh/reprot.md)\n[x](../guides/reprot.md)",
		}, []string{
			"en/articles/new.md:4:1: report.md#nix: there is no such page; did you mean ../guides/report.md?",
			"en/articles/new.md:5:1: reprot: there is no such page; did you mean report?",
			"en/articles/new.md:6:1: /en/guides/reprot/: there is no such page; did you mean /en/guides/report/?",
			"en/articles/new.md:7:1: /zh/guides/reprot.md: there is no such page; did you mean /zh/guides/report.md?",
			"en/articles/new.md:8:1: ../../zh/reprot.md: there is no such page; did you mean ../../zh/guides/report.md?",
			"en/articles/new.md:9:1: ../guides/reprot.md: there is no such page; did you mean ../guides/report.md?",
		}},
		{"of two guides of one name, the remedy is the one in the folder that was named", map[string]string{
			"en/articles/report.md": "---\ntitle: Report in the papers\n---\n",
			"en/about.md":           "---\ntitle: New\n---\n[x](guides/reprot.md)\n[x](articles/reprot.md)\n[x](articles/reprot)",
		}, []string{
			"en/about.md:4:1: guides/reprot.md: there is no such page; did you mean guides/report.md?",
			"en/about.md:5:1: articles/reprot.md: there is no such page; did you mean articles/report.md?",
			"en/about.md:6:1: articles/reprot: there is no such page; did you mean articles/report?",
		}},
		{"a link by an address that is not there", page("[x](/zh/guides/)\n[x](/fr/)\n[x](/zh/guides/none/#a)\n[x](/)"), []string{
			"en/guides/new.md:5:1: /fr/: there is no such page",
			"en/guides/new.md:6:1: /zh/guides/none/#a: there is no such page",
		}},
		{"a link to a place that is not there", page("[x](report.md#by-fone)\n[x](../../zh/guides/reissue.md#none)\n[x](/en/about#none)"), []string{
			"en/guides/new.md:4:1: there is no place #by-fone on /en/guides/report/; did you mean by-phone?",
			"en/guides/new.md:5:1: there is no place #none on /zh/guides/reissue/",
			"en/guides/new.md:6:1: there is no place #none on /en/about/",
		}},
		{"places of the frame count too", page("[x](/zh/guides/report/#part-sources)\n[x](/zh/search/#part-main)\n[x](report.md#part-sources)"), []string{
			"en/guides/new.md:6:1: there is no place #part-sources on /en/guides/report/; did you mean part-journey?",
		}},
		{"a link out of the content", page("[x](../../../etc/passwd)\n![x](../../../x.png)"), []string{
			"en/guides/new.md:4:1: ../../../etc/passwd: there is no such page",
			"en/guides/new.md:5:1: ../../../x.png: the picture is outside of the content folder",
		}},
		{"a link to a draft", map[string]string{
			"en/guides/new.md":   "---\ntitle: New\n---\n[x](draft.md)",
			"en/guides/draft.md": "---\ntitle: Draft\ndraft: true\n---\n",
		}, []string{"en/guides/new.md:4:1: draft.md: the page is a draft"}},
		{"faults of the lists' own texts", map[string]string{"zh/index.md": "---\ntitle: x\n---\n\n[x](none.md)"}, []string{
			"zh/index.md:5:1: none.md: there is no such page",
		}},
		{"every fault of every guide at once", map[string]string{
			"en/about.md": "---\ntitle: x\n---\n[x](none-at-all)", "zh/about.md": "---\ntitle: x\n---\n[x](fact:none)",
		}, []string{
			"en/about.md:4:1: none-at-all: there is no such page",
			`zh/about.md:4:1: there is no fact "none" in facts.yaml`,
		}},

		// Pictures.
		{"a picture that is not there", page("![x](none.png)"), []string{"en/guides/new.md:4:1: none.png: there is no picture en/guides/none.png"}},
		{"a page as a picture", page("![x](report)"), []string{"en/guides/new.md:4:1: report: this is no picture"}},
		{"a picture that can hold scripts", map[string]string{
			"en/guides/new.md": "---\ntitle: New\n---\n![x](a.svg)", "en/guides/a.svg": "<svg onload='alert(1)'/>",
		}, []string{"en/guides/new.md:4:1: a.svg: pictures of this kind are not shown: use png, jpg, gif, webp or avif"}},
		{"a page that calls itself a picture", map[string]string{
			"en/guides/new.md": "---\ntitle: New\n---\n![x](a.png)", "en/guides/a.png": "<script>alert(1)</script>",
		}, []string{"en/guides/a.png: this is no png picture"}},
		{"a picture that is too large", map[string]string{
			"en/guides/new.md": "---\ntitle: New\n---\n![x](a.png)", "en/guides/a.png": png + strings.Repeat("x", 4<<20),
		}, []string{"en/guides/new.md:4:1: a.png: the picture has 4194331 bytes; 4194304 are allowed"}},

		{"a picture in the place of a page", map[string]string{"zh/guides/map.png.md": "---\ntitle: x\n---\n"}, []string{
			"zh/guides/map.png: /zh/guides/map.png would be written twice: it is the address of zh/guides/map.png.md too",
		}},

		// What package guide finds.
		{"faults of reading stand with those of the other texts, but what follows from them does not", map[string]string{
			"en/guides/new.md":     "---\ntitle: New\n---\n[x](none-at-all) [y](broken.md)",
			"en/guides/broken.md":  "---\nsummary: x\n---\n",
			"en/guides/reissue.md": "no front matter",
		}, []string{
			"en/guides/broken.md:1: the guide has no title: add title: … to its front matter",
			"en/guides/new.md:4:1: none-at-all: there is no such page",
			"en/guides/reissue.md:1: the guide has no front matter: begin it with three lines, ---, title: …, ---",
		}},
		{"there is no site.yaml", map[string]string{"site.yaml": ""}, []string{
			"site.yaml: is missing: create it with two lines, title: … and languages: [en, zh]",
		}},

		// Settings.
		{"a journey through a guide that is not there", settings("guide: guides/reissue, title", "guide: guides/reisue, title"), []string{
			`site.yaml:12: journey "lost": there is no guide "guides/reisue"; did you mean guides/reissue?`,
		}},
		{"a status explained by a guide that is not there", settings("active: {guide: guides/reissue,", "active: {guide: guides/reisue,"), []string{
			`site.yaml:14: statuses: active: there is no guide "guides/reisue" in en; did you mean guides/reissue?`,
			`site.yaml:14: statuses: active: there is no guide "guides/reisue" in zh; did you mean guides/reissue?`,
		}},
		{"a status explained in one language only leads to that language's text", settings("active: {guide: guides/reissue,", "active: {guide: articles/age,"), nil},
		{"what a bank has to be told in a guide that is not there", settings("bank: guides/report,", "bank: guides/reprt,"), []string{
			`site.yaml:15: statuses: lost: bank: there is no guide "guides/reprt" in en; did you mean guides/report?`,
			`site.yaml:15: statuses: lost: bank: there is no guide "guides/reprt" in zh; did you mean guides/report?`,
		}},
		{"a status explained at a place that is not there", settings("guides/report#by-phone", "guides/report#by-fax"), []string{
			"site.yaml:15: there is no place #by-fax on /en/guides/report/",
			"site.yaml:15: there is no place #by-fax on /zh/guides/report/",
		}},
		{"a found card spoken of in a guide that is not there", settings("found: guides/report#by-phone", "found: guides/reprt"), []string{
			`site.yaml:16: found: there is no guide "guides/reprt" in en; did you mean guides/report?`,
			`site.yaml:16: found: there is no guide "guides/reprt" in zh; did you mean guides/report?`,
		}},
		{"a found card spoken of at a place that is not there", settings("found: guides/report#by-phone", "found: guides/report#by-fax"), []string{
			"site.yaml:16: there is no place #by-fax on /en/guides/report/",
			"site.yaml:16: there is no place #by-fax on /zh/guides/report/",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			equal(t, "faults", faultsOf(t, edited(smallSite(), tt.files)), tt.want)
		})
	}

	t.Run("statuses that cards have and the settings do not, and the other way round", func(t *testing.T) {
		o := testOptions(t, smallSite(), t.TempDir())
		o.CardStatuses = []string{"active", "cancelled"}
		_, err := Build(t.Context(), o)
		want := "site.yaml:13: statuses: cancelled is missing: say which guide explains it\n" +
			`site.yaml:15: statuses: no card has the status "lost"`
		if err == nil || err.Error() != want {
			t.Errorf("error\n%v", err)
		}
	})
}

// TestAGuideIsLinkedToByFileSlugOrAddress lists what may be written as a link in zh/guides/report.md.
func TestAGuideIsLinkedToByFileSlugOrAddress(t *testing.T) {
	links := []struct{ dest, want string }{
		{"reissue", "/zh/guides/reissue/"},
		{"./reissue", "/zh/guides/reissue/"},
		{"reissue/", "/zh/guides/reissue/"},
		{"reissue.md", "/zh/guides/reissue/"},
		{"reissue.md#bring", "/zh/guides/reissue/#bring"},
		{"reissue#bring", "/zh/guides/reissue/#bring"},
		{"guides/reissue", "/zh/guides/reissue/"},
		{"articles/age", "/zh/articles/age/"},
		{"age", "/zh/articles/age/"},
		{"../articles/age.md", "/zh/articles/age/"},
		{"../articles/age", "/zh/articles/age/"},
		{"../articles", "/zh/articles/"},
		{"../about.md", "/zh/about/"},
		{"../index.md", "/zh/"},
		{"index.md", "/zh/guides/"},
		{"../../en/guides/report.md", "/en/guides/report/"},
		{"/zh/guides/reissue/", "/zh/guides/reissue/"},
		{"/zh/guides/reissue", "/zh/guides/reissue/"},
		{"/zh/guides/reissue.md", "/zh/guides/reissue/"},
		{"/zh/guides/reissue/?from=x#bring", "/zh/guides/reissue/?from=x#bring"},
		{"/old/loss.html", "/zh/guides/report/"},
		{"/zh/search/?q=挂失", "/zh/search/?q=挂失"},
		{"/zh/status", "/zh/status/"},
		{"/zh/feed.xml", "/zh/feed.xml"},
		{"/", "/"},
		{"map.png", "/zh/guides/map.png"},
		{"../guides/map.png", "/zh/guides/map.png"},
		{"/zh/guides/map.png", "/zh/guides/map.png"},
	}
	p := planOf(t, smallSite())
	for _, l := range links {
		r := newResolver(p, p.byURL["/zh/guides/report/"])
		got, ok := r.resolve(l.dest)
		if got != l.want || !ok || len(r.dead) > 0 {
			t.Errorf("%s leads to %s %v, want %s", l.dest, got, r.dead, l.want)
		}
	}
}

func planOf(t testing.TB, content fstest.MapFS) *plan {
	t.Helper()
	o, err := testOptions(t, content, "").withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	site, err := guide.Load(o.Content, guide.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return newPlan(o, site)
}

// FuzzResolve holds that a link leads to an address of the site or is dead, and
// never anywhere else, whatever is written.
func FuzzResolve(f *testing.F) {
	for _, seed := range []string{"//", "reissue.md#x", "../articles/age-limit", "/zh/?q=%zz", "//host/x", `\\host`, "a.png", "..", "javascript:alert(1)", "%2e%2e/%2e%2e/x.png", "?q", "#"} {
		f.Add(seed)
	}
	p := planOf(f, smallSite())
	from := p.byURL["/zh/guides/report/"]
	f.Fuzz(func(t *testing.T, dest string) {
		r := newResolver(p, from)
		address, _ := r.resolve(dest)
		if len(r.dead) > 0 {
			return
		}
		local := strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") && !strings.HasPrefix(address, `/\`)
		if !local && !strings.HasPrefix(address, "#") && !strings.HasPrefix(address, "?") {
			t.Errorf("%q leads to %q", dest, address)
		}
		for _, name := range r.pictures {
			if _, err := p.content.Open(name); err != nil {
				t.Errorf("%q is the picture %q: %v", dest, name, err)
			}
		}
	})
}
