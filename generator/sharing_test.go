package generator

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"

	"shebao/generator/publish/publishtest"
)

// head is what the head of a page says to machines, by name or property.
type head struct {
	title string
	meta  map[string]string
	links map[string][]string // addresses by rel
	data  []string            // JSON-LD
}

func headOf(t *testing.T, page string) head {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	h := head{meta: map[string]string{}, links: map[string][]string{}}
	for n := range doc.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		attribute := map[string]string{}
		for _, a := range n.Attr {
			attribute[a.Key] = a.Val
		}
		switch n.Data {
		case "title":
			if n.Namespace == "" && n.FirstChild != nil {
				h.title = n.FirstChild.Data
			}
		case "meta":
			h.meta[attribute["name"]+attribute["property"]] = attribute["content"]
		case "link":
			h.links[attribute["rel"]] = append(h.links[attribute["rel"]], attribute["href"])
		case "script":
			if attribute["type"] == "application/ld+json" {
				h.data = append(h.data, n.FirstChild.Data)
			}
		}
	}
	return h
}

// TestEveryPageCanBeShared looks at the pages of this repository's content as
// networks, search engines and programs do.
func TestEveryPageCanBeShared(t *testing.T) {
	o := testOptions(t, os.DirFS(filepath.Join("..", "content")), filepath.Join(t.TempDir(), "public"))
	o.BaseURL = base
	o.Poster = func() (Poster, error) { return &sketch{revision: "one"}, nil }
	if _, err := Build(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	files := publishtest.Tree(t, o.Public)
	titles := map[string]string{}
	for name, page := range files {
		if !strings.HasSuffix(name, ".html") || strings.HasSuffix(name, "404.html") || strings.Contains(page, `http-equiv="refresh"`) {
			continue
		}
		h := headOf(t, page)
		address := base + "/" + strings.TrimSuffix(name, "index.html")
		if h.meta["robots"] != "noindex" && name != "index.html" {
			if other, twice := titles[h.title]; twice {
				t.Errorf("%s and %s have one title: %s", name, other, h.title)
			}
			titles[h.title] = name
			if got := h.links["canonical"]; !slices.Equal(got, []string{address}) {
				t.Errorf("%s: canonical %q", name, got)
			}
		}
		for _, key := range []string{"description", "og:title", "og:description", "og:type", "og:site_name", "og:locale", "twitter:card", "og:image:alt"} {
			if h.meta[key] == "" {
				t.Errorf("%s has no %s", name, key)
			}
		}
		if n := utf8.RuneCountInString(h.meta["description"]); n > 320 {
			t.Errorf("%s: the description has %d characters", name, n)
		}
		if h.meta["og:url"] != address {
			t.Errorf("%s: og:url %s", name, h.meta["og:url"])
		}
		if picture, ok := strings.CutPrefix(h.meta["og:image"], base+"/"); !ok || files[picture] == "" {
			t.Errorf("%s: og:image %s is not there", name, h.meta["og:image"])
		}
		for _, text := range h.data {
			checkData(t, name, text)
		}
		if isGuide := files[strings.TrimSuffix(name, ".html")+".md"] != ""; isGuide && len(h.data) != 1 {
			t.Errorf("%s has %d pieces of data", name, len(h.data))
		}
	}
	if len(titles) < 40 {
		t.Errorf("only %d pages were looked at", len(titles))
	}
}

// required are the properties that search engines ask of each type
// (https://developers.google.com/search/docs/appearance/structured-data), and
// the form of their values.
var required = map[string]map[string]func(any) bool{
	"Article": {
		"headline": short, "author": isObject, "publisher": isObject, "url": isAddress, "mainEntityOfPage": isAddress,
		"image": isAddress, "inLanguage": isText, "description": isText, "isPartOf": isObject,
	},
	"WebSite":        {"name": isText, "url": isAddress, "inLanguage": isText},
	"CollectionPage": {"name": isText, "url": isAddress, "inLanguage": isText, "isPartOf": isObject},
	"BreadcrumbList": {"itemListElement": inOrder},
	"Organization":   {"name": isText},
	"CreativeWork":   {"name": isText},
	"SearchAction":   {"target": isObject, "query-input": isText},
	"EntryPoint":     {"urlTemplate": isAddress},
	"ListItem":       {"name": isText, "item": isAddress},
}

// forms are those of properties that may be left out.
var forms = map[string]func(any) bool{"dateModified": isDay, "@id": isAddress, "url": isAddress}

func isText(v any) bool   { s, ok := v.(string); return ok && strings.TrimSpace(s) != "" }
func short(v any) bool    { return isText(v) && utf8.RuneCountInString(v.(string)) <= 110 }
func isObject(v any) bool { _, ok := v.(map[string]any); return ok }
func isDay(v any) bool    { _, err := time.Parse(time.DateOnly, fmt.Sprint(v)); return err == nil }

func isAddress(v any) bool {
	u, err := url.Parse(fmt.Sprint(v))
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != ""
}

func inOrder(v any) bool {
	items, ok := v.([]any)
	for i, item := range items {
		if o, is := item.(map[string]any); !is || o["position"] != float64(i+1) {
			return false
		}
	}
	return ok && len(items) > 1
}

// checkData checks JSON-LD: each thing has a type that is known, with what the
// type needs, and what is only referred to is there.
func checkData(t *testing.T, name, text string) {
	t.Helper()
	var whole map[string]any
	if err := json.Unmarshal([]byte(text), &whole); err != nil || whole["@context"] != "https://schema.org" {
		t.Errorf("%s: %v: %s", name, err, text)
		return
	}
	ids, references := map[any]bool{}, map[any]bool{}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			kind, typed := v["@type"].(string)
			switch properties, known := required[kind]; {
			case typed && !known:
				t.Errorf("%s: the type %s is not known", name, kind)
			case typed:
				ids[v["@id"]] = true
				for property, good := range properties {
					if !good(v[property]) {
						t.Errorf("%s: %s.%s is %v", name, kind, property, v[property])
					}
				}
			case v["@id"] != nil:
				references[v["@id"]] = true
			}
			for property, value := range v {
				if good := forms[property]; good != nil && !good(value) {
					t.Errorf("%s: %s.%s is %v", name, kind, property, value)
				}
				walk(value)
			}
		}
	}
	walk(whole["@graph"])
	for id := range references {
		if !ids[id] {
			t.Errorf("%s: %v is referred to and not there", name, id)
		}
	}
}
