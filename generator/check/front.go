package check

import (
	"bytes"
	"time"

	"shebao/generator/guide"
)

// keyLine is the line of a guide on which a key of its front matter stands, 1
// where it does not.
func keyLine(g *guide.Guide, key string) int {
	number := 1
	for line := range bytes.Lines(g.Front) {
		number++
		if bytes.HasPrefix(line, []byte(key)) && bytes.HasPrefix(line[len(key):], []byte(":")) {
			return number
		}
	}
	return 1
}

// checkFront looks at what a guide says about itself: what readers and search
// engines see first, and what keeps it true. A list's index.md is no guide.
func checkFront(g *guide.Guide, today time.Time, add adder) {
	if g.Slug == "" {
		return
	}
	if g.Summary == "" {
		add("missing-summary", keyLine(g, "summary"), 1, "add summary: and the answer in one or two sentences; lists and search engines show it")
	}
	if len(g.Sources) == 0 {
		add("missing-source", keyLine(g, "sources"), 1, "add sources: and where the statements come from: title, url, accessed")
	}
	switch {
	case g.Reviewed.IsZero():
		add("missing-review-date", keyLine(g, "reviewed"), 1, "add reviewed: and the day on which the statements were last compared with their sources")
	case g.ReviewBy.IsZero():
		add("missing-review-date", keyLine(g, "review_by"), 1, "add review_by: and the day by which they should be compared again")
	}
	switch {
	case g.ReviewBy.IsZero():
	case today.After(g.ReviewBy):
		add("review-due", keyLine(g, "review_by"), 1, "the review was due on %s: compare the statements with their sources, then set reviewed and review_by", g.ReviewBy.Format(time.DateOnly))
	case !g.Reviewed.IsZero() && g.ReviewBy.Before(g.Reviewed):
		add("review-due", keyLine(g, "review_by"), 1, "review_by is before reviewed: set the day of the next review")
	}
}
