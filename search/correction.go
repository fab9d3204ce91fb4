package search

import (
	"slices"
	"strings"
	"unicode"
)

// correction writes a query as it was probably meant.
type correction struct {
	text  string
	edits []edit
}

type edit struct {
	start, end int
	text       string
}

func (c *correction) replace(start, end int, text string) {
	c.edits = append(c.edits, edit{start, end, text})
}

func (c *correction) String() string {
	if len(c.edits) == 0 {
		return ""
	}
	slices.SortStableFunc(c.edits, func(a, b edit) int { return a.start - b.start })
	var b strings.Builder
	at := 0
	for _, e := range c.edits {
		if e.start < at {
			continue
		}
		b.WriteString(c.text[at:e.start])
		b.WriteString(e.text)
		at = e.end
	}
	b.WriteString(c.text[at:])
	out := strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(b.String(), " "))
	return strings.Join(strings.Fields(out), " ")
}
