package main

import (
	"path/filepath"
	"testing"

	"shebao/generator/theme/sample/browser"
)

// TestGuidesAreReadAloudAsWrittenAndNoLineBeginsWithAComma looks at the guides
// themselves, whose titles and names are longer than any sample's.
func TestGuidesAreReadAloudAsWrittenAndNoLineBeginsWithAComma(t *testing.T) {
	if testing.Short() {
		t.Skip("the same has been looked at without the race detector")
	}
	dir := t.TempDir()
	r := newReplica(t, nil, "--demo", "--public", filepath.Join(dir, "public"), "--data", filepath.Join(dir, "data"))
	p := browser.OpenAt(t, browser.Start(t), r.url(""), 320, 800)
	pages := append(everyGuide(t, p), "/zh/", "/zh/guides/", "/zh/articles/", "/zh/glossary/", "/zh/journeys/lost-card/", "/zh/search/?q=丢了", "/en/", "/en/glossary/", "/en/search/?q=lost")
	for _, text := range []string{"normal", "large"} {
		p.Script(`localStorage.setItem("text", "` + text + `")`)
		for _, page := range pages {
			p.Go(page)
			p.WantLines(page + ", text " + text)
			if text == "normal" {
				p.WantNames(page)
			}
			p.Want(`document.documentElement.scrollWidth`, 320.0)
		}
	}
}
