package sample_test

import (
	"testing"

	"shebao/generator/theme/sample/browser"
)

// TestReadAloudAsWrittenAndBrokenWhereOneMay looks at every kind of page on the
// narrowest telephone with large text, where lines are shortest, and on others.
func TestReadAloudAsWrittenAndBrokenWhereOneMay(t *testing.T) {
	if testing.Short() {
		t.Skip("the same pages have been looked at without the race detector")
	}
	s := newSite(t)
	p := browser.Open(t, browser.Start(t), s, 320, 800)
	for _, lang := range []string{"zh", "en"} {
		for _, kind := range kinds {
			path := "/" + lang + "/" + kind
			p.Go(path)
			p.WantNames(path)
		}
	}
	for _, view := range []struct {
		width int64
		text  string
	}{{320, "large"}, {320, "normal"}, {360, "large"}, {390, "normal"}, {768, "normal"}} {
		p.Resize(view.width, 800)
		p.Script(`localStorage.setItem("text", "` + view.text + `")`)
		for _, kind := range kinds {
			p.Go("/zh/" + kind)
			p.WantLines("/zh/" + kind + ", text " + view.text)
		}
	}
}
