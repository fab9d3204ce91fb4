package generator

import (
	"encoding/xml"
	"maps"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"shebao/generator/discovery/atomtest"
)

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
		if err := xml.Unmarshal([]byte(body), new(struct{})); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if path.Base(name) == "feed.xml" {
			atomtest.Check(t, name, []byte(body))
		}
	}
}
