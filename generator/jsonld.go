package generator

import (
	"html/template"
	"slices"
	"strconv"

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
	Image            string  `json:"image,omitempty"`
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
func (p *plan) jsonLD(n *node, crumbs []theme.Link) template.JS {
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
		if picture := p.picture(n); picture != "" {
			article.Image = p.published.BaseURL + picture
		}
		for _, s := range n.guide.Sources {
			if s.URL != "" { // the others are on the page, for people
				article.Citation = append(article.Citation, thing{Type: "CreativeWork", Name: s.Title, URL: s.URL})
			}
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
		items := make([]thing, 0, len(crumbs)+1)
		for i, crumb := range append(slices.Clip(crumbs), theme.Link{URL: n.url(), Text: n.title()}) {
			items = append(items, thing{Type: "ListItem", Position: i + 1, Name: crumb.Text, Item: address(crumb.URL)})
		}
		graph = append(graph, thing{Type: "BreadcrumbList", ItemListElement: items})
	}
	whole := thing{Context: "https://schema.org", Graph: graph}
	return template.JS(whole.appendJSON(make([]byte, 0, 2048)))
}

// appendJSON writes a thing as encoding/json would, whose look at every possible
// property took longer than drawing the page.
func (t *thing) appendJSON(b []byte) []byte {
	b = append(b, '{')
	empty := len(b)
	name := func(key string) {
		if len(b) > empty {
			b = append(b, ',')
		}
		b = append(append(append(b, '"'), key...), '"', ':')
	}
	text := func(key, value string) {
		if value != "" {
			name(key)
			b = appendScriptJSON(b, value)
		}
	}
	one := func(key string, value *thing) {
		if value != nil {
			name(key)
			b = value.appendJSON(b)
		}
	}
	list := func(key string, values []thing) {
		if len(values) > 0 {
			name(key)
			b = append(b, '[')
			for i := range values { // a thing is large: it is not handed on
				if i > 0 {
					b = append(b, ',')
				}
				b = values[i].appendJSON(b)
			}
			b = append(b, ']')
		}
	}
	text("@context", t.Context)
	list("@graph", t.Graph)
	text("@id", t.ID)
	text("@type", t.Type)
	one("author", t.Author)
	list("citation", t.Citation)
	text("dateModified", t.DateModified)
	text("description", t.Description)
	text("headline", t.Headline)
	text("image", t.Image)
	text("inLanguage", t.InLanguage)
	one("isPartOf", t.IsPartOf)
	text("item", t.Item)
	list("itemListElement", t.ItemListElement)
	text("mainEntityOfPage", t.MainEntityOfPage)
	text("name", t.Name)
	if t.Position != 0 {
		name("position")
		b = strconv.AppendInt(b, int64(t.Position), 10)
	}
	one("potentialAction", t.PotentialAction)
	one("publisher", t.Publisher)
	text("query-input", t.QueryInput)
	one("target", t.Target)
	text("url", t.URL)
	text("urlTemplate", t.URLTemplate)
	return append(b, '}')
}
