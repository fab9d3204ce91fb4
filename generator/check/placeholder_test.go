package check

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shebao/generator/scaffold"
)

// TestEveryPlaceholderOfANewGuideIsFound begins a guide, takes away that it is a draft and
// nothing else, and has each of the sentences to be replaced found, once.
func TestEveryPlaceholderOfANewGuideIsFound(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "site.yaml"), []byte("title: Town cards\nlanguages: [en, zh]\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	files, err := scaffold.Write(dir, scaffold.Page{Path: "guides/lost", Titles: map[string]string{"": "丢了 Lost"}, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	found := func() map[string]int {
		n := map[string]int{}
		report, err := Run(t.Context(), Options{Content: os.DirFS(dir), Now: today, Drafts: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range report.Findings {
			if f.Rule == "placeholder" {
				n[f.File]++
			}
		}
		return n
	}
	if n := found(); len(n) > 0 {
		t.Errorf("drafts are to have them, and %v are told", n)
	}
	for _, name := range files {
		file := filepath.Join(dir, name)
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		before, after, ok := strings.Cut(string(text), "draft: true")
		_, after, _ = strings.Cut(after, "\n")
		if !ok {
			t.Fatal("a new guide is no draft")
		}
		if err := os.WriteFile(file, []byte(before+after), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	n := found()
	for _, name := range files {
		if n[name] != len(scaffold.Placeholders())/2 {
			t.Errorf("%s: %d are found of %d", name, n[name], len(scaffold.Placeholders())/2)
		}
	}
}
