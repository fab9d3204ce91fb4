package main

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// maxSettings bounds a file of settings, in bytes.
const maxSettings = 64 << 10

// origin is the annotation of a flag that says where its value comes from.
const origin = "origin"

// noSetting are flags that say what to do once, and are no settings.
var noSetting = []string{"help", "config", "check"}

// flagsFromFile sets every flag that neither the command line nor a variable
// has set from a YAML file, whose keys are the names of the flags. Every fault
// is named with its line.
func flagsFromFile(cmd *cobra.Command, name string) error {
	if name == "" {
		return nil
	}
	text, err := readSettings(name)
	if err != nil {
		return newUsageError(cmd, fmt.Errorf("--config: %w", err))
	}
	file, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return newUsageError(cmd, fmt.Errorf("--config %s: it is no proper YAML: %s", name, firstLine(err)))
	}
	var faults []error
	fault := func(line int, format string, args ...any) {
		faults = append(faults, newUsageError(cmd, fmt.Errorf("%s:%d: %s", name, line, fmt.Sprintf(format, args...))))
	}
	seen := map[string]bool{}
	for _, entry := range entries(file, fault) {
		key, line := entry.Key.String(), entry.Key.GetToken().Position.Line
		f := cmd.Flags().Lookup(key)
		switch {
		case seen[key]:
			fault(line, "%s is set twice", key)
			continue
		case f == nil || isOneOf(key, noSetting):
			fault(line, "unknown key %q%s", key, likely(cmd, key))
			continue
		}
		seen[key] = true
		value, ok := settingValue(entry.Value)
		if !ok {
			fault(line, "%s must be a value or a list of values", key)
			continue
		}
		if f.Changed {
			continue
		}
		if err := cmd.Flags().Set(key, value); err != nil {
			fault(line, "%s: %s", key, flagReason(err))
			continue
		}
		setOrigin(cmd, key, fmt.Sprintf("%s:%d", name, line))
	}
	return errors.Join(faults...)
}

func readSettings(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSettings+1))
	if err == nil && len(text) > maxSettings {
		err = fmt.Errorf("%s is larger than %d bytes", name, maxSettings)
	}
	return text, err
}

// entries are the keys of the file with their values.
func entries(file *ast.File, fault func(line int, format string, args ...any)) []*ast.MappingValueNode {
	var all []*ast.MappingValueNode
	for _, doc := range file.Docs {
		switch body := doc.Body.(type) {
		case nil, *ast.NullNode, *ast.CommentGroupNode:
		case *ast.MappingNode:
			all = append(all, body.Values...)
		case *ast.MappingValueNode:
			all = append(all, body)
		default:
			fault(body.GetToken().Position.Line, "write a setting a line, such as \"addr: :8080\"")
		}
	}
	return all
}

// settingValue is a value as a flag takes it: a list is joined by commas.
func settingValue(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.SequenceNode:
		var values []string
		for _, v := range n.Values {
			value, ok := settingValue(v)
			if !ok || strings.ContainsAny(value, ",\"") {
				return "", false
			}
			values = append(values, value)
		}
		return strings.Join(values, ","), true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// likely is the end of a message about a key that does not exist: the one that
// was probably meant.
func likely(cmd *cobra.Command, key string) string {
	best, distance := "", 3
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if d := editDistance(f.Name, key); d < distance && !isOneOf(f.Name, noSetting) {
			best, distance = f.Name, d
		}
	})
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
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

// printSettings prints what a command would work with, as a file for --config,
// each with where it comes from. Passwords are left out.
func printSettings(out io.Writer, cmd *cobra.Command) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if isOneOf(f.Name, noSetting) {
			return
		}
		from := "default"
		if f.Changed {
			from = "command line"
		}
		if o := f.Annotations[origin]; len(o) > 0 {
			from = o[0]
		}
		fmt.Fprintf(out, "%-40s # %s\n", f.Name+": "+settingText(f), from)
	})
}

var plainText = regexp.MustCompile(`^[A-Za-z0-9./][A-Za-z0-9._/-]*$`)

// settingText is a flag's value in YAML.
func settingText(f *pflag.Flag) string {
	if list, ok := f.Value.(pflag.SliceValue); ok {
		values := list.GetSlice()
		for i, value := range values {
			values[i] = quoted(value)
		}
		return "[" + strings.Join(values, ", ") + "]"
	}
	if f.Value.Type() != "string" {
		return f.Value.String()
	}
	return quoted(withoutPassword(f.Value.String()))
}

func quoted(value string) string {
	if plainText.MatchString(value) {
		return value
	}
	return strconv.Quote(value)
}

// withoutPassword is an address without the password in it.
func withoutPassword(value string) string {
	if !strings.Contains(value, "://") {
		return value
	}
	u, err := url.Parse(value)
	if err != nil {
		return "(not shown: it is no proper address)"
	}
	query := u.Query()
	for name := range query {
		if strings.Contains(strings.ToLower(name), "password") {
			query.Set(name, "xxxxx")
			u.RawQuery = query.Encode()
		}
	}
	return u.Redacted()
}

func setOrigin(cmd *cobra.Command, flag, from string) {
	// The only error is a flag that does not exist; this one has just been set.
	_ = cmd.Flags().SetAnnotation(flag, origin, []string{from})
}

func isOneOf(name string, names []string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return false
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
