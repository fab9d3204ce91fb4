package check

import (
	"strings"

	"shebao/generator/guide"
	"shebao/generator/markdown"
)

// checkHeadings holds that headings make an outline, and that each has an id
// that does not change with its words or its language: search hits, links and
// the language switch rely on it.
func checkHeadings(g *guide.Guide, headings []markdown.Heading, add adder) {
	level := 1 // the page's title
	for _, h := range headings {
		line := g.BodyLine + h.Line - 1
		switch {
		case h.Level > level+1 && level == 1:
			add("heading-level", line, 1, "the first heading is of level %d: begin it with ##", h.Level)
		case h.Level > level+1:
			add("heading-level", line, 1, "a heading of level %d follows one of level %d: begin it with %s", h.Level, level, strings.Repeat("#", level+1))
		}
		if h.Level > 1 {
			level = h.Level
		}
		if !h.Written && h.Text != "" {
			add("heading-id", line, 1, "write an id behind %q, the same in every language, such as {#by-phone}", h.Text)
		}
	}
}
