package sample_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/chromedp/kb"

	"shebao/generator/theme/sample/browser"
)

// heard is a part of a page as a screen reader has it.
type heard struct {
	role, name, description string
	properties              map[string]any
	parent                  *heard
}

// within is the nearest part of a role around one, or nil.
func (h *heard) within(role string) *heard {
	for p := h.parent; p != nil; p = p.parent {
		if p.role == role {
			return p
		}
	}
	return nil
}

// listen gives what Chromium tells screen readers of a page, in order.
func listen(t *testing.T, p *browser.Tab) []*heard {
	t.Helper()
	text := func(v *accessibility.Value) string {
		var s string
		if v != nil && len(v.Value) > 0 {
			json.Unmarshal(v.Value, &s)
		}
		return s
	}
	nodes := browser.Call(p, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes
	byID := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range nodes {
		byID[n.NodeID] = n
	}
	var all []*heard
	var walk func(n *accessibility.Node, parent *heard)
	walk = func(n *accessibility.Node, parent *heard) {
		if !n.Ignored {
			h := &heard{text(n.Role), text(n.Name), text(n.Description), map[string]any{}, parent}
			for _, property := range n.Properties {
				var value any
				if property.Value != nil && len(property.Value.Value) > 0 {
					json.Unmarshal(property.Value.Value, &value)
				}
				h.properties[string(property.Name)] = value
			}
			all = append(all, h)
			parent = h
		}
		for _, id := range n.ChildIDs {
			if child := byID[id]; child != nil {
				walk(child, parent)
			}
		}
	}
	walk(nodes[0], nil)
	return all
}

// mustHaveNames are the roles that say nothing without a name. A table stands in
// a group that has one.
var mustHaveNames = []string{
	"button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "heading", "navigation", "region",
	"DisclosureTriangle", "option", "listbox", "progressbar", "columnheader",
}

// TestHeard reads every kind of page as a screen reader does: its landmarks, the
// order of its headings, what its controls are called.
func TestHeard(t *testing.T) {
	if testing.Short() {
		t.Skip("the same pages have been listened to without the race detector")
	}
	s := newSite(t)
	p := browser.Open(t, browser.Start(t), s, 360, 800)
	for _, lang := range []string{"en", "zh"} {
		for _, kind := range kinds {
			t.Run(lang+"/"+kind, func(t *testing.T) {
				p.Go("/" + lang + "/" + kind)
				count := map[string]int{}
				level := 0.0
				controls := map[string]bool{}
				landmarks := map[string]bool{}
				for _, h := range listen(t, p) {
					count[h.role]++
					if slices.Contains(mustHaveNames, h.role) && h.name == "" {
						t.Errorf("a %s has no name (in %q)", h.role, h.parent.name)
					}
					switch h.role {
					case "heading":
						next, _ := h.properties["level"].(float64)
						if next == 1 {
							count["h1"]++
						}
						// An error stands before the title, so that it is met first.
						if next > level+1 && level > 0 {
							t.Errorf("heading %q of level %v follows one of level %v", h.name, next, level)
						}
						level = next
					case "button":
						// Two forms may have a button each of one name.
						where := ""
						if form := h.within("search"); form != nil {
							where = form.name
						}
						if id := h.name + "|" + h.description + "|" + where; controls[id] {
							t.Errorf("two buttons are called %q and told apart by nothing", h.name)
						} else {
							controls[id] = true
						}
					case "navigation", "region":
						if id := h.role + " " + h.name; landmarks[id] {
							t.Errorf("two landmarks are called %s", id)
						} else {
							landmarks[id] = true
						}
					}
				}
				want := map[string]int{"main": 1, "h1": 1, "banner": 1, "contentinfo": 1}
				if kind == "choose" { // is only a question
					want["banner"], want["contentinfo"] = 0, 0
				}
				for role, n := range want {
					if count[role] != n {
						t.Errorf("there are %d of %s, want %d", count[role], role, n)
					}
				}
			})
		}
	}

	t.Run("suggestions are told while the focus stays in the field", func(t *testing.T) {
		p.Go("/zh/home")
		p.Type("#q", "guashi")
		p.Wait(listOpen)
		p.Keys(kb.ArrowDown)
		var field, list, chosen, said *heard
		for _, h := range listen(t, p) {
			switch {
			case h.role == "combobox" && h.properties["focused"] == true:
				field = h
			case h.role == "listbox":
				list = h
			case h.role == "option" && h.properties["selected"] == true:
				chosen = h
			case h.role == "status" && h.within("search") != nil:
				said = h
			}
		}
		if field == nil || list == nil || chosen == nil || said == nil {
			t.Fatalf("missing: %v %v %v %v", field, list, chosen, said)
		}
		for name, want := range map[string]any{"expanded": true, "hasPopup": "listbox", "autocomplete": "list"} {
			if got := field.properties[name]; got != want {
				t.Errorf("%s of the field is %v, want %v", name, got, want)
			}
		}
		if said.properties["live"] != "polite" || chosen.within("listbox") != list {
			t.Error("the count is not told politely, or the choice stands outside the list")
		}
	})

	t.Run("errors are met first, and again at their field", func(t *testing.T) {
		p.Go("/en/status-form-errors")
		var wrong []string
		alerts := 0
		for _, h := range listen(t, p) {
			if h.role == "alert" && h.properties["live"] == "assertive" {
				alerts++
			}
			if h.role == "textbox" && fmt.Sprint(h.properties["invalid"]) == "true" && len(h.description) > len("Error:") {
				wrong = append(wrong, h.name)
			}
		}
		if alerts != 1 || len(wrong) == 0 {
			t.Errorf("%d alerts, wrong fields %q", alerts, wrong)
		}
	})
}
