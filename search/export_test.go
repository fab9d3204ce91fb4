package search

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
