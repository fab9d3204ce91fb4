package sample_test

import (
	"fmt"
	"sync"
	"testing"

	"shebao/generator/theme/sample/browser"
)

// kinds are one page of each kind that the theme draws, and of the states in
// which it has something to say.
var kinds = []string{
	"home", "section", "guide", "journey", "glossary", "search-found", "search-nothing", "search-number",
	"status-form", "status-form-errors", "status-form-not-found", "status-answer-loss_reported_temporarily",
	"not-found", "error-unavailable", "offline", "choose",
}

// TestAccessible looks at every kind of page in every language, on a telephone
// and on a wide screen, light, dark and with large text.
func TestAccessible(t *testing.T) {
	if testing.Short() {
		t.Skip("the same pages have been looked at without the race detector")
	}
	axe := browser.Axe(t)
	s := newSite(t)
	ctx := browser.Start(t)
	type view struct {
		width int64
		mode  string
	}
	views := make(chan view)
	var group sync.WaitGroup
	for range 2 { // tabs
		group.Go(func() {
			for v := range views {
				t.Run(fmt.Sprint(v.width, " ", v.mode), func(t *testing.T) {
					p := browser.Open(t, ctx, s, v.width, 800)
					p.Go("/en/error-internal")
					switch v.mode {
					case "dark":
						p.Script(`localStorage.setItem("theme", "dark")`)
					case "large":
						p.Script(`localStorage.setItem("text", "large")`)
					}
					for _, lang := range []string{"en", "zh"} {
						for _, kind := range kinds {
							p.Go("/" + lang + "/" + kind)
							p.WantAccessible(axe, lang+"/"+kind)
							p.Shot(fmt.Sprintf("%s-%s-%d-%s", kind, lang, v.width, v.mode))
						}
					}
				})
			}
		})
	}
	for _, width := range []int64{360, 1280} {
		for _, mode := range []string{"light", "dark", "large"} {
			views <- view{width, mode}
		}
	}
	close(views)
	group.Wait()
}
