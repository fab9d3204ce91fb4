package search

import (
	"context"
	"fmt"
)

// Explain is a developer's view.
func (ix *Index) Explain(text, lang string) string {
	s, _ := ix.borrow()
	defer ix.giveBack(s)
	p, err := ix.plan(s, text, lang)
	if err != nil {
		return err.Error()
	}
	out := ""
	for _, u := range p.units {
		out += fmt.Sprintf("%s:%.2f ", u.text, u.info)
	}
	out += "\n"
	for _, sl := range p.slots {
		out += fmt.Sprintf("  %v w%.2f c%.2f %v\n", sl.units, sl.weight, sl.credit, sl.alts)
	}
	return out + p.corrected
}

// Floor prints.
func (ix *Index) Floor(text, lang string) string {
	s, _ := ix.borrow()
	defer ix.giveBack(s)
	p, err := ix.plan(s, text, lang)
	if err != nil {
		return err.Error()
	}
	s.run(context.Background(), p)
	found, _ := s.candidates(p, 50)
	out := ""
	ok := ix.look(s, p, found)
	m := newLineMatcher(ix, p)
	for _, c := range found[:min(len(found), 3)] {
		title := 0.0
		for _, g := range ix.members[c.family] {
			for line := ix.lines.FirstLine[g]; line < ix.lines.FirstLine[g+1]; line++ {
				query, _ := m.match(line)
				if kind := ix.lines.Kind[line]; kind == titleLine || kind == slugLine {
					title = max(title, query)
				}
			}
		}
		e := p.weigh(s.strong[c.family], s.weak[c.family], s.faint[c.family], s.met)
		out += fmt.Sprintf("[%.2f %.2f %.2f %.1f] ", e.known, e.found, title, e.words)
	}
	return fmt.Sprintf("%v %s info %.1f", ok, out, p.information())
}
