package browser

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/chromedp/cdproto/accessibility"
)

// typed gives roles and texts of what is named by its own text.
const typed = `[...document.querySelectorAll("h1, h2, h3, h4, a, button, td, th[scope=col]")]
	.filter((e) => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && !e.closest("[aria-hidden], [aria-label], [aria-labelledby] > h2, .visually-hidden")
		&& !e.querySelector("[aria-label], img") && e.textContent.trim())
	.map((e) => ({ Role: { A: "link", BUTTON: "button", TD: "cell", TH: "columnheader" }[e.tagName] ?? "heading", Text: e.textContent }))`

// WantNames checks that headings, links, buttons and cells of an open page are
// read aloud as they are written: a box within a line, or a place where it may
// end, puts a pause into a Chinese sentence.
func (p *Tab) WantNames(name string) {
	p.t.Helper()
	oneLine := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	heard := map[string]bool{}
	for _, n := range Call(p, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		if n.Ignored || n.Role == nil || n.Name == nil {
			continue
		}
		var role, called string
		if err := errors.Join(json.Unmarshal(n.Role.Value, &role), json.Unmarshal(n.Name.Value, &called)); err != nil {
			p.t.Fatalf("%s: a name in its accessibility tree: %v", name, err)
		}
		heard[role+" "+oneLine(called)] = true
	}
	for _, e := range Value[[]struct{ Role, Text string }](p, typed) {
		if said := e.Role + " " + oneLine(e.Text); !heard[said] {
			p.t.Errorf("%s: no screen reader says %q", name, said)
		}
	}
}
