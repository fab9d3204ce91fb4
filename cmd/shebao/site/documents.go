package site

import (
	"iter"

	"shebao/generator"
	"shebao/search"
)

// guides is the bridge between the generator and the index: each guide with a
// document for every section, at the address its page really has. Of a page that
// is not filled in there is the fingerprint alone. The text of a page is forgotten
// once it is handed on: that of a whole site is most of what a build holds. Where
// one cannot be read, failed is told, and no more come.
func guides(c generator.Catalogue, failed func(error)) iter.Seq[search.Guide] {
	return func(yield func(search.Guide) bool) {
		for i := range c.Pages {
			page := &c.Pages[i]
			sections, err := c.Sections(page)
			if err != nil {
				failed(err)
				return
			}
			g := search.Guide{URL: page.URL, Sum: page.Sum}
			about := search.Document{Lang: page.Lang, Title: page.Title, Summary: page.Summary, Questions: page.Questions}
			for _, s := range sections {
				add(&g, about, s.ID, s.Heading, s.Text)
			}
			if len(g.Sections) == 0 && page.Title != "" { // a guide without a text has its title
				add(&g, about, "", "", "")
			}
			page.Sections = nil
			if !yield(g) {
				return
			}
		}
	}
}

// recorded is the same guide, read from its record in the site.
func recorded(r generator.Record) search.Guide {
	g := search.Guide{URL: r.URL}
	about := search.Document{Lang: r.Lang, Title: r.Title, Summary: r.Summary, Questions: r.Questions}
	for _, s := range r.Sections {
		add(&g, about, s.ID, s.Heading, s.Text)
	}
	if len(g.Sections) == 0 {
		add(&g, about, "", "", "")
	}
	return g
}

func add(g *search.Guide, about search.Document, id, heading, text string) {
	about.GuideURL, about.URL, about.Heading, about.Text = g.URL, g.URL, heading, text
	if id != "" {
		about.URL += "#" + id
	}
	g.Sections = append(g.Sections, about)
}

// Related finds related guides for those whose editor named none.
func Related(pages []generator.Page, limit int) map[string][]string {
	guides := make([]search.Document, len(pages))
	for i, p := range pages {
		guides[i] = search.Document{GuideURL: p.URL, Lang: p.Lang, Title: p.Title, Summary: p.Summary, Questions: p.Questions}
	}
	return search.Related(guides, limit)
}
