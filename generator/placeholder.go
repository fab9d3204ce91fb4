package generator

import (
	"bytes"
	"strings"

	"shebao/generator/guide"
)

// placeholders finds the lines of a published guide that a new one has only for
// somebody to replace: readers would take them for the answer.
func (b *builder) placeholders(g *guide.Guide, front, body []byte) (found guide.Faults) {
	if g.Draft {
		return nil
	}
	find := func(text []byte, number int) {
		for line := range bytes.Lines(text) {
			if words := bytes.TrimSpace(line); b.replaceable[string(words)] {
				said := strings.Trim(strings.TrimPrefix(string(words), "- title: "), `"`)
				found = append(found, guide.Fault{
					File: g.File, Line: number, Column: 1, Rule: "placeholder",
					Message: "“" + said + "” is what a new page begins with: write your own, or take the line out",
				})
			}
			number++
		}
	}
	find(front, 2)
	find(body, g.BodyLine)
	return found
}
