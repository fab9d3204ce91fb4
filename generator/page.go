package generator

import (
	"time"

	"shebao/generator/guide"
	"shebao/generator/markdown"
)

// Catalogue is what a search index is made of.
type Catalogue struct {
	Pages    []Page       // in the site's order
	Glossary []guide.Term // what people call things; empty where there is no glossary
}

// Page is one published guide, as a search index or a catalogue needs it. The
// ids of its sections are the page's own.
type Page struct {
	Lang, Section, Slug string
	URL                 string // "/zh/guides/reissue/"
	Title               string
	Summary             string
	Questions           []string  // how people ask for it
	Reviewed            time.Time // zero: unknown
	Draft               bool
	Sections            []markdown.Section
}
