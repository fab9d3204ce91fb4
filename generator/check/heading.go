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

// checkSections holds that below each heading stands what it promises, and that
// no two of one level have the same words: in a list of headings, as contents,
// search and screen readers show them, one could not tell which is which.
func checkSections(g *guide.Guide, text *markdown.Rendered, add adder) {
	first := map[string]int{} // lines, by level and words
	for _, h := range text.Headings {
		line := g.BodyLine + h.Line - 1
		words := strings.ToLower(strings.Join(strings.Fields(h.Text), " "))
		key := string(rune('0'+h.Level)) + words
		if before, ok := first[key]; ok && words != "" {
			add("duplicate-heading", line, 1, "the heading on line %d is %q too: say what is different, or put the two together", before, h.Text)
		} else {
			first[key] = line
		}
	}
	if text.Prose == nil {
		return
	}
	for _, i := range text.Prose.Bare {
		if h := text.Headings[i]; h.Text != "" {
			add("empty-section", g.BodyLine+h.Line-1, 1, "nothing stands below %q: write it, or take the heading out", h.Text)
		}
	}
}
