package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"shebao/generator/guide"
)

// likeliest is the name that a word was probably meant to be: the one with the
// fewest letters to change, of which there may be one in four.
func likeliest(word string, names []string) string {
	best, most := "", max(1, min(len(word)/4, 3))
	for _, name := range names {
		if d := guide.Distance(name, word, most); d <= most {
			best, most = name, d-1
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
