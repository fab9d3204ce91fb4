package check

import (
	"fmt"
	"slices"
	"testing"

	"shebao/generator"
	"shebao/generator/guide"
	"shebao/generator/markdown"
)

// TestWhatLeadsNowhereIsFoundInThePagesAsPublished gives pages as they would be
// published, in which the site itself leads astray: navigation, stubs of old addresses,
// pictures, steps.
func TestWhatLeadsNowhereIsFoundInThePagesAsPublished(t *testing.T) {
	g := &guide.Guide{File: "en/guides/a.md", BodyLine: 4}
	links := []markdown.Link{{URL: "/en/guides/b/#gone", Line: 3, Column: 7}}
	pages := []*generator.Proof{
		{File: "en/guides/a/index.html", Guide: g, Text: markdown.Rendered{Links: links}, HTML: []byte(
			`<a href="/en/">home</a> <a href="/en/nav/">nav</a> <a href="#here">x</a> <h2 id="here">x</h2> <a href="#not">x</a>
			<a href="/en/guides/b/#gone">b</a> <a href="/en/guides/b/?q=1#there">b</a> <img src="/en/none.png"> <img src="/en/map.png">
			<form action="/en/search/"></form> <a href="https://example.org/x">o</a> <a href="tel:12333">t</a> <a href="mailto:a@b.c">m</a>
			<a href="/api/openapi.json">api</a> <a href="/en/api/">about it</a> <link href="data:image/svg+xml,x" rel="icon"> <a href="?q=2">again</a>
			<a href="/zh/%E6%8C%82%E5%A4%B1/#%E7%94%B5%E8%AF%9D">挂失</a><script>var x = '<a href="/no/">'</script><!-- <a href="/no/"> -->`)},
		{File: "en/guides/b/index.html", HTML: []byte(`<h2 id="there">x</h2><a href="/en/nav/">nav</a>`), Guide: &guide.Guide{File: "en/guides/b.md"}},
		{File: "old/index.html", HTML: []byte(`<meta http-equiv="refresh" content="0; url=/en/guides/moved/"><a href="/en/guides/b/">b</a>`)},
		{File: "en/journeys/lost/index.html", HTML: []byte(`<a href="/en/guides/b/#gone">b</a><h2 id="step-1">x</h2><a href="#step-1">x</a>
			<a href="#step-1-not">x</a><a href="#step-7">x</a>`)},
		{File: "zh/挂失/index.html", HTML: []byte(`<h2 id="电话">x</h2>`)},
	}
	files := map[string]bool{"en/map.png": true, "en/index.html": true, "en/search/index.html": true}
	b := newBuilt()
	for _, p := range pages {
		files[p.File] = true
		b.add(p)
	}
	var got []string
	b.report(files, func(rule, file string, line, column int, message string) {
		got = append(got, fmt.Sprintf("%s:%d:%d %s: %s", file, line, column, rule, message))
	})
	slices.Sort(got)
	want := []string{
		":0:0 dead-anchor: /en/journeys/lost/: there is no place #step-7 on /en/journeys/lost/",
		":0:0 dead-link: /old/: the page leads to /en/guides/moved/, which is not on the site",
		"en/guides/a.md:0:0 dead-anchor: there is no place #not on /en/guides/a/",
		"en/guides/a.md:0:0 dead-image: the page shows /en/none.png, which is not on the site",
		"en/guides/a.md:0:0 dead-link: the page leads to /en/nav/, which is not on the site",
		"en/guides/a.md:6:7 dead-anchor: there is no place #gone on /en/guides/b/",
		"en/guides/b.md:0:0 dead-link: the page leads to /en/nav/, which is not on the site",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}
