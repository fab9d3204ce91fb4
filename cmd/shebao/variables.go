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

// noVariable are flags that stand for a command, and have no variable.
var noVariable = []string{"help", "version"}

// variable is the name of the environment variable that stands for a flag.
func variable(flag string) string {
	return ours + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// flagsFromEnvironment sets every flag that was not given from its variable.
func (p program) flagsFromEnvironment(cmd *cobra.Command) error {
	var faults []error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Changed || slices.Contains(noVariable, f.Name) {
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
		faults = append(faults, newUsageError(cmd, fmt.Errorf("%s: there is no such variable; did you mean %s?", name, nearest(name, cmd))))
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
		case nearest(name, cmd) != "":
			misspelt = append(misspelt, name)
		case !serviceLinks.MatchString(name):
			others = append(others, name)
		}
	}
	slices.Sort(misspelt)
	slices.Sort(others)
	return misspelt, others
}

// knownVariables are those of a command and of all below it. Those of the root
// are known everywhere: one that is set for another command is no mistake.
func knownVariables(cmd *cobra.Command) []string {
	known := []string{keyVariable, ours + "OUT"}
	var of func(*cobra.Command)
	of = func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !slices.Contains(noVariable, f.Name) {
				known = append(known, variable(f.Name))
			}
		})
		for _, sub := range cmd.Commands() {
			of(sub)
		}
	}
	of(cmd)
	slices.Sort(known)
	return slices.Compact(known)
}
