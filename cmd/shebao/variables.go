package main

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// ours is what the names of our variables begin with.
const ours = "SHEBAO_"

// variable is the name of the environment variable that stands for a flag.
func variable(flag string) string {
	return ours + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// flagsFromEnvironment sets every flag that was not given from its variable.
func (p program) flagsFromEnvironment(cmd *cobra.Command) error {
	var faults []error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Changed || f.Name == "help" {
			return
		}
		name := variable(f.Name)
		value, ok := p.env(name)
		if (!ok || value == "") && f.Name == "public" {
			name = ours + "OUT"
			value, ok = p.env(name)
		}
		if !ok || value == "" {
			return
		}
		if err := cmd.Flags().Set(f.Name, value); err != nil {
			faults = append(faults, newUsageError(cmd, fmt.Errorf("%s: %s", name, flagReason(err))))
			return
		}
		setOrigin(cmd, f.Name, name)
	})
	misspelt, _ := p.unknownVariables(cmd)
	for _, name := range misspelt {
		faults = append(faults, newUsageError(cmd, fmt.Errorf("%s: there is no such variable; did you mean %s?", name, nearest(name, knownVariables(cmd.Root())))))
	}
	return errors.Join(faults...)
}

// serviceLinks are the variables that Kubernetes gives every container in a
// namespace with a service whose name begins with "shebao".
var serviceLinks = regexp.MustCompile(`^SHEBAO_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_\w+)?)$`)

// unknownVariables are those that begin like ours and are no command's. One that
// is nearly one of ours was meant to be it, and would be missed in silence; the
// others may be somebody else's.
func (p program) unknownVariables(cmd *cobra.Command) (misspelt, others []string) {
	if p.environ == nil {
		return nil, nil
	}
	known := knownVariables(cmd.Root())
	for _, entry := range p.environ() {
		name, value, _ := strings.Cut(entry, "=")
		switch {
		case !strings.HasPrefix(name, ours) || value == "" || slices.Contains(known, name):
		case nearest(name, known) != "":
			misspelt = append(misspelt, name)
		case !serviceLinks.MatchString(name):
			others = append(others, name)
		}
	}
	slices.Sort(misspelt)
	slices.Sort(others)
	return misspelt, others
}

// knownVariables are those of all commands: one that is set for another command
// than this one is no mistake.
func knownVariables(root *cobra.Command) []string {
	known := []string{keyVariable, ours + "OUT"}
	var of func(*cobra.Command)
	of = func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if f.Name != "help" {
				known = append(known, variable(f.Name))
			}
		})
		for _, sub := range cmd.Commands() {
			of(sub)
		}
	}
	of(root)
	slices.Sort(known)
	return slices.Compact(known)
}

// nearest is the variable that a name was probably meant to be, "" for none.
func nearest(name string, known []string) string {
	var short []string
	for _, k := range known {
		short = append(short, strings.TrimPrefix(k, ours))
	}
	if found := likeliest(strings.TrimPrefix(name, ours), short); found != "" {
		return ours + found
	}
	return ""
}

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
