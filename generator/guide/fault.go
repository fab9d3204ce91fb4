package guide

import (
	"fmt"
	"strings"
)

// Fault is one thing that is wrong in the content, with its place.
type Fault struct {
	File    string // inside the content folder; "" for the folder itself
	Line    int    // from 1; 0 = the whole file
	Column  int    // from 1; 0 = the whole line
	Message string // what is wrong and what to do about it
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
