package generator

import (
	"encoding/json"
	"html/template"

	"shebao/generator/theme"
)

// jsonLD describes a page to search engines in the vocabulary of schema.org: a
// guide as an article with its place on the site, a list and a first page as
// what they are. Addresses are absolute where the site has a base URL.
// encoding/json escapes <, > and &, so that the text cannot end the script
// element that it stands in.
func (p *plan) jsonLD(n *node) template.JS {
	type object = map[string]any
	address := func(path string) string { return p.published.BaseURL + escapePath(path) }
	title, home := p.published.Title[n.lang], address("/"+n.lang+"/")
	website := object{"@type": "WebSite", "@id": home + "#website", "name": title, "url": home, "inLanguage": n.lang}
	part := object{"@id": website["@id"]}
	var graph []object
	switch {
	case n.isGuide():
		publisher := object{"@type": "Organization", "name": title}
		article := object{"@type": "Article", "@id": address(n.url()) + "#article", "url": address(n.url()),
			"mainEntityOfPage": address(n.url()), "headline": n.title(), "inLanguage": n.lang, "isPartOf": part,
			"author": publisher, "publisher": publisher}
		if n.guide.Summary != "" {
			article["description"] = n.guide.Summary
		}
		if !n.guide.Reviewed.IsZero() {
			article["dateModified"] = day(n.guide.Reviewed)
		}
		var sources []object
		for _, s := range n.guide.Sources {
			source := object{"@type": "CreativeWork", "name": s.Title}
			if s.URL != "" {
				source["url"] = s.URL
			}
			sources = append(sources, source)
		}
		if sources != nil {
			article["citation"] = sources
		}
		graph = append(graph, article)
	case n.section != "":
		graph = append(graph, object{"@type": "CollectionPage", "name": n.title(), "url": address(n.url()),
			"inLanguage": n.lang, "isPartOf": part})
	default:
		website["potentialAction"] = object{"@type": "SearchAction",
			"target":      object{"@type": "EntryPoint", "urlTemplate": home + "search/?q={search_term_string}"},
			"query-input": "required name=search_term_string"}
	}
	graph = append(graph, website)
	if n.isGuide() || n.section != "" {
		var items []object
		for i, crumb := range append(p.breadcrumbs(n), theme.Link{URL: n.url(), Text: n.title()}) {
			items = append(items, object{"@type": "ListItem", "position": i + 1, "name": crumb.Text, "item": address(crumb.URL)})
		}
		graph = append(graph, object{"@type": "BreadcrumbList", "itemListElement": items})
	}
	text, err := json.Marshal(object{"@context": "https://schema.org", "@graph": graph})
	if err != nil { // strings, numbers and lists of them cannot fail
		return ""
	}
	return template.JS(text)
}
