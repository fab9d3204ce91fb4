package generator

import (
	"context"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"shebao/generator/corpustest"
	"shebao/generator/publish/publishtest"
)

// TestTheSameContentGivesTheSameBytes holds that the same input gives the same bytes,
// wherever and with however many workers it is built.
func TestTheSameContentGivesTheSameBytes(t *testing.T) {
	content := corpustest.FS(20)
	var trees []map[string]string
	var results []Result
	for _, workers := range []int{1, 8, 3} {
		o := testOptions(t, content, filepath.Join(t.TempDir(), "a", "public"))
		o.Workers = workers
		if workers == 3 {
			o.Index = func(context.Context, string, Catalogue) error { return nil }
		}
		r, err := Build(context.Background(), o)
		if err != nil {
			t.Fatal(err)
		}
		r.Took, r.Stages = 0, nil
		results = append(results, r)
		trees = append(trees, publishtest.Tree(t, o.Public))
	}
	for i := range trees {
		equal(t, "files", trees[i], trees[0])
		equal(t, "result", results[i], results[0])
	}
	if r := results[0]; r.Files != len(trees[0]) || len(r.Build) != 16 {
		t.Errorf("result %+v for %d files", r, len(trees[0]))
	}
}

func TestBuildNamesItsBytes(t *testing.T) {
	name := func(content fs.FS) string {
		r, err := Build(context.Background(), testOptions(t, content, filepath.Join(t.TempDir(), "public")))
		if err != nil {
			t.Fatal(err)
		}
		return r.Build
	}
	first := name(smallSite())
	for what, files := range map[string]map[string]string{
		"the text of a guide": {"en/about.md": "---\ntitle: About\n---\n\nWho ran it.\n"},
		"a picture":           {"zh/guides/map.png": png + "!"},
		"what only the index holds": {
			"zh/guides/report.md": strings.Replace(string(smallSite()["zh/guides/report.md"].Data), "卡丢了怎么办", "卡不见了", 1),
		},
	} {
		if name(edited(smallSite(), files)) == first {
			t.Errorf("%s is not in the name of the build", what)
		}
	}
}
