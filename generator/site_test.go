package generator

import (
	"context"
	"encoding/xml"
	"fmt"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"shebao/generator/guide"
	"shebao/generator/publish/publishtest"
	"shebao/generator/theme"
)

// base is the address of every site built in tests.
const base = "https://example.org"

// smallSite is a content folder that has one of everything.
func smallSite() fstest.MapFS {
	return contentFS(map[string]string{
		"site.yaml": `title: {zh: 卡, en: Card}
description: {zh: 说明, en: About cards}
base_url: https://example.org
languages: [zh, en]
operator: {zh: 站长, en: Someone}
hotlines: [{fact: phone, name: {zh: 热线, en: Hotline}}]
journeys:
  - id: lost
    title: {zh: 三步, en: Steps}
    steps:
      - {guide: guides/report, title: {zh: 挂失, en: Report}}
      - {guide: guides/reissue, title: {zh: 补卡, en: Replace}}
statuses:
  active: {guide: guides/reissue, ahead: {zh: "再等 [12333](fact:phone)", en: Wait}}
  lost: {guide: "guides/report#by-phone", bank: guides/report, deadline_days: 5}
found: guides/report#by-phone
`,
		"facts.yaml":         "phone: {kind: phone, value: \"12333\", source: S1, checked: 2026-11-22}\n",
		"zh/index.md":        "---\ntitle: 卡丢了\n---\n\n见[挂失](guides/report.md)。\n",
		"zh/about.md":        "---\ntitle: 关于\n---\n\n谁办的。\n",
		"en/about.md":        "---\ntitle: About\n---\n\nWho runs it.\n",
		"zh/guides/index.md": "---\ntitle: 指南\nsummary: 全部指南\norder: 1\n---\n",
		"zh/guides/report.md": `---
title: 挂失
summary: 先打电话。
questions: [卡丢了怎么办]
related: [reissue, articles/age, 多少钱]
sources: [{title: 办法, url: "https://example.com/law", accessed: 2026-11-22}]
reviewed: 2026-11-20
review_by: 2027-11-20
aliases: [/old/loss.html, /old/lost]
order: 1
---

拨打 [12333](fact:phone)，再[补卡](reissue.md#bring)。

## 电话 {#by-phone}

![地图](map.png)

## 柜台

到柜台，见[年龄](../articles/age.md)、[电话](#by-phone)。
`,
		"zh/guides/reissue.md": "---\ntitle: 补卡\nreviewed: 2026-11-21\norder: 2\n---\n\n## 带什么 {#bring}\n\n户口簿。[挂失](report#by-phone)\n",
		"zh/articles/age.md":   "---\ntitle: 年龄\n---\n\n不限。[首页](/zh/)、[搜索](/zh/search/?q=年龄)\n",
		"en/guides/report.md": `---
title: Report the loss
summary: Call first.
related: [reissue, how much is it]
aliases: [/en/old/]
reviewed: 2026-11-20
review_by: 2026-11-21
---

Call [12333](fact:phone), then [replace the card](/en/guides/reissue/#bring).

## By telephone {#by-phone}

![map](../../zh/guides/map.png)
`,
		"en/guides/reissue.md": "---\ntitle: Replace the card\n---\n\n## What to bring {#bring}\n\nPapers. [中文](../../zh/guides/reissue.md)\n",
		"zh/guides/map.png":    png,
		"zh/guides/unused.png": png,
	})
}

// png is as much of a picture as the generator looks at.
const png = "\x89PNG\r\n\x1a\nrest of the picture"

func contentFS(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, body := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(body)}
	}
	return fsys
}

// edited is a content folder with some files replaced; an empty body removes one.
func edited(fsys fstest.MapFS, files map[string]string) fstest.MapFS {
	changed := maps.Clone(fsys)
	for name, body := range files {
		if body == "" {
			delete(changed, name)
			continue
		}
		changed[name] = &fstest.MapFile{Data: []byte(body)}
	}
	return changed
}

// testTheme is made once: bundling styles and scripts takes longer than a test.
func testTheme(t testing.TB) *theme.Theme {
	t.Helper()
	th, err := sharedTheme()
	if err != nil {
		t.Fatal(err)
	}
	return th
}

func testOptions(t testing.TB, content fs.FS, public string) Options {
	return Options{
		Content: content, Public: public, Theme: testTheme(t),
		Now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC),
	}
}

// buildSite builds and returns the published files.
func buildSite(t *testing.T, content fs.FS) map[string]string {
	t.Helper()
	public := filepath.Join(t.TempDir(), "public")
	if _, err := Build(context.Background(), testOptions(t, content, public)); err != nil {
		t.Fatal(err)
	}
	return publishtest.Tree(t, public)
}

// parsed is one HTML page of a built site.
type parsed struct {
	ids        map[string]bool
	links      []string          // href, src, action of every element
	hreflang   map[string]string // language -> absolute address
	canonical  string
	jsonLD     []string
	noindex    bool
	duplicates []string // ids that stand twice
}

// parsePages reads every HTML page of a site, by address.
func parsePages(t *testing.T, files map[string]string) map[string]*parsed {
	t.Helper()
	pages := map[string]*parsed{}
	for name, body := range files {
		if path.Ext(name) != ".html" && path.Ext(name) != ".htm" {
			continue
		}
		root, err := html.Parse(strings.NewReader(body))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		p := &parsed{ids: map[string]bool{}, hreflang: map[string]string{}}
		for n := range root.Descendants() {
			if n.Type == html.ElementNode {
				p.add(n)
			}
		}
		pages["/"+strings.TrimSuffix(name, "index.html")] = p
	}
	return pages
}

func (p *parsed) add(n *html.Node) {
	attr := map[string]string{}
	for _, a := range n.Attr {
		attr[a.Key] = a.Val
	}
	if id, ok := attr["id"]; ok {
		if p.ids[id] {
			p.duplicates = append(p.duplicates, id)
		}
		p.ids[id] = true
	}
	for _, key := range []string{"href", "src", "action"} {
		if v, ok := attr[key]; ok {
			p.links = append(p.links, v)
		}
	}
	switch {
	case n.Data == "link" && attr["hreflang"] != "":
		p.hreflang[attr["hreflang"]] = attr["href"]
	case n.Data == "link" && attr["rel"] == "canonical":
		p.canonical = attr["href"]
	case n.Data == "script" && attr["type"] == "application/ld+json":
		p.jsonLD = append(p.jsonLD, n.FirstChild.Data)
	case n.Data == "meta" && attr["name"] == "robots":
		p.noindex = strings.Contains(attr["content"], "noindex")
	case n.Data == "meta" && attr["http-equiv"] == "refresh":
		_, to, _ := strings.Cut(attr["content"], "url=")
		p.links = append(p.links, to)
	}
}

// checkLinks reports every link of a built site that leads nowhere on it, and
// every id that stands twice on one page.
func checkLinks(t *testing.T, files map[string]string) {
	t.Helper()
	pages := parsePages(t, files)
	for address, page := range pages {
		for _, id := range page.duplicates {
			t.Errorf("%s: id %q stands twice", address, id)
		}
		for _, link := range page.links {
			u, err := url.Parse(link)
			if err != nil {
				t.Errorf("%s: %q: %v", address, link, err)
				continue
			}
			if u.Scheme+"://"+u.Host == base {
				u.Scheme, u.Host = "", ""
			}
			if u.Scheme != "" || u.Host != "" {
				continue
			}
			to := (&url.URL{Path: address}).ResolveReference(u)
			if strings.Contains(to.Path, "/api/") {
				continue // the server's own: the API, and the page about it
			}
			target := pages[to.Path]
			if _, ok := files[strings.TrimPrefix(to.Path, "/")]; target == nil && !ok {
				t.Errorf("%s: %q leads nowhere", address, link)
			}
			if to.Fragment != "" && (target == nil || !target.ids[to.Fragment]) {
				t.Errorf("%s: %q leads to a place that is not there", address, link)
			}
		}
	}
}

// checkHreflang holds that pages name each other as translations, and that the
// sitemap lists every page for search engines with the same alternates.
func checkHreflang(t *testing.T, files map[string]string) {
	t.Helper()
	var sitemap struct {
		URLs []struct {
			Loc   string `xml:"loc"`
			Links []struct {
				Lang string `xml:"hreflang,attr"`
				Href string `xml:"href,attr"`
			} `xml:"link"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal([]byte(files["sitemap.xml"]), &sitemap); err != nil {
		t.Fatal(err)
	}
	listed := map[string]map[string]string{}
	for _, u := range sitemap.URLs {
		alternates := map[string]string{}
		for _, l := range u.Links {
			alternates[l.Lang] = l.Href
		}
		listed[u.Loc] = alternates
	}
	pages := parsePages(t, files)
	var want []string
	for address, page := range pages {
		absolute := base + (&url.URL{Path: address}).EscapedPath()
		if page.noindex || address == "/" {
			continue
		}
		want = append(want, absolute)
		if page.canonical != absolute {
			t.Errorf("%s: canonical is %q", address, page.canonical)
		}
		equal(t, "alternates of "+address+" in the sitemap", listed[absolute], page.hreflang)
		for lang, to := range page.hreflang {
			u, _ := url.Parse(to)
			other := pages[u.Path]
			if other == nil || !maps.Equal(other.hreflang, page.hreflang) {
				t.Errorf("%s: its page in %s does not name it", address, lang)
			}
		}
	}
	slices.Sort(want)
	equal(t, "pages in the sitemap", slices.Sorted(maps.Keys(listed)), want)
}

// checkXML holds that every XML file is well-formed and every feed has what
// Atom requires.
func checkXML(t *testing.T, files map[string]string) {
	t.Helper()
	for name, body := range files {
		if path.Ext(name) != ".xml" {
			continue
		}
		var feed struct {
			XMLName xml.Name
			ID      string `xml:"id"`
			Title   string `xml:"title"`
			Updated string `xml:"updated"`
			Author  string `xml:"author>name"`
			Entries []struct {
				ID      string `xml:"id"`
				Title   string `xml:"title"`
				Updated string `xml:"updated"`
			} `xml:"entry"`
		}
		if err := xml.Unmarshal([]byte(body), &feed); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if path.Base(name) != "feed.xml" {
			continue
		}
		last := "9"
		for _, e := range feed.Entries {
			if e.ID == "" || e.Title == "" || e.Updated > last {
				t.Errorf("%s: entry %+v", name, e)
			}
			if _, err := time.Parse(time.RFC3339, e.Updated); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			last = e.Updated
		}
		if feed.XMLName.Space != "http://www.w3.org/2005/Atom" || feed.ID == "" || feed.Title == "" || feed.Updated == "" || feed.Author == "" {
			t.Errorf("%s: something is missing: %+v", name, feed)
		}
	}
}

// faultsOf builds and returns the messages of the faults.
func faultsOf(t *testing.T, content fs.FS) []string {
	t.Helper()
	public := filepath.Join(t.TempDir(), "public")
	_, err := Build(context.Background(), testOptions(t, content, public))
	faults, ok := err.(guide.Faults)
	if err != nil && !ok {
		t.Fatalf("the error is %T: %v", err, err)
	}
	if _, err := os.Stat(public); ok && err == nil {
		t.Error("something was published")
	}
	return messages(faults)
}

func messages(faults guide.Faults) []string {
	var list []string
	for _, f := range faults {
		list = append(list, fmt.Sprint(f))
	}
	return list
}

var sharedTheme = sync.OnceValues(func() (*theme.Theme, error) { return theme.New(theme.Options{}) })

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}
