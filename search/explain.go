package search

import (
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
