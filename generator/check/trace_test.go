package check

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"shebao/content"
	"shebao/generator"
)

// TestFactsAreTraced holds every telephone number, percentage, amount, date,
// year and span of time in the built pages against the fact sheet, the document
// that the guides were written from: what is not there is not stated.
func TestFactsAreTraced(t *testing.T) {
	sheet := map[figure]bool{}
	for _, file := range []string{"testdata/facts.md", "testdata/sources.md"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range figures(string(text)) {
			sheet[f] = true
			sheet[figure{"", f.value}] = true
		}
	}
	traced := 0
	for _, p := range builtPages(t) {
		for _, f := range figures(p.text) {
			// The sheet leaves the unit out in its tables and in "60/55/50".
			bare := (f.kind == "amount" || f.kind == "years of age") && sheet[figure{"", f.value}]
			if f.kind != "" && !sheet[f] && !bare {
				t.Errorf("%s: %s %s is not in the fact sheet", p.file, f.kind, f.value)
			}
			traced++
		}
	}
	if traced < 1000 {
		t.Errorf("only %d figures were found: are they still read?", traced)
	}
}

// builtPage is a page of our content as readers see it.
type builtPage struct{ file, text string }

// builtPages are those made of guides, without the frame around their text.
func builtPages(t *testing.T) []builtPage {
	t.Helper()
	var mu sync.Mutex
	var pages []builtPage
	_, err := generator.Inspect(context.Background(), generator.Options{Content: content.FS, Theme: sharedTheme(t), Now: today}, func(p *generator.Proof) error {
		if p.Guide == nil {
			return nil
		}
		root, err := html.Parse(bytes.NewReader(p.HTML))
		if err != nil {
			return fmt.Errorf("%s: %w", p.File, err)
		}
		var b strings.Builder
		if main := find(root, "main"); main != nil {
			readable(&b, main)
		}
		mu.Lock()
		defer mu.Unlock()
		pages = append(pages, builtPage{p.File, b.String()})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(pages, func(a, b builtPage) int { return cmp.Compare(a.file, b.file) })
	if len(pages) < 40 {
		t.Fatalf("%d pages", len(pages))
	}
	return pages
}

func find(n *html.Node, tag string) *html.Node {
	if n.Type == html.ElementNode && n.Data == tag {
		return n
	}
	for c := range n.ChildNodes() {
		if found := find(c, tag); found != nil {
			return found
		}
	}
	return nil
}

// readable writes down what is to be read below a node, blocks apart.
func readable(b *strings.Builder, n *html.Node) {
	switch {
	case n.Type == html.TextNode:
		b.WriteString(n.Data)
	case n.Data == "time": // when a page was checked and a source read: the guide's own dates
	case n.Data == "script" || n.Data == "style" || n.Data == "svg":
	default:
		for c := range n.ChildNodes() {
			readable(b, c)
		}
		switch n.Data {
		case "a", "span", "strong", "em", "code", "sup":
		default:
			b.WriteString("\n")
		}
	}
}

// TestWhatTheFactSheetForbidsIsNeverPrinted holds what the fact sheet forbids, under
// "Before writing": numbers that nobody could verify, a fee that is disputed, articles
// that were not seen, and old rules as if they held.
func TestWhatTheFactSheetForbidsIsNeverPrinted(t *testing.T) {
	allowed := strings.Fields("12333 12345 962319 12393 95588 95533 95599 95566 95559 95555 95594 95580 021-962999 4006962999")
	callable := regexp.MustCompile(`((?:0\d{2,3}-)?\d{5,})( ?(?:元|yuan|万))?`)
	fee := regexp.MustCompile(`(补卡|补领|补办|换卡|挂失|工本费|lost card|new card|replace|reissu)[^。.]*?\d+ ?(元|yuan)`)
	measures := regexp.MustCompile(`(?:社会保障卡管理办法》?|measures for the administration of shanghai social security cards,?|the measures,?) ?(?:第([一二三四五六七八九十]+)条|art(?:icle|\.)s? (\d+))`)
	conditions := []struct{ text, says, needs string }{
		{"962222", "is the older number", `旧|old`},
		{"123456", "is an initial password of an old guide", `2020`},
		{"24 hours", "is a rule of the old card", `old|2019|out of date|before`},
		{"24 小时", "是旧卡的规定", `旧|2019|过时|以前`},
	}
	var b strings.Builder
	for _, p := range builtPages(t) {
		b.WriteString(p.text)
		for line := range strings.Lines(strings.ToLower(p.text)) {
			for _, m := range callable.FindAllStringSubmatch(line, -1) {
				if m[2] == "" && m[1] != "962222" && m[1] != "123456" && !slices.Contains(allowed, m[1]) {
					t.Errorf("%s: %s may not be printed: %s", p.file, m[1], line)
				}
			}
			if m := fee.FindString(line); m != "" {
				t.Errorf("%s: no fee for a new card is known: %s", p.file, m)
			}
			for _, m := range measures.FindAllStringSubmatch(line, -1) {
				if n := cmp.Or(m[2], chineseNumber(m[1])); !slices.Contains(strings.Fields("1 2 3 4 5 8 9"), n) {
					t.Errorf("%s: nobody has seen this article of the Measures: %s", p.file, m[0])
				}
			}
			for _, c := range conditions {
				if strings.Contains(line, c.text) && !regexp.MustCompile(c.needs).MatchString(line) {
					t.Errorf("%s: %s %s: %s", p.file, c.text, c.says, line)
				}
			}
		}
	}
	all := b.String()
	for _, never := range []string{"12343", "021-12343", "96102", "95528", "95595", "962218"} {
		if strings.Contains(all, never) {
			t.Errorf("%s is printed", never)
		}
	}
	for _, there := range []string{"12333", "962222", "95588"} {
		if !strings.Contains(all, there) {
			t.Errorf("%s is not even read", there)
		}
	}
}
