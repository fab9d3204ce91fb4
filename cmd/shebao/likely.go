package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// likeliest is the name that a word was probably meant to be: the one with the
// fewest letters to change, of which there may be one in four.
func likeliest(word string, names []string) string {
	best, distance := "", 1+max(1, min(len(word)/4, 3))
	for _, name := range names {
		if d := editDistance(name, word); d < distance {
			best, distance = name, d
		}
	}
	return best
}

// longer is the only name that goes on where a word ends, "" where there is none
// or more than one.
func longer(word string, names []string) string {
	found := ""
	for _, name := range names {
		if !strings.HasPrefix(name, word+"_") {
			continue
		}
		if found != "" {
			return ""
		}
		found = name
	}
	return found
}

// editDistance is how many letters must be added, left out or changed.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := before
			if a[i] != b[j] {
				cost++
			}
			before = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// likely is the end of a message about a key that does not exist: the one that
// was probably meant.
func likely(cmd *cobra.Command, key string) string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !slices.Contains(noSetting, f.Name) {
			names = append(names, f.Name)
		}
	})
	best := likeliest(key, names)
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}
