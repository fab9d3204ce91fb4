package search

import "context"

func sortSuffixes(l *lines) []uint64 { return nil }

// Suggest completes text with titles, questions and headings, those in lang
// first, at most limit of them.
func (ix *Index) Suggest(ctx context.Context, text, lang string, limit int) ([]Suggestion, error) {
	return nil, nil
}
