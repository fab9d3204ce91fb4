package search

import "time"

// Document is one section of one guide in one language: what the index holds
// and what a hit opens.
type Document struct {
	URL       string   // "/zh/guides/report-loss/#by-phone"; unique
	GuideURL  string   // "/zh/guides/report-loss/": sections of one guide share it
	Lang      string   // "zh", "en"
	Title     string   // the guide's
	Summary   string   // the guide's, one or two sentences
	Questions []string // the guide's: how people ask for it
	Heading   string   // the section's; "" for the text before the first heading
	Text      string   // the section's, plain
}

// Guide is the documents of one guide in one language.
type Guide struct {
	URL string

	// Sum names the guide's documents: another Sum for other documents. Zeros:
	// it is not known, and the guide is never taken over from an earlier index.
	Sum [32]byte

	Sections []Document // in the guide's order
}

// Query is one search. Limit and Offset count guides, not sections.
type Query struct {
	Text   string
	Lang   string // language of the reader's interface
	Limit  int    // 0 = 10
	Offset int
}

// Result answers a Query.
type Result struct {
	Total      int // guides found
	Hits       []Hit
	Suggestion string   // a better spelling of the query; "" if none
	Nearest    []string // where nothing was found: words near to those typed that find something
	Took       time.Duration
}

// Hit is the best section of one guide.
type Hit struct {
	URL     string // opens at the section
	Title   string
	Heading string
	Snippet string // HTML-escaped text with <mark>, safe to print
	Score   float64
	Lang    string
	More    []Hit // up to two more sections of the same guide, without Score, Snippet and More
}

// Suggestion completes what is being typed.
type Suggestion struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}
