package search

// Synonyms is one group of words and phrases that people use for one thing. It
// may mix languages: a query in one then also finds the other's words.
type Synonyms struct {
	// Terms stand for each other: a query with one finds all the others.
	Terms []string
	// Typed are what people type for Terms, one way only: a query with one of
	// them finds Terms, but a query with one of Terms does not find them.
	Typed []string
	// Guide is where the site explains it: an address below the language, such as
	// "guides/report-loss#found". "" if nowhere.
	Guide string
}
