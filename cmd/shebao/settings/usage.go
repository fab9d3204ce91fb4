package settings

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// UsageError is a wrong command line, variable or file of settings.
type UsageError struct {
	Command string // "build ", to complete the hint; "" for the program itself
	Err     error
}

// NewUsageError says of which command something is used wrongly.
func NewUsageError(cmd *cobra.Command, err error) error {
	_, path, found := strings.Cut(cmd.CommandPath(), " ")
	if found {
		path += " "
	}
	return &UsageError{Command: path, Err: err}
}

func (e *UsageError) Error() string { return e.Err.Error() }

// Unwrap gives what is wrong.
func (e *UsageError) Unwrap() error { return e.Err }

// Faults collects what is wrong with the settings of a command.
type Faults struct {
	Cmd  *cobra.Command
	List []error // of *UsageError
}

// Add takes a fault that begins with the flag it is about, and says before it
// where that was given, if not on the command line. nil is none.
func (f *Faults) Add(fault error) {
	if fault == nil {
		return
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(fault.Error(), "--"), " ")
	if about := f.Cmd.Flags().Lookup(strings.TrimSuffix(name, ":")); about != nil && Origin(about) != "" {
		fault = fmt.Errorf("%s: %w", Origin(about), fault)
	}
	f.List = append(f.List, NewUsageError(f.Cmd, fault))
}

// Addf is Add with the message put together as by fmt.Errorf.
func (f *Faults) Addf(format string, args ...any) { f.Add(fmt.Errorf(format, args...)) }

// Err is all of them, nil for none.
func (f *Faults) Err() error { return errors.Join(f.List...) }
