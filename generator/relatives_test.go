package generator

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"shebao/generator/publish/publishtest"
)

// bySummary relates guides with the same summary.
func bySummary(guides []Page, limit int) map[string][]string {
	found := map[string][]string{}
	for _, a := range guides {
		for _, b := range guides {
			if a.Lang == b.Lang && a.URL != b.URL && a.Summary == b.Summary && len(found[a.URL]) < limit {
				found[a.URL] = append(found[a.URL], b.URL)
			}
		}
	}
	return found
}

// relatedSite has guides about cats and dogs; the editor of "named" has named
// what is related.
func relatedSite() fstest.MapFS {
	page := func(title, summary, more string) *fstest.MapFile {
		return file0("---\ntitle: " + title + "\nsummary: " + summary + "\n" + more + "---\nText.\n")
	}
	return fstest.MapFS{
		"site.yaml":            file0("title: Pets\nlanguages: [en, zh]\nbase_url: https://example.org\n"),
		"en/pets/tom.md":       page("Tom", "cat", ""),
		"en/pets/kitty.md":     page("Kitty", "cat", ""),
		"en/pets/rex.md":       page("Rex", "dog", ""),
		"en/pets/named.md":     page("Named", "cat", "related: [rex]\n"),
		"en/pets/sketch.md":    page("Sketch", "cat", "draft: true\n"),
		"en/about.md":          page("About", "cat", ""),
		"zh/pets/tom.md":       page("汤姆", "cat", ""),
		"zh/pets/kitty.md":     page("猫咪", "cat", ""),
		"zh/pets/only-here.md": page("中文", "dog", ""),
	}
}

func TestRelatedGuidesAreFoundWhereNoneAreNamed(t *testing.T) {
	public := filepath.Join(t.TempDir(), "public")
	o := testOptions(t, relatedSite(), public)
	o.Related, o.Drafts = bySummary, true
	if _, err := Build(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	files := publishtest.Tree(t, public)
	for page, want := range map[string]string{
		"en/pets/tom":       "/en/pets/kitty/ /en/pets/named/",
		"en/pets/kitty":     "/en/pets/named/ /en/pets/tom/",
		"en/pets/rex":       "", // not the dog of the other language
		"en/pets/named":     "/en/pets/rex/",
		"en/pets/sketch":    "", // a draft
		"en/about":          "", // a page of the site itself
		"zh/pets/tom":       "/zh/pets/kitty/",
		"en/pets/only-here": "", // stands in for one that is missing
	} {
		if got := relatedLinks(files[page+"/index.html"]); got != want {
			t.Errorf("%s leads to %q, want %q", page, got, want)
		}
	}
}

// relatedLinks are the addresses in a page's list of related guides.
func relatedLinks(page string) string {
	_, list, _ := strings.Cut(page, `id="part-related"`)
	list, _, _ = strings.Cut(list, "</ul>")
	var links []string
	for _, part := range strings.Split(list, `<a href="`)[1:] {
		link, _, _ := strings.Cut(part, `"`)
		links = append(links, link)
	}
	return strings.Join(links, " ")
}

func TestRelatedGuidesAreFoundOnce(t *testing.T) {
	site := relatedSite()
	dir := t.TempDir()
	cache, asked := new(Cache), 0
	build := func() (map[string]string, Result) {
		t.Helper()
		o := testOptions(t, site, filepath.Join(dir, "public"))
		o.Cache = cache
		o.Related = func(guides []Page, limit int) map[string][]string {
			asked++
			return bySummary(guides, limit)
		}
		result, err := Build(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		if err := cache.Save(filepath.Join(dir, "cache")); err != nil {
			t.Fatal(err)
		}
		cache = LoadCache(filepath.Join(dir, "cache"))
		return publishtest.Tree(t, filepath.Join(dir, "public")), result
	}
	build()
	site["en/pets/rex.md"] = file0(string(site["en/pets/rex.md"].Data) + "More text.\n")
	if build(); asked != 1 {
		t.Errorf("a change of a text alone finds related guides again (%d times)", asked)
	}
	site["en/pets/rex.md"] = file0("---\ntitle: Rex\nsummary: cat\n---\nText.\n")
	files, result := build()
	if got := relatedLinks(files["en/pets/tom/index.html"]); !strings.Contains(got, "/en/pets/rex/") || asked != 2 {
		t.Errorf("Tom leads to %q after %d times", got, asked)
	}
	if result.Kept == 0 {
		t.Error("no page was kept, though some have no other relatives than before")
	}
	clean := testOptions(t, site, filepath.Join(dir, "clean"))
	clean.Related = bySummary
	if _, err := Build(context.Background(), clean); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(publishtest.Tree(t, filepath.Join(dir, "clean")), files); d != "" {
		t.Error(d)
	}
}
