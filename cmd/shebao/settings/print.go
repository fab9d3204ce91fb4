package settings

import (
	"fmt"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Print prints what a command would work with, as a file for --config,
// each with where it comes from. Passwords are left out.
func Print(out io.Writer, cmd *cobra.Command) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !IsSetting(f.Name) {
			return
		}
		from := "default"
		if f.Changed {
			from = "command line"
		}
		if o := Origin(f); o != "" {
			from = o
		}
		fmt.Fprintf(out, "%-40s # %s\n", f.Name+": "+settingText(f), from)
	})
}

var plainText = regexp.MustCompile(`^[A-Za-z0-9./][A-Za-z0-9._/-]*$`)

// settingText is a flag's value in YAML.
func settingText(f *pflag.Flag) string {
	if list, ok := f.Value.(pflag.SliceValue); ok {
		values := slices.Clone(list.GetSlice())
		for i, value := range values {
			values[i] = quoted(value)
		}
		return "[" + strings.Join(values, ", ") + "]"
	}
	if f.Value.Type() != "string" {
		return f.Value.String()
	}
	return quoted(WithoutPassword(f.Value.String()))
}

func quoted(value string) string {
	if plainText.MatchString(value) {
		return value
	}
	return strconv.Quote(value)
}

// secretNames are parts of the names of what an address may have in its query
// and nobody else may know.
var secretNames = regexp.MustCompile(`(?i)pass|token|secret|key|auth`)

// givenSecret is a setting of a secret in words, as in "host=db password=…".
var givenSecret = regexp.MustCompile(`(?i)(pass|pwd|token|secret)\w*\s*=|password`)

// WithoutPassword is an address without the password in it, which some write in
// place of the user, or into the query.
func WithoutPassword(value string) string {
	if !strings.Contains(value, "://") {
		if givenSecret.MatchString(value) {
			return "(not shown: it is no proper address, and there is a password in it)"
		}
		return value
	}
	u, err := url.Parse(value)
	if err != nil {
		return "(not shown: it is no proper address)"
	}
	query := u.Query()
	for name := range query {
		if secretNames.MatchString(name) {
			query.Set(name, "xxxxx")
			u.RawQuery = query.Encode()
		}
	}
	if _, given := u.User.Password(); u.User != nil && !given && !strings.HasPrefix(u.Scheme, "postgres") {
		u.User = url.User("xxxxx")
	}
	return u.Redacted()
}
