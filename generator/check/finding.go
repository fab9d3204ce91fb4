package check

import (
	"cmp"
	"fmt"
	"slices"
)

// Severity says how bad a finding is.
type Severity string

const (
	Error   Severity = "error"   // something is broken: a build fails, or a reader is misled
	Warning Severity = "warning" // something should be better
)

// Finding is one thing to mend.
type Finding struct {
	File     string   `json:"file"`   // in the content folder; "" for the folder itself
	Line     int      `json:"line"`   // from 1
	Column   int      `json:"column"` // in characters, from 1
	Severity Severity `json:"severity"`
	Rule     string   `json:"rule"`
	Message  string   `json:"message"`
}

// String gives the line that editors and terminals know how to open:
// "zh/guides/reissue.md:17:4: error: message (rule)".
func (f Finding) String() string {
	file := f.File
	if file == "" {
		file = "."
	}
	return fmt.Sprintf("%s:%d:%d: %s: %s (%s)", file, f.Line, f.Column, f.Severity, f.Message, f.Rule)
}

// Report is what a run found.
type Report struct {
	Findings []Finding // by file, line and column
	Errors   int
	Warnings int
	Pages    int // that somebody wrote: lists and the like, which the site makes by itself, do not count
}

// Failed tells whether the content should not go on as it is: it has errors or,
// where warnings count too, any finding.
func (r Report) Failed(strict bool) bool { return r.Errors > 0 || strict && r.Warnings > 0 }

// Summary says in a line what was found.
func (r Report) Summary() string {
	if len(r.Findings) == 0 {
		return fmt.Sprintf("%s checked, nothing to mend", count(r.Pages, "page"))
	}
	return fmt.Sprintf("%s checked: %s, %s", count(r.Pages, "page"), count(r.Errors, "error"), count(r.Warnings, "warning"))
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// tidy sorts the findings, leaves out what is told twice and counts the rest.
func (r *Report) tidy() {
	slices.SortStableFunc(r.Findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column),
			cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message))
	})
	r.Findings = slices.Compact(r.Findings)
	r.Errors, r.Warnings = 0, 0
	for _, f := range r.Findings {
		if f.Severity == Error {
			r.Errors++
		} else {
			r.Warnings++
		}
	}
}
