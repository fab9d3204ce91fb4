package settings

import (
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// origin is the annotation of a flag that says where its value comes from.
const origin = "origin"

// Origin is where the value of a flag comes from: the name of a variable, or a
// file and its line; "" where it stands on the command line or nowhere.
func Origin(f *pflag.Flag) string {
	if from := f.Annotations[origin]; len(from) > 0 {
		return from[0]
	}
	return ""
}

func setOrigin(cmd *cobra.Command, flag, from string) {
	// The only error is a flag that does not exist; this one has just been set.
	_ = cmd.Flags().SetAnnotation(flag, origin, []string{from})
}

// IsSetting tells a setting from a flag that says what to do once.
func IsSetting(flag string) bool { return !slices.Contains([]string{"help", "config", "check"}, flag) }
