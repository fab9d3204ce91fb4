package generator

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

// inspect gathers what Inspect tells and shows of a content folder.
func inspect(t *testing.T, content fstest.MapFS) (*Inspection, map[string]*Proof) {
	t.Helper()
	var mu sync.Mutex
	proofs := map[string]*Proof{}
	in, err := Inspect(context.Background(), testOptions(t, content, ""), func(p *Proof) error {
		kept := *p
		kept.HTML = slices.Clone(p.HTML)
		mu.Lock()
		defer mu.Unlock()
		proofs[p.File] = &kept
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return in, proofs
}

func TestInspectingShowsWhatABuildWouldWrite(t *testing.T) {
	t.Run("it shows the pages that Build writes, byte by byte, and names every file", func(t *testing.T) {
		files := buildSite(t, smallSite())
		in, proofs := inspect(t, smallSite())
		equal(t, "faults", messages(in.Faults), []string(nil))
		equal(t, "files", slices.Sorted(maps.Keys(in.Files)), slices.Sorted(maps.Keys(files)))
		for name, body := range files {
			if !strings.HasSuffix(name, ".html") {
				continue
			}
			if p := proofs[name]; p == nil || string(p.HTML) != body {
				t.Errorf("%s is not shown as it is built", name)
			}
		}
		report := proofs["zh/guides/report/index.html"]
		if report.Guide.File != "zh/guides/report.md" || len(report.Text.Prose.Blocks) == 0 || report.StandsIn {
			t.Errorf("the proof of a guide is %+v", report)
		}
		if p := proofs["en/articles/age/index.html"]; !p.StandsIn || p.Guide.Lang != "zh" {
			t.Errorf("the proof of a page that stands in is %+v", p)
		}
		if p := proofs["404.html"]; p.Guide != nil {
			t.Errorf("the proof of a page without content is %+v", p)
		}
	})
	t.Run("every fault is told, and the other pages are shown all the same", func(t *testing.T) {
		in, proofs := inspect(t, edited(smallSite(), map[string]string{
			"en/guides/reissue.md": "no front matter",
			"en/guides/new.md":     "---\ntitle: New\nrelated: [reissue]\n---\n[a](none-at-all) [b](report.md#none) [c](reissue.md#bring)\n",
		}))
		equal(t, "faults", messages(in.Faults), []string{
			"en/guides/new.md:5:1: none-at-all: there is no such page",
			"en/guides/new.md:5:18: there is no place #none on /en/guides/report/",
			"en/guides/reissue.md:1: the guide has no front matter: begin it with three lines, ---, title: …, ---",
		})
		equal(t, "warnings", messages(in.Warnings), []string(nil))
		if !in.Partial || proofs["en/guides/new/index.html"] == nil {
			t.Error("the page is not shown")
		}
		for _, f := range in.Faults {
			if f.Rule == "" {
				t.Errorf("%s has no rule", f)
			}
		}
	})
	t.Run("nothing is written", func(t *testing.T) {
		t.Chdir(t.TempDir())
		inspect(t, smallSite())
		if left, err := os.ReadDir("."); err != nil || len(left) > 0 {
			t.Errorf("there is %v (%v)", left, err)
		}
	})
	t.Run("a visitor's error ends it", func(t *testing.T) {
		stop := errors.New("stop")
		if _, err := Inspect(context.Background(), testOptions(t, smallSite(), filepath.Join(t.TempDir(), "x")), func(*Proof) error { return stop }); !errors.Is(err, stop) {
			t.Errorf("the error is %v", err)
		}
	})
	t.Run("a folder that is no content is a fault", func(t *testing.T) {
		in, proofs := inspect(t, fstest.MapFS{})
		equal(t, "faults", messages(in.Faults), []string{"site.yaml: is missing: create it with two lines, title: … and languages: [en, zh]"})
		if len(proofs) > 0 {
			t.Error("a page is shown")
		}
	})
}
