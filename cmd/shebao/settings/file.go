package settings

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// maxSettings bounds a file of settings, in bytes.
const maxSettings = 64 << 10

// FromFile sets every flag that neither the command line nor a variable
// has set from a YAML file, whose keys are the names of the flags. Every fault
// is named with its line. Without a name there is no file.
func FromFile(cmd *cobra.Command, name string) error {
	if name == "" {
		return nil
	}
	text, err := readSettings(name)
	if err != nil {
		return NewUsageError(cmd, fmt.Errorf("--config %s: %w", name, err))
	}
	file, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return NewUsageError(cmd, noYAML(name, err))
	}
	var faults []error
	fault := func(line int, format string, args ...any) {
		faults = append(faults, NewUsageError(cmd, fmt.Errorf("%s:%d: %s", name, line, fmt.Sprintf(format, args...))))
	}
	seen := map[string]bool{}
	for _, entry := range entries(file, fault) {
		key, line := settingKey(entry.Key), entry.Key.GetToken().Position.Line
		f := cmd.Flags().Lookup(key)
		switch {
		case f == nil || !IsSetting(f.Name):
			fault(line, "unknown key %q%s", key, likelyKey(cmd, key))
			continue
		case seen[f.Name]:
			fault(line, "%s is set twice", key)
			continue
		}
		seen[f.Name] = true
		_, list := f.Value.(pflag.SliceValue)
		value, ok := settingValue(entry.Value, list)
		if !ok {
			fault(line, "%s must be %s", key, map[bool]string{false: "one value", true: "a value or a list of values"}[list])
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

// likelyKey is the end of a message about a key that does not exist: the one that
// was probably meant.
func likelyKey(cmd *cobra.Command, key string) string {
	names := slices.DeleteFunc(flagNames(cmd), func(name string) bool { return !IsSetting(name) })
	meant := likeliest(key, names)
	if meant == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", meant)
}

// readSettings reads the file, without the mark that some editors put at the
// beginning of UTF-8.
func readSettings(name string) ([]byte, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("there is no such file")
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no file")
	case info.Size() > maxSettings:
		return nil, fmt.Errorf("it is larger than %d bytes, which no file of settings is", maxSettings)
	}
	text, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrPermission):
		return nil, errors.New("this user may not read it")
	case err != nil:
		return nil, err
	case !utf8.Valid(text):
		return nil, errors.New("it is not UTF-8: save it so")
	}
	return bytes.TrimPrefix(text, []byte("\xef\xbb\xbf")), nil
}

// atLine is how the library begins an error.
var atLine = regexp.MustCompile(`^\[(\d+):\d+\] (.*)`)

// noYAML says where a file ceases to be YAML.
func noYAML(name string, err error) error {
	line, _, _ := strings.Cut(err.Error(), "\n")
	if m := atLine.FindStringSubmatch(line); m != nil {
		name, line = name+":"+m[1], m[2]
	}
	return fmt.Errorf("%s: it is no proper YAML: %s; write a setting a line, such as \"addr: :8080\", without tabs", name, line)
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

// settingKey is the name before a colon, which may be in quotes.
func settingKey(node ast.Node) string {
	if text, ok := node.(*ast.StringNode); ok {
		return text.Value
	}
	return node.String()
}

// settingValue is a value as a flag takes it. A list is joined by commas, for a
// flag that takes more than one.
func settingValue(node ast.Node, list bool) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.SequenceNode:
		var values []string
		for _, v := range n.Values {
			value, ok := settingValue(v, false)
			if !ok || strings.ContainsAny(value, ",\"") {
				return "", false
			}
			values = append(values, value)
		}
		return strings.Join(values, ","), list
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}
