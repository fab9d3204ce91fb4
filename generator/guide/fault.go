package guide

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Fault is one thing that is wrong in the content, with its place.
type Fault struct {
	File    string // inside the content folder; "" for the folder itself
	Line    int    // from 1; 0 = the whole file
	Column  int    // from 1; 0 = the whole line
	Message string // what is wrong and what to do about it
	Rule    string // names the kind of fault: "bad-date"; package check lists them all
}

// String gives "zh/guides/reissue.md:3: message", leaving out what is unknown.
func (f Fault) String() string {
	place := f.File
	if f.Line > 0 {
		place += fmt.Sprintf(":%d", f.Line)
		if f.Column > 0 {
			place += fmt.Sprintf(":%d", f.Column)
		}
	}
	if place == "" {
		return f.Message
	}
	return place + ": " + f.Message
}

// Faults is every fault found, in the order of the files. As an error it prints
// one fault a line.
type Faults []Fault

func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// sort orders faults by file, line and column. Faults of the folder come first.
func (fs Faults) sort() {
	slices.SortStableFunc(fs, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// add notes a fault of a whole file.
func (fs *Faults) add(rule, file, format string, args ...any) {
	*fs = append(*fs, Fault{File: printable(file), Message: printable(fmt.Sprintf(format, args...)), Rule: rule})
}

// printable gives a name or message as it may go to a terminal: an escape
// sequence in a file's name must not colour or clear the editor's screen.
func printable(s string) string {
	for _, r := range s {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			q := strconv.QuoteToGraphic(s)
			return q[1 : len(q)-1]
		}
	}
	return s
}
