package check

import (
	"slices"
	"strings"

	"shebao/generator"
	"shebao/generator/guide"
	"shebao/generator/markdown"
)

// page is what is kept of a guide to compare it with other guides. Its text is
// let go.
type page struct {
	*guide.Guide
	url      string
	headings []markdown.Heading
	facts    []string // names, sorted, each once
	links    []string // addresses without language, sorted, each once
	outside  int      // links to other sites
	steps    []markdown.Steps
	parts    []part // for pair-changed
	copies   []factCopy
	lines    map[string]int
}

// key names the pair that the page belongs to: its file without language and
// ending, "guides/reissue" or "guides/index".
func (p *page) key() string { return pairKey(p.File) }

func pairKey(file string) string {
	_, rest, _ := strings.Cut(file, "/")
	return strings.TrimSuffix(rest, ".md")
}

// newPage takes down what a guide says, as long as its text is there.
func newPage(p *generator.Proof, languages []string) *page {
	g := p.Guide
	n := &page{Guide: g, url: g.URL(), headings: p.Text.Headings, parts: parts(g, p.Text.Headings), lines: map[string]int{}}
	for _, key := range []string{"title", "questions", "sources"} {
		n.lines[key] = keyLine(g, key)
	}
	n.facts = slices.Clone(p.Text.Facts)
	for _, m := range factNotation.FindAllSubmatch(g.Front, -1) {
		if len(m[2]) > 0 {
			n.facts = append(n.facts, string(m[2]))
		}
	}
	slices.Sort(n.facts)
	n.facts = slices.Compact(n.facts)
	for _, l := range p.Text.Links {
		switch address := l.URL; {
		case strings.HasPrefix(address, "http:") || strings.HasPrefix(address, "https:"):
			n.outside++
		case address == "#": // a dead link, which is told
		default:
			n.links = append(n.links, withoutLanguage(address, languages))
		}
	}
	slices.Sort(n.links)
	n.links = slices.Compact(n.links)
	if p.Text.Prose != nil {
		n.steps = p.Text.Prose.Steps
	}
	return n
}

// withoutLanguage makes addresses of two languages comparable.
func withoutLanguage(address string, languages []string) string {
	for _, lang := range languages {
		if rest, ok := strings.CutPrefix(address, "/"+lang+"/"); ok {
			address = "/" + rest
			break
		}
	}
	address, _, _ = strings.Cut(address, "?") // what is searched for is words
	return address
}
