package discovery

import (
	"html/template"
	"strconv"

	"shebao/generator/guide"
	"shebao/generator/jsontext"
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

// Kind is what a page is.
type Kind int

const (
	Home Kind = iota // the first page of a language
	List             // of a section
	Article
)

// Page is what there is to say of a page to search engines.
type Page struct {
	Kind  Kind
	Base  string // of the site; "" gives addresses without a host
	Site  string // the site's title
	Lang  string
	Path  string // "/zh/guides/reissue/"
	Title string
	Trail []theme.Link // the lists that lead to it, the first page first

	// Of articles alone:
	Summary  string
	Modified string // YYYY-MM-DD; "" if unknown
	Picture  string // path of the picture for sharing; "" for none
	Sources  []guide.Source
}

// JSONLD describes a page in the vocabulary of schema.org: a guide as an article
// with its place on the site, a list and a first page as what they are.
// Addresses are absolute where the site has a base URL.
func (p *Page) JSONLD() template.JS {
	address := func(path string) string { return p.Base + guide.EscapePath(path) }
	home, url := address("/"+p.Lang+"/"), address(p.Path)
	website := thing{Type: "WebSite", ID: home + "#website", Name: p.Site, URL: home, InLanguage: p.Lang}
	part := &thing{ID: website.ID}
	graph := make([]thing, 0, 3)
	switch p.Kind {
	case Article:
		publisher := &thing{Type: "Organization", Name: p.Site}
		article := thing{Type: "Article", ID: url + "#article", URL: url, MainEntityOfPage: url,
			Headline: p.Title, Description: p.Summary, InLanguage: p.Lang, IsPartOf: part,
			Author: publisher, Publisher: publisher, DateModified: p.Modified}
		if p.Picture != "" {
			article.Image = p.Base + p.Picture
		}
		for _, s := range p.Sources {
			if s.URL != "" { // the others are on the page, for people
				article.Citation = append(article.Citation, thing{Type: "CreativeWork", Name: s.Title, URL: s.URL})
			}
		}
		graph = append(graph, article)
	case List:
		graph = append(graph, thing{Type: "CollectionPage", Name: p.Title, URL: url, InLanguage: p.Lang, IsPartOf: part})
	case Home:
		website.PotentialAction = &thing{Type: "SearchAction", QueryInput: "required name=search_term_string",
			Target: &thing{Type: "EntryPoint", URLTemplate: home + "search/?q={search_term_string}"}}
	}
	graph = append(graph, website)
	if p.Kind != Home {
		items := make([]thing, 0, len(p.Trail)+1)
		for i, crumb := range p.Trail {
			items = append(items, thing{Type: "ListItem", Position: i + 1, Name: crumb.Text, Item: address(crumb.URL)})
		}
		items = append(items, thing{Type: "ListItem", Position: len(items) + 1, Name: p.Title, Item: url})
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
			b = jsontext.AppendScriptString(b, value)
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
