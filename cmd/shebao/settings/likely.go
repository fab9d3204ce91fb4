package settings

import (
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

// flagNames are the names of all flags of a command.
func flagNames(cmd *cobra.Command) []string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

// nearest is the variable that a name was probably meant to be, one of this
// command's rather than another's, "" for none.
func (e Environment) nearest(name string, cmd *cobra.Command) string {
	for _, known := range [][]string{e.known(cmd), e.known(cmd.Root())} {
		for i := range known {
			known[i] = strings.TrimPrefix(known[i], ours)
		}
		if found := likeliest(strings.TrimPrefix(name, ours), known); found != "" {
			return ours + found
		}
	}
	return ""
}
