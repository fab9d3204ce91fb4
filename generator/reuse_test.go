package generator

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"shebao/generator/publish/publishtest"
)

// TestCacheGivesTheSameSite edits a content folder at random and builds it with
// a cache after each edit: the published site, its build's name, its warnings
// and what the index gets are those of a build without a cache.
//
//	go test ./generator -run Cache -rapid.checks=1000
func TestCacheGivesTheSameSite(t *testing.T) {
	if f := flag.Lookup("rapid.checks"); f.Value.String() == f.DefValue {
		f.Value.Set("15") // each is up to twelve builds
	}
	rapid.Check(t, func(r *rapid.T) {
		dir := t.TempDir()
		public, plain := filepath.Join(dir, "public"), filepath.Join(dir, "plain")
		cache, saved := new(Cache), filepath.Join(dir, "cache")
		files := maps.Clone(editable())
		precompress := rapid.IntRange(0, 3).Draw(r, "precompress") == 0
		again := rapid.Bool().Draw(r, "one process")
		told := again && rapid.Bool().Draw(r, "is told what has changed")
		var built fstest.MapFS // the content of the last build without an error
		for step := range rapid.IntRange(2, 6).Draw(r, "builds") {
			for range rapid.IntRange(0, 3).Draw(r, "edits") {
				edit(r, files)
			}
			now := time.Unix(1_800_000_000, 0).AddDate(0, 0, rapid.IntRange(0, 5).Draw(r, "day")/5)
			indexed := rapid.Bool().Draw(r, "indexed")
			room := rapid.SampledFrom([]int64{0, 1, 300}).Draw(r, "bytes of texts in memory")
			build := func(public string, cache *Cache) (Result, Catalogue, error) {
				var got Catalogue
				o := testOptions(t, files, public)
				o.Now, o.Cache, o.Related, o.Precompress, o.Again = now, cache, bySummary, precompress, again
				o.Unsynced = again
				if told && cache != nil && built != nil {
					o.Changed = changedFiles(built, files)
				}
				if cache != nil {
					o.textsInMemory = room
				}
				if indexed {
					o.Index = func(ctx context.Context, _ string, c Catalogue) (err error) {
						got = c
						if err := c.Fill(ctx, nil); err != nil {
							return err
						}
						for i := range c.Pages {
							p := &c.Pages[i]
							if p.Sections, err = c.Sections(p); err != nil {
								return err
							}
						}
						return nil
					}
				}
				result, err := Build(context.Background(), o)
				result.Took, result.Stages, result.Kept = 0, nil, 0
				return result, got, err
			}
			want, wantIndex, wantErr := build(plain, nil)
			got, gotIndex, gotErr := build(public, cache)
			at := fmt.Sprintf("build %d", step)
			if fmt.Sprint(gotErr) != fmt.Sprint(wantErr) {
				r.Fatalf("%s: error %v, want %v", at, gotErr, wantErr)
			}
			if wantErr != nil {
				continue
			}
			for what, diff := range map[string]string{
				"result": cmp.Diff(want, got),
				"index":  cmp.Diff(wantIndex.Pages, gotIndex.Pages) + cmp.Diff(wantIndex.Glossary, gotIndex.Glossary),
				"site":   cmp.Diff(publishtest.Tree(t, plain), publishtest.Tree(t, public)),
			} {
				if diff != "" {
					r.Fatalf("%s: %s (-want +got):\n%s", at, what, diff)
				}
			}
			built = maps.Clone(files)
			if !again && rapid.Bool().Draw(r, "a new process") {
				if err := cache.Save(saved); err != nil {
					r.Fatal(err)
				}
				cache = LoadCache(saved)
			}
		}
	})
}

// changedFiles are those that have come, gone or got other bytes.
func changedFiles(before, after fstest.MapFS) []string {
	changed := []string{}
	for name, f := range after {
		if was := before[name]; was == nil || !bytes.Equal(was.Data, f.Data) {
			changed = append(changed, name)
		}
	}
	for name := range before {
		if after[name] == nil {
			changed = append(changed, name)
		}
	}
	return changed
}

// inOneFile are names of guides whose records stand in one file, as do those of the
// guides that are added.
var inOneFile = []string{"dry", "who"}

// editable is a small site in which pages depend on each other in every way.
func editable() fstest.MapFS {
	files := fstest.MapFS{
		"site.yaml": file0("title: {zh: 卡, en: Card}\nlanguages: [zh, en]\nbase_url: https://example.org\nhotlines: [{fact: phone, name: Hotline}]\n" +
			"journeys: [{id: lost, title: Lost, steps: [{guide: guides/a, title: A}, {guide: guides/b, title: B}]}]\nstatuses: {active: {guide: guides/a}, lost: {guide: \"guides/b#how\"}}\n"),
		"facts.yaml": file0("sources: {S1: Office}\nphone: {kind: phone, value: \"12333\", source: S1, checked: 2026-01-02}\nfee: {kind: fee, value: {zh: 十元, en: ten}}\n"),
		"zh/map.png": {Data: []byte("\x89PNG\r\n\x1a\nxx")},
	}
	for _, lang := range []string{"zh", "en"} {
		for i, name := range []string{"a", "b", "c"} {
			next := []string{"b", "c", "a"}[i]
			files[lang+"/guides/"+name+".md"] = file0(fmt.Sprintf("---\ntitle: Title %s\nsummary: It costs [10](fact:fee).\nrelated: [%s, how much]\nreviewed: 2026-11-0%d\nreview_by: 2027-01-15\norder: %d\n---\nSee [next](%s.md#how).\n\n## How {#how}\n\nCall [1](fact:phone).\n", name, next, i+1, i, next))
		}
	}
	for _, name := range inOneFile {
		files["zh/guides/"+name+".md"] = file0("---\ntitle: 同 " + name + "\nreviewed: 2026-11-02\n---\nSee [a](a.md).\n")
		files["en/guides/"+name+".md"] = file0("---\ntitle: Together " + name + "\nreviewed: 2026-11-02\n---\nIt costs [10](fact:fee).\n")
	}
	files["zh/guides/c.md"] = file0("---\ntitle: C\naliases: [/old]\n---\n![map](../map.png)\n\n## How {#how}\n")
	return files
}

func file0(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

// edit changes one thing, whether or not the site is right afterwards.
func edit(r *rapid.T, files fstest.MapFS) {
	names := slices.Sorted(maps.Keys(files))
	guides := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return !strings.HasSuffix(name, ".md") })
	replace := func(name, old, new string) {
		if f := files[name]; f != nil {
			files[name] = file0(strings.Replace(string(f.Data), old, new, 1))
		}
	}
	pick := func() string { return rapid.SampledFrom(append(guides, "zh/none.md")).Draw(r, "guide") }
	word := rapid.SampledFrom([]string{"one", "two", "三"}).Draw(r, "word")
	switch what := rapid.SampledFrom([]string{"title", "text", "fee", "phone", "checked", "source", "remove", "move", "add", "site", "order", "draft", "picture", "journey", "glossary", "hotline", "untouched", "index", "heading", "related", "text", "text", "heading", "show", "hide"}).Draw(r, "edit"); what {
	case "title":
		replace(pick(), "title: ", "title: "+word+" ")
	case "text":
		name := pick()
		if f := files[name]; f != nil {
			files[name] = file0(string(f.Data) + "\nMore " + word + " `[x](fact:fee)`.\n")
		}
	case "show":
		name := pick()
		if f := files[name]; f != nil {
			files[name] = file0(string(f.Data) + "\n![map](../map.png)\n")
		}
	case "hide":
		replace(pick(), "![map](../map.png)\n", "")
	case "fee":
		replace("facts.yaml", "en: ", "en: "+word)
	case "phone":
		replace("facts.yaml", "12333", "12333"+rapid.StringMatching("[0-9]").Draw(r, "digit"))
	case "checked":
		replace("facts.yaml", "2026-01-02", "2026-01-03")
	case "source":
		replace("facts.yaml", "S1: ", "S1: "+word)
	case "remove":
		delete(files, pick())
	case "move":
		from := pick()
		if f := files[from]; f != nil {
			delete(files, from)
			files[strings.Replace(from, "guides/", "moved/", 1)] = f
		}
	case "add":
		files["en/guides/"+rapid.SampledFrom([]string{"put", "bit"}).Draw(r, "slug")+".md"] = file0("---\ntitle: New " + word + "\n---\nText.\n")
	case "site":
		replace("site.yaml", "en: ", "en: "+word)
	case "order":
		replace(pick(), "order: ", "order: 1")
	case "draft":
		replace(pick(), "---\n", "---\ndraft: true\n")
	case "picture":
		files["zh/map.png"] = &fstest.MapFile{Data: []byte("\x89PNG\r\n\x1a\n" + word)}
	case "journey":
		replace("site.yaml", "title: A", "title: "+word)
	case "glossary":
		files["glossary.yaml"] = file0("loss: {zh: [遗失, 丢失], en: [loss, loss of " + word + "], guide: guides/a}\n")
	case "hotline":
		replace("site.yaml", "name: Hotline", "name: Line "+word)
	case "index":
		files["en/guides/index.md"] = file0("---\ntitle: Section " + word + "\norder: 2\n---\nIntro.\n")
	case "heading":
		replace(pick(), "{#how}", "{#"+rapid.SampledFrom([]string{"how", "why"}).Draw(r, "id")+"}")
	case "related":
		replace(pick(), "related: ", "aliases: []\n#")
	case "untouched":
		name := pick()
		if f := files[name]; f != nil { // written again, with the time of its writing
			files[name] = &fstest.MapFile{Data: f.Data, ModTime: time.Now()}
		}
	}
}
