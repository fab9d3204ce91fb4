package generator

import (
	"context"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"shebao/generator/guide"
)

const smallGlossary = `loss:
  zh: [遗失, 丢失]
  traditional: [遺失, 丟失]
  pinyin: [yishi, diushi]
  en: [loss]
  note: {zh: 指卡, en: of the card}
  same: {zh: [丢了], en: [lost]}
  typed: {en: [stolen]}
  shown: {en: [can't find]}
  guide: guides/report#by-phone
hotline: {zh: [12333 热线], pinyin: [12333 rexian], en: [12333 hotline], same: {zh: ["12333"], en: ["12333"]}}
age: {zh: [年龄], pinyin: [nianling], en: [age], guide: articles/age}
elsewhere: {zh: [异地], en: [away from home]}
reissue: {zh: [补领], pinyin: [buling], en: [Reissue]}
replace: {zh: [补办], pinyin: [Buban], en: [a new card]}
`

func TestTheGlossaryIsAPageInEachLanguage(t *testing.T) {
	files := buildSite(t, edited(smallSite(), map[string]string{
		"glossary.yaml": smallGlossary,
		"zh/about.md":   "---\ntitle: 关于\n---\n\n见[遗失](/zh/glossary/#loss)。\n",
	}))
	checkLinks(t, files)
	checkHreflang(t, files)
	checkXML(t, files)
	zh, en := files["zh/glossary/index.html"], files["en/glossary/index.html"]

	t.Run("Chinese stands by pinyin, English by the alphabet, what has neither last", func(t *testing.T) {
		equal(t, "zh", termIDs(zh), []string{"hotline", "replace", "reissue", "age", "loss", "elsewhere"})
		equal(t, "en", termIDs(en), []string{"hotline", "age", "replace", "elsewhere", "loss", "reissue"})
		letters := regexp.MustCompile(`letters__link" href="#part-(\w+)"`)
		var got []string
		for _, m := range letters.FindAllStringSubmatch(zh, -1) {
			got = append(got, m[1])
		}
		equal(t, "letters", got, []string{"0", "b", "n", "y", "other"})
	})
	t.Run("a term leads to its guide, where the language has it", func(t *testing.T) {
		for page, want := range map[string]string{zh: `<a href="/zh/guides/report/#by-phone">挂失</a>`, en: `<a href="/en/guides/report/#by-phone">Report the loss</a>`} {
			if !strings.Contains(page, want) {
				t.Errorf("there is no %s", want)
			}
		}
		if !strings.Contains(zh, `href="/zh/articles/age/"`) {
			t.Error("the Chinese page does not lead to the article")
		}
	})
	t.Run("a word that both languages have stands once", func(t *testing.T) {
		entry, _, _ := strings.Cut(en[strings.Index(en, `id="hotline"`):], `class="term"`)
		if n := strings.Count(entry, ">12333<"); n != 1 {
			t.Errorf("it stands %d times in %s", n, entry)
		}
	})
	t.Run("every page leads there, and search engines know of it", func(t *testing.T) {
		for name, page := range files {
			if strings.HasSuffix(name, "/index.html") && strings.HasPrefix(name, "en/") && name != "en/old/index.html" && !strings.Contains(page, `href="/en/glossary/"`) {
				t.Errorf("%s has no link to it", name)
			}
		}
		if !strings.Contains(files["sitemap.xml"], "<loc>https://example.org/zh/glossary/</loc>") {
			t.Error("it is not in the sitemap")
		}
		if !strings.Contains(files["site.json"], `"glossary":true`) {
			t.Error("it is not in site.json")
		}
	})
	t.Run("a site without one has no page and no link", func(t *testing.T) {
		for name, page := range buildSite(t, smallSite()) {
			if strings.Contains(name, "glossary") || strings.Contains(page, "/glossary/") {
				t.Errorf("there is one in %s", name)
			}
		}
	})
}

func TestWhatIsWrongInTheGlossaryIsNamedWithItsLine(t *testing.T) {
	for _, tt := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"a guide that is not there", map[string]string{"glossary.yaml": "loss: {zh: [丢], en: [loss], guide: guides/reprot}\n"}, []string{
			`glossary.yaml:1: the term loss: there is no guide "guides/reprot"; did you mean guides/report?`,
		}},
		{"a place that is not there", map[string]string{"glossary.yaml": "\nloss: {zh: [丢], en: [loss], guide: guides/report#by-fone}\n"}, []string{
			"glossary.yaml:2: there is no place #by-fone on /en/guides/report/; did you mean by-phone?",
			"glossary.yaml:2: there is no place #by-fone on /zh/guides/report/; did you mean by-phone?",
		}},
		{"an id that the page has itself", map[string]string{"glossary.yaml": "part-main: {zh: [正文], en: [main]}\n"}, []string{
			`glossary.yaml:1: the page itself uses the id "part-main": call the term otherwise`,
		}},
		{"a link to a term that is not there", map[string]string{
			"glossary.yaml": "loss: {zh: [丢], en: [loss]}\n", "en/about.md": "---\ntitle: About\n---\n[x](/en/glossary/#los)\n",
		}, []string{"en/about.md:4:1: there is no place #los on /en/glossary/; did you mean loss?"}},
		{"a link to a glossary that is not there", map[string]string{"en/about.md": "---\ntitle: About\n---\n[x](/en/glossary/)\n"}, []string{
			"en/about.md:4:1: /en/glossary/: there is no such page",
		}},
		{"a term without a name does not hide the other faults", map[string]string{
			"glossary.yaml": "loss: {note: x}\n", "en/about.md": "---\ntitle: About\n---\n[x](none.md)\n",
		}, []string{"en/about.md:4:1: none.md: there is no such page", "glossary.yaml:1:1: the term loss has no name: add zh: […] and en: […]"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			equal(t, "faults", faultsOf(t, edited(smallSite(), tt.files)), tt.want)
		})
	}
}

// TestGlossaryOfTheSite holds that every term of the first site stands whole on
// the page of each language.
func TestGlossaryOfTheSite(t *testing.T) {
	content := os.DirFS("../content")
	site, err := guide.Load(content, guide.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	files := buildSite(t, content)
	for _, lang := range []string{"zh", "en"} {
		page := files[lang+"/glossary/index.html"]
		entries := map[string]string{}
		for _, entry := range strings.Split(page, `<div class="term" id="`)[1:] {
			id, text, _ := strings.Cut(entry, `"`)
			entries[id] = html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(strings.Split(text, "</dl>")[0], ""))
		}
		if len(entries) != len(site.Glossary) {
			t.Errorf("%s: %d terms on the page, %d in the glossary", lang, len(entries), len(site.Glossary))
		}
		for _, term := range site.Glossary {
			for _, word := range slices.Concat(term.Names["zh"], term.Names["en"], term.Traditional, term.Pinyin, term.Said("zh"), term.Said("en"), []string{term.Note[lang]}) {
				if !strings.Contains(entries[term.ID], word) {
					t.Errorf("%s: the entry %s has no %q:\n%s", lang, term.ID, word, entries[term.ID])
				}
			}
			if term.Guide == "" || !strings.Contains(page, `href="/`+lang+"/"+strings.Replace(term.Guide, "#", "/#", 1)) {
				t.Errorf("%s: the entry %s does not lead to %q", lang, term.ID, term.Guide)
			}
		}
	}
}

func TestGlossaryGoesToTheIndex(t *testing.T) {
	o := testOptions(t, edited(smallSite(), map[string]string{"glossary.yaml": smallGlossary}), filepath.Join(t.TempDir(), "public"))
	var got []string
	o.Index = func(_ context.Context, _ string, c Catalogue) error {
		for _, term := range c.Glossary {
			got = append(got, term.ID)
		}
		return nil
	}
	if _, err := Build(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	equal(t, "terms", got, []string{"loss", "hotline", "age", "elsewhere", "reissue", "replace"})
}

// termIDs are the ids of a page's terms, in order.
func termIDs(page string) (ids []string) {
	for _, m := range regexp.MustCompile(`<div class="term" id="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		ids = append(ids, m[1])
	}
	return ids
}
