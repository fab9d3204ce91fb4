package server

import "shebao/search"

// SearchAnswer is what the API answers to a search, and what the shell prints
// as JSON.
type SearchAnswer struct {
	Query      string        `json:"query"` // "" where it was not run
	Lang       string        `json:"lang"`
	Total      int           `json:"total"` // guides found
	TookMS     float64       `json:"took_ms"`
	Suggestion string        `json:"suggestion,omitempty"` // a better spelling
	Nearest    []string      `json:"nearest,omitempty"`    // where nothing was found: words near to those typed that find something
	Notice     *SearchNotice `json:"notice,omitempty"`     // why the query was not run
	Hits       []SearchHit   `json:"hits"`
}

// SearchHit is the best section of one guide.
type SearchHit struct {
	URL     string          `json:"url"`
	Title   string          `json:"title"`
	Heading string          `json:"heading"`
	Snippet string          `json:"snippet"` // escaped HTML with <mark>
	Score   float64         `json:"score"`
	Lang    string          `json:"lang"`
	More    []SearchSection `json:"more,omitempty"`
}

// SearchSection is a further section of a guide that was found.
type SearchSection struct {
	URL     string `json:"url"`
	Heading string `json:"heading"`
}

// SearchNotice tells somebody who typed a person's number where to go instead.
type SearchNotice struct {
	Text string `json:"text"`
	URL  string `json:"url"`
}

// NewSearchAnswer puts a result into the API's form.
func NewSearchAnswer(q search.Query, r search.Result) SearchAnswer {
	answer := SearchAnswer{
		Query:      q.Text,
		Lang:       q.Lang,
		Total:      r.Total,
		TookMS:     float64(r.Took.Microseconds()) / 1000,
		Suggestion: r.Suggestion,
		Nearest:    r.Nearest,
		Hits:       make([]SearchHit, len(r.Hits)),
	}
	for i, h := range r.Hits {
		hit := SearchHit{URL: h.URL, Title: h.Title, Heading: h.Heading, Snippet: h.Snippet, Score: h.Score, Lang: h.Lang}
		for _, more := range h.More {
			hit.More = append(hit.More, SearchSection{URL: more.URL, Heading: more.Heading})
		}
		answer.Hits[i] = hit
	}
	return answer
}
