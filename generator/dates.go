package generator

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"shebao/generator/guide"
)

// checkDates warns of days on which something was looked at that are still to
// come: readers would be told that a page was checked on a day in the future. It
// may be tomorrow already where the editor is, so a day more is granted.
func (p *plan) checkDates() {
	latest := p.today.AddDate(0, 0, 1)
	for _, g := range slices.Concat(p.site.Guides, p.site.Indexes) {
		ahead := g.Reviewed.After(latest) || slices.ContainsFunc(g.Sources, func(s guide.Source) bool { return s.Accessed.After(latest) })
		if !ahead {
			continue
		}
		front, _, err := g.Text(p.content)
		if err != nil {
			continue // it has changed, which rendering tells
		}
		if !p.warnAhead(g.File, string(front), 2, latest) {
			p.tellAhead(g.File, 1, 0, "a day on which the page was checked")
		}
	}
	var lines []string     // of facts.yaml, read when one of its days is ahead
	told := map[int]bool{} // where several facts share a line
	for _, f := range p.site.Facts {
		if !f.Checked.After(latest) || told[f.Line] {
			continue
		}
		told[f.Line] = true
		if lines == nil {
			text, _ := fs.ReadFile(p.content, factsFile) // one that has gone since has no line to show
			lines = strings.SplitAfter(string(text), "\n")
		}
		if !p.warnAhead(factsFile, entryAt(lines, f.Line), f.Line, latest) {
			p.tellAhead(factsFile, f.Line, 0, "the day on which "+f.Name+" was checked")
		}
	}
}

// factsFile holds the facts.
const factsFile = "facts.yaml"

// entryAt is an entry of a file of settings: its line and those below it that
// are indented or empty.
func entryAt(lines []string, line int) string {
	first := min(max(line-1, 0), len(lines))
	end := min(max(line, 0), len(lines))
	for end < len(lines) && (strings.HasPrefix(lines[end], " ") || strings.Trim(lines[end], "\r\n") == "") {
		end++
	}
	return strings.Join(lines[first:end], "")
}

// dayLookedAt is a key with a day on which something was looked at.
var dayLookedAt = regexp.MustCompile(`(?:^|[^\w])(reviewed|accessed|checked)["']?[ \t]*:[ \t]*["']?(\d{4}-\d\d-\d\d)`)

// warnAhead warns of the days behind latest in a text that begins on a line of a
// file. found is false where none is written in the usual way.
func (p *plan) warnAhead(file, text string, line int, latest time.Time) (found bool) {
	for l := range strings.Lines(text) {
		for _, m := range dayLookedAt.FindAllStringSubmatchIndex(l, -1) {
			day, err := time.Parse(time.DateOnly, l[m[4]:m[5]])
			if err != nil || !day.After(latest) || strings.HasPrefix(strings.TrimLeft(l, " "), "#") {
				continue
			}
			found = true
			p.tellAhead(file, line, 1+utf8.RuneCountInString(l[:m[4]]), l[m[2]:m[3]]+": "+l[m[4]:m[5]])
		}
		line++
	}
	return found
}

func (p *plan) tellAhead(file string, line, column int, what string) {
	p.warnings = append(p.warnings, guide.Fault{
		File: file, Line: line, Column: column, Rule: "future-date",
		Message: what + " is still to come: write the day on which it was done",
	})
}
