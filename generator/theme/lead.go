package theme

import (
	"cmp"
	"html/template"
	"strings"
)

// A guide answers in its first paragraph, and its summary says the same in other
// words, for lists and search engines. The page shows one of them, above all
// that helps to find one's way: the paragraph, which is longer and has links; the
// summary where the text begins with something else.

// Lead is what a guide's page begins with.
func (g GuidePage) Lead() template.HTML {
	lead, _ := splitLead(cmp.Or(g.Fallback, g.Lang), g.Summary, g.Body)
	return lead
}

// Rest is the text below what Lead gives.
func (g GuidePage) Rest() template.HTML {
	_, rest := splitLead(g.Lang, g.Summary, g.Body)
	return rest
}

// Lead is what a guide begins with among those of its journey, on a page in lang.
func (p JourneyPart) Lead(lang string) template.HTML {
	lead, _ := splitLead(cmp.Or(p.Lang, lang), p.Summary, p.Body)
	return lead
}

// Rest is the text below what Lead gives.
func (p JourneyPart) Rest() template.HTML {
	_, rest := splitLead(p.Lang, p.Summary, p.Body)
	return rest
}

func splitLead(lang, summary string, body template.HTML) (lead, rest template.HTML) {
	if text, ok := strings.CutPrefix(string(body), "<p>"); ok {
		if first, after, ok := strings.Cut(text, "</p>"); ok {
			return template.HTML(first), template.HTML(strings.TrimLeft(after, "\n"))
		}
	}
	return inIts(lang, escaped(summary)), body
}
