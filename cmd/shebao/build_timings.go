package main

import (
	"fmt"
	"io"
	"time"

	"shebao/generator"
)

// printTimings writes what a build was spent on as a table: each stage with its
// time and share, and below a stage what was done in it side by side. What no
// stage counts is reading and writing what is remembered between builds.
func printTimings(w io.Writer, stages []generator.Stage, total time.Duration) {
	line := func(took time.Duration, share bool, name string) {
		percent := ""
		if share {
			percent = fmt.Sprintf("%.0f %%", 100*took.Seconds()/total.Seconds())
		}
		fmt.Fprintf(w, "%9.1f ms %5s  %s\n", took.Seconds()*1000, percent, name)
	}
	rest := total
	for _, s := range stages {
		line(s.Took, true, s.Name)
		for _, part := range s.Within {
			line(part.Took, false, "  of all workers: "+part.Name)
		}
		rest -= s.Took
	}
	line(rest, true, "reading and keeping what is remembered")
	line(total, true, "all")
}
