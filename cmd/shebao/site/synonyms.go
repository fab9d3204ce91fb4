package site

import (
	"slices"

	"shebao/generator/guide"
	"shebao/search"
)

// synonyms hands the words of the glossary to the index. Names, and what is as
// good as a name, find each other across the languages; what people type
// besides finds them, one way. What is only shown stays out, and so do pinyin
// and traditional characters: search reads those by itself. A query for a name is
// led to where the site explains it.
func synonyms(glossary []guide.Term) []search.Synonyms {
	var groups []search.Synonyms
	for _, t := range glossary {
		groups = append(groups, search.Synonyms{
			Terms: slices.Concat(t.Names["zh"], t.Names["en"], t.Same["zh"], t.Same["en"]),
			Typed: slices.Concat(t.Typed["zh"], t.Typed["en"]),
			Guide: t.Guide,
		})
	}
	return groups
}
