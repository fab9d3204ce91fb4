package theme

import (
	"html/template"
	"strings"
)

// A guide answers in its first paragraph, and its summary says the same in other
// words, for lists and search engines. The page shows one of them, above all
// that helps to find one's way: the paragraph, which is longer and has links; the
// summary where the text begins with something else.

// Lead is what a guide's page begins with.
func (g GuidePage) Lead() template.HTML {
	lead, _ := splitLead(g.Summary, g.Body)
	return lead
}

// Rest is the text below what Lead gives.
func (g GuidePage) Rest() template.HTML {
	_, rest := splitLead(g.Summary, g.Body)
	return rest
}

// Lead is what a guide begins with among those of its journey.
func (p JourneyPart) Lead() template.HTML {
	lead, _ := splitLead(p.Summary, p.Body)
	return lead
}

// Rest is the text below what Lead gives.
func (p JourneyPart) Rest() template.HTML {
	_, rest := splitLead(p.Summary, p.Body)
	return rest
}

func splitLead(summary string, body template.HTML) (lead, rest template.HTML) {
	if text, ok := strings.CutPrefix(string(body), "<p>"); ok {
		if first, after, ok := strings.Cut(text, "</p>"); ok {
			return template.HTML(first), template.HTML(strings.TrimLeft(after, "\n"))
		}
	}
	return template.HTML(template.HTMLEscapeString(summary)), body
}
