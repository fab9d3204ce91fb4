package generator

import (
	"encoding/json"
	"html/template"

	"shebao/generator/theme"
)

// thing is something described in the vocabulary of schema.org, with those of
// its properties that we use.
type thing struct {
	Context          string  `json:"@context,omitempty"`
	Graph            []thing `json:"@graph,omitempty"`
	ID               string  `json:"@id,omitempty"`
	Type             string  `json:"@type,omitempty"`
	Author           *thing  `json:"author,omitempty"`
	Citation         []thing `json:"citation,omitempty"`
	DateModified     string  `json:"dateModified,omitempty"`
	Description      string  `json:"description,omitempty"`
	Headline         string  `json:"headline,omitempty"`
	InLanguage       string  `json:"inLanguage,omitempty"`
	IsPartOf         *thing  `json:"isPartOf,omitempty"`
	Item             string  `json:"item,omitempty"`
	ItemListElement  []thing `json:"itemListElement,omitempty"`
	MainEntityOfPage string  `json:"mainEntityOfPage,omitempty"`
	Name             string  `json:"name,omitempty"`
	Position         int     `json:"position,omitempty"`
	PotentialAction  *thing  `json:"potentialAction,omitempty"`
	Publisher        *thing  `json:"publisher,omitempty"`
	QueryInput       string  `json:"query-input,omitempty"`
	Target           *thing  `json:"target,omitempty"`
	URL              string  `json:"url,omitempty"`
	URLTemplate      string  `json:"urlTemplate,omitempty"`
}

// jsonLD describes a page to search engines in the vocabulary of schema.org: a
// guide as an article with its place on the site, a list and a first page as
// what they are. Addresses are absolute where the site has a base URL.
// encoding/json escapes <, > and &, so that the text cannot end the script
// element that it stands in.
func (p *plan) jsonLD(n *node) template.JS {
	address := func(path string) string { return p.published.BaseURL + escapePath(path) }
	title, home, url := p.published.Title[n.lang], address("/"+n.lang+"/"), address(n.url())
	website := thing{Type: "WebSite", ID: home + "#website", Name: title, URL: home, InLanguage: n.lang}
	part := &thing{ID: website.ID}
	graph := make([]thing, 0, 3)
	switch {
	case n.isGuide():
		publisher := &thing{Type: "Organization", Name: title}
		article := thing{Type: "Article", ID: url + "#article", URL: url, MainEntityOfPage: url,
			Headline: n.title(), Description: n.guide.Summary, InLanguage: n.lang, IsPartOf: part,
			Author: publisher, Publisher: publisher, DateModified: day(n.guide.Reviewed)}
		for _, s := range n.guide.Sources {
			article.Citation = append(article.Citation, thing{Type: "CreativeWork", Name: s.Title, URL: s.URL})
		}
		graph = append(graph, article)
	case n.section != "":
		graph = append(graph, thing{Type: "CollectionPage", Name: n.title(), URL: url, InLanguage: n.lang, IsPartOf: part})
	default:
		website.PotentialAction = &thing{Type: "SearchAction", QueryInput: "required name=search_term_string",
			Target: &thing{Type: "EntryPoint", URLTemplate: home + "search/?q={search_term_string}"}}
	}
	graph = append(graph, website)
	if n.isGuide() || n.section != "" {
		var items []thing
		for i, crumb := range append(p.breadcrumbs(n), theme.Link{URL: n.url(), Text: n.title()}) {
			items = append(items, thing{Type: "ListItem", Position: i + 1, Name: crumb.Text, Item: address(crumb.URL)})
		}
		graph = append(graph, thing{Type: "BreadcrumbList", ItemListElement: items})
	}
	text, err := json.Marshal(thing{Context: "https://schema.org", Graph: graph})
	if err != nil { // strings, numbers and lists of them cannot fail
		return ""
	}
	return template.JS(text)
}
