package settings

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

// Variable is the name of the environment variable that stands for a flag.
func Variable(flag string) string {
	return ours + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// Environment is where variables come from.
type Environment struct {
	Lookup  func(name string) (string, bool)
	All     func() []string // every variable as name=value; nil = only Lookup tells
	NoFlags []string        // variables of ours that stand for no flag
}

// Apply sets every flag that was not given from its variable. It refuses a
// variable whose name is nearly one of ours.
func (e Environment) Apply(cmd *cobra.Command) error {
	var faults []error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Changed || slices.Contains(noVariable, f.Name) {
			return
		}
		name := Variable(f.Name)
		value, ok := e.Lookup(name)
		if (!ok || value == "") && f.Name == "public" {
			name = ours + "OUT"
			value, ok = e.Lookup(name)
		}
		if !ok || value == "" {
			return
		}
		if err := cmd.Flags().Set(f.Name, value); err != nil {
			faults = append(faults, NewUsageError(cmd, fmt.Errorf("%s: %s", name, flagReason(err))))
			return
		}
		setOrigin(cmd, f.Name, name)
	})
	misspelt, _ := e.unknown(cmd)
	for _, name := range misspelt {
		faults = append(faults, NewUsageError(cmd, fmt.Errorf("%s: there is no such variable; did you mean %s?", name, e.nearest(name, cmd))))
	}
	return errors.Join(faults...)
}

// serviceLinks are the variables that Kubernetes gives every container in a
// namespace with a service whose name begins with "shebao".
var serviceLinks = regexp.MustCompile(`^SHEBAO_(\w+_)?(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT(_\d+_\w+)?)$`)

// unknown are those that begin like ours and are no command's. One that
// is nearly one of ours was meant to be it, and would be missed in silence; the
// others may be somebody else's.
func (e Environment) unknown(cmd *cobra.Command) (misspelt, others []string) {
	if e.All == nil {
		return nil, nil
	}
	known := e.known(cmd.Root())
	for _, entry := range e.All() {
		name, value, _ := strings.Cut(entry, "=")
		switch {
		case !strings.HasPrefix(name, ours) || value == "" || slices.Contains(known, name):
		case e.nearest(name, cmd) != "":
			misspelt = append(misspelt, name)
		case !serviceLinks.MatchString(name):
			others = append(others, name)
		}
	}
	slices.Sort(misspelt)
	slices.Sort(others)
	return misspelt, others
}

// Warnings tells of variables that begin like ours and are not used.
func (e Environment) Warnings(cmd *cobra.Command) []string {
	var warnings []string
	_, others := e.unknown(cmd)
	for _, name := range others {
		w := fmt.Sprintf("the variable %s is none of shebao's and is not used", name)
		if meant := longer(name, e.known(cmd.Root())); meant != "" {
			w += "; did you mean " + meant + "?"
		}
		warnings = append(warnings, w)
	}
	return warnings
}

// known are the variables of a command and of all below it. Those of the root
// are known everywhere: one that is set for another command is no mistake.
func (e Environment) known(cmd *cobra.Command) []string {
	known := append(slices.Clone(e.NoFlags), ours+"OUT")
	var of func(*cobra.Command)
	of = func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if !slices.Contains(noVariable, f.Name) {
				known = append(known, Variable(f.Name))
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
