package main

import (
	"iter"

	"shebao/generator"
	"shebao/search"
)

// documents is the one bridge between the generator and the index: a document
// for every section of every guide, at the address its page really has.
func documents(pages []generator.Page) iter.Seq[search.Document] {
	return func(yield func(search.Document) bool) {
		for _, page := range pages {
			for _, section := range page.Sections {
				url := page.URL
				if section.ID != "" {
					url += "#" + section.ID
				}
				document := search.Document{
					URL:       url,
					GuideURL:  page.URL,
					Lang:      page.Lang,
					Title:     page.Title,
					Summary:   page.Summary,
					Questions: page.Questions,
					Heading:   section.Heading,
					Text:      section.Text,
				}
				if !yield(document) {
					return
				}
			}
		}
	}
}

// related finds related guides for those whose editor named none.
func related(pages []generator.Page, limit int) map[string][]string {
	guides := make([]search.Document, len(pages))
	for i, p := range pages {
		guides[i] = search.Document{GuideURL: p.URL, Lang: p.Lang, Title: p.Title, Summary: p.Summary, Questions: p.Questions}
	}
	return search.Related(guides, limit)
}
