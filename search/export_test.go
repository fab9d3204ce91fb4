package search

import (
	"context"
	"iter"
)

// BuildDocuments builds an index of documents; those of a guide follow each other.
func BuildDocuments(ctx context.Context, dir string, docs iter.Seq[Document], synonyms ...Synonyms) error {
	return Build(ctx, dir, guidesOf(docs), BuildOptions{Synonyms: synonyms})
}

// guidesOf gathers the documents of each guide.
func guidesOf(docs iter.Seq[Document]) iter.Seq[Guide] {
	return func(yield func(Guide) bool) {
		var g Guide
		for d := range docs {
			if len(g.Sections) > 0 && d.GuideURL != g.URL {
				if !yield(g) {
					return
				}
				g = Guide{}
			}
			g.URL = d.GuideURL
			g.Sections = append(g.Sections, d)
		}
		if len(g.Sections) > 0 {
			yield(g)
		}
	}
}

// Snippet cuts a text for a query, as for a hit.
func (ix *Index) Snippet(query, lang, text string) (string, error) {
	s, err := ix.borrow()
	if err != nil {
		return "", err
	}
	defer ix.giveBack(s)
	p, err := ix.plan(s, query, lang)
	if err != nil {
		return "", err
	}
	snippet, _ := newMarker(ix.analyzer, s.stemmer, p).snippet(text)
	return snippet, nil
}

// Work returns what a query costs, as maxWork bounds it, and that bound.
func (ix *Index) Work(q Query) (work, most int, err error) {
	s, err := ix.borrow()
	if err != nil {
		return 0, 0, err
	}
	defer ix.giveBack(s)
	p, err := ix.plan(s, q.Text, q.Lang)
	if err != nil {
		return 0, 0, err
	}
	_, _, _, err = ix.find(context.Background(), s, p, q)
	return s.work, maxWork, err
}
