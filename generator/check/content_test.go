package check

import (
	"bytes"
	"context"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"shebao/content"
	"shebao/generator"
)

// statuses are the codes of the card package, which this one does not import.
var statuses = []string{"active", "loss_reported_temporarily", "reported_lost", "reissuing", "dispatched", "awaiting_activation", "cancelled"}

// The guides of this repository are as check wants them.
func TestNothingIsFoundInTheGuidesOfThisRepository(t *testing.T) {
	report, err := Run(context.Background(), Options{Content: content.FS, Now: today, Theme: sharedTheme(t), CardStatuses: statuses})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range report.Findings {
		t.Error(f)
	}
	if report.Failed(true) || report.Pages < 40 {
		t.Errorf("%s", report.Summary())
	}
	if _, err := fs.Stat(content.FS, ConfirmedFile); err != nil {
		t.Errorf("the languages were never compared: %v", err)
	}
}

// TestEveryGuideIsTwoClicksAway follows the links of the home pages, and theirs.
func TestEveryGuideIsTwoClicksAway(t *testing.T) {
	links := map[string][]string{} // by address
	guides := map[string]bool{}
	var pages = make(chan *generator.Proof)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for p := range pages {
			root, err := html.Parse(bytes.NewReader(p.HTML))
			if err != nil {
				t.Error(err)
				continue
			}
			for n := range root.Descendants() {
				for _, a := range n.Attr {
					if n.Data == "a" && a.Key == "href" {
						to, _, _ := strings.Cut(a.Val, "#")
						links[siteURL(p.File)] = append(links[siteURL(p.File)], to)
					}
				}
			}
			if p.Guide != nil && p.Guide.Slug != "" {
				guides[p.Guide.URL()] = true
			}
		}
	}()
	_, err := generator.Inspect(context.Background(), generator.Options{Content: content.FS, Theme: sharedTheme(t), Now: today}, func(p *generator.Proof) error {
		kept := *p
		kept.HTML = slices.Clone(p.HTML)
		pages <- &kept
		return nil
	})
	close(pages)
	<-done
	if err != nil {
		t.Fatal(err)
	}
	if len(guides) < 32 {
		t.Errorf("%d guides", len(guides))
	}
	for _, lang := range []string{"zh", "en"} {
		near := map[string]bool{}
		for _, first := range links["/"+lang+"/"] {
			near[first] = true
			for _, second := range links[first] {
				near[second] = true
			}
		}
		for _, url := range slices.Sorted(maps.Keys(guides)) {
			if strings.HasPrefix(url, "/"+lang+"/") && !near[url] {
				t.Errorf("%s is not within two clicks from /%s/", url, lang)
			}
		}
	}
}
