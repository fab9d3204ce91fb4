package generator

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"shebao/generator/theme"
)

func TestWhatCanBeKeptIsListed(t *testing.T) {
	site := edited(smallSite(), map[string]string{"zh/guides/map.png": png})
	files := buildSite(t, site)
	equal(t, "the list in Chinese", files["zh/offline.json"], `{"guides":[["/zh/about/","关于",[]],`+
		`["/zh/articles/age/","年龄",[]],["/zh/guides/report/","挂失",["卡丢了怎么办"]],["/zh/guides/reissue/","补卡",[]]],`+
		`"also":["/zh/","/zh/articles/","/zh/guides/","/zh/journeys/lost/","/zh/guides/map.png"]}`)
	var en struct{ Also []string }
	if err := json.Unmarshal([]byte(files["en/offline.json"]), &en); err != nil {
		t.Fatal(err)
	}
	if text := strings.Join(en.Also, " "); !strings.Contains(text, "/en/articles/age/") || !strings.Contains(text, "/zh/guides/map.png") {
		t.Errorf("a page that stands in for another, or its picture, is missing: %s", text)
	}
	for _, list := range []string{"zh/offline.json", "en/offline.json"} {
		var all struct {
			Guides [][]any
			Also   []string
		}
		if err := json.Unmarshal([]byte(files[list]), &all); err != nil {
			t.Fatal(err)
		}
		paths := all.Also
		for _, g := range all.Guides {
			paths = append(paths, g[0].(string))
		}
		for _, path := range paths {
			name := strings.TrimPrefix(path, "/")
			if strings.HasSuffix(name, "/") {
				name += "index.html"
			}
			if files[name] == "" {
				t.Errorf("%s names %s, which is not there", list, path)
			}
		}
	}
}

func TestAVeryLargeSiteIsNotKeptWhole(t *testing.T) {
	content := contentFS(map[string]string{"site.yaml": "title: Card\nlanguages: [en]\nbase_url: https://example.org\n"})
	for i := range maxOffline + 1 {
		content[fmt.Sprintf("en/guides/g%d.md", i)] = file0("---\ntitle: One\n---\nText.\n")
	}
	files := buildSite(t, content)
	equal(t, "the list", files["en/offline.json"], `{"guides":[],"also":[]}`)
	if page := files["en/offline/index.html"]; !strings.Contains(page, `aria-labelledby="part-keep" hidden`) {
		t.Error("the page offers to keep more than a device should")
	}
}

// workerConfig is what a service worker knows of its site.
func workerConfig(t *testing.T, files map[string]string) theme.WorkerConfig {
	t.Helper()
	first, _, _ := strings.Cut(files[theme.WorkerFile], "\n")
	text, ok := strings.CutPrefix(strings.TrimSuffix(first, ";"), "self.shebao=")
	var c theme.WorkerConfig
	if err := json.Unmarshal([]byte(text), &c); !ok || err != nil {
		t.Fatalf("the worker begins with %q: %v", first, err)
	}
	return c
}

func TestTheWorkerChangesWithTheSite(t *testing.T) {
	files := buildSite(t, smallSite())
	c := workerConfig(t, files)
	for _, asset := range c.Assets {
		if files[strings.TrimPrefix(asset, "/")] == "" {
			t.Errorf("%s is not there", asset)
		}
	}
	equal(t, "lists", c.Lists, map[string]theme.WorkerList{"zh": {Path: "/zh/offline.json", Small: true}, "en": {Path: "/en/offline.json", Small: true}})
	if again := buildSite(t, smallSite()); again[theme.WorkerFile] != files[theme.WorkerFile] {
		t.Error("the same site has another worker")
	}
	other := buildSite(t, edited(smallSite(), map[string]string{"zh/about.md": "---\ntitle: 关于\n---\n\n换了人。\n"}))
	if workerConfig(t, other).Build == c.Build {
		t.Error("another site has the same worker")
	}
}
