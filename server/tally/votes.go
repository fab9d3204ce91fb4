package tally

import "path/filepath"

// Vote is how many readers of a page said on one day whether it was useful.
type Vote struct {
	Day  string `json:"day"`  // YYYY-MM-DD
	Page string `json:"page"` // "/zh/guides/reissue/"
	Yes  int    `json:"yes"`
	No   int    `json:"no"`
}

func (v Vote) id() string  { return v.Day + " " + v.Page }
func (v Vote) day() string { return v.Day }
func (v Vote) valid() bool { return v.Page != "" && v.Yes >= 0 && v.No >= 0 && printable(v.Page) }

func (v Vote) join(w Vote) Vote {
	v.Yes += w.Yes
	v.No += w.No
	return v
}

const (
	votesFile   = "feedback.json"
	votesFormat = "shebao feedback 1"
)

// Votes counts what readers think of pages. The caller sees to it that a page
// exists and that nobody votes too often.
type Votes struct{ book book[Vote] }

// NewVotes counts into the file in Options.Dir.
func NewVotes(o Options) *Votes {
	v := &Votes{book[Vote]{Options: o.withDefaults(), name: votesFile, format: votesFormat, rows: 50_000, days: 400}}
	v.book.start()
	return v
}

// Count counts one answer to "was this useful?".
func (v *Votes) Count(page string, useful bool) {
	vote := Vote{Day: v.book.today(), Page: page}
	if useful {
		vote.Yes = 1
	} else {
		vote.No = 1
	}
	v.book.add(vote)
}

// Close writes what has not been written yet.
func (v *Votes) Close() error { return v.book.close() }

// ReadVotes reads the votes kept in a folder, in the order of days and pages.
// No file is no votes.
func ReadVotes(dir string) ([]Vote, error) {
	return read[Vote](filepath.Join(dir, votesFile), votesFormat)
}
