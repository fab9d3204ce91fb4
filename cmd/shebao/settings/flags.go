package settings

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// CommandLineFaults goes on behind the first fault in a command line, where the library
// ends: everything that is wrong is to be named at once.
func CommandLineFaults(cmd *cobra.Command, args []string) []error {
	_, args, err := cmd.Root().Find(args)
	if err != nil {
		return []error{err}
	}
	var unknown []error
	for args = slices.Clone(args); ; {
		var faults []error
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			if list, ok := f.Value.(pflag.SliceValue); ok {
				_ = list.Replace(nil) // what was given before is given again
			}
		})
		err := cmd.Flags().ParseAll(args, func(f *pflag.Flag, value string) error {
			if err := cmd.Flags().Set(f.Name, value); err != nil {
				faults = append(faults, FlagFault(cmd, err))
			}
			return nil
		})
		at := -1
		if missing, ok := errors.AsType[*pflag.NotExistError](err); ok {
			name := missing.GetSpecifiedName()
			at = slices.IndexFunc(args, func(a string) bool { return a == "--"+name || strings.HasPrefix(a, "--"+name+"=") })
		}
		if err != nil {
			unknown = append(unknown, FlagFault(cmd, err))
		}
		if at < 0 {
			return append(unknown, faults...)
		}
		args = slices.Delete(args, at, at+1)
	}
}

// flagReason is what is wrong with the value of a flag, in our words: the
// library's are those of its parsers.
func flagReason(err error) string {
	var invalid *pflag.InvalidValueError
	if !errors.As(err, &invalid) {
		return err.Error()
	}
	want := map[string]string{
		"bool": "true or false", "duration": "a time such as 5s or 2m", "float64": "a number such as 100", "int": "a whole number",
	}[invalid.GetFlag().Value.Type()]
	if want == "" {
		return invalid.Unwrap().Error()
	}
	return fmt.Sprintf("%q is not %s", invalid.GetValue(), want)
}

// FlagFault is what the library says of a flag, as an error of usage in our
// words: it names the flag, or the one that was probably meant.
func FlagFault(cmd *cobra.Command, err error) error {
	if missing, ok := errors.AsType[*pflag.NotExistError](err); ok {
		if meant := likeliest(missing.GetSpecifiedName(), flagNames(cmd)); meant != "" {
			err = fmt.Errorf("%w; did you mean --%s?", err, meant)
		}
	} else if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		err = fmt.Errorf("--%s: %s", invalid.GetFlag().Name, flagReason(err))
	}
	return NewUsageError(cmd, err)
}

// Normalize makes --out another name of --public, and underscores hyphens.
func Normalize(_ *pflag.FlagSet, name string) pflag.NormalizedName {
	if name == "out" {
		name = "public"
	}
	return pflag.NormalizedName(strings.ReplaceAll(name, "_", "-"))
}
