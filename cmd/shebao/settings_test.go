package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"shebao/cmd/shebao/settings"
)

// Every flag of the server is a variable and a key in a file of settings, too,
// and '--check' says of each that it comes from there.
func TestEveryFlagIsAVariableAndAKey(t *testing.T) {
	values := map[string]string{"bool": "true", "duration": "1s", "float64": "7", "stringSlice": "10.0.0.1", "string": "something"}
	named := map[string]string{"base-url": "https://cards.example.org", "redis": "redis://127.0.0.1:1/0", "otlp": "http://127.0.0.1:1"}
	variables, file, flags := map[string]string{}, "", []string{}
	program{}.serveCommand().Flags().VisitAll(func(f *pflag.Flag) {
		if !settings.IsSetting(f.Name) {
			return
		}
		value := named[f.Name]
		if value == "" {
			value = values[f.Value.Type()]
		}
		if value == "" {
			value = values["string"]
		}
		variables[settings.Variable(f.Name)] = value
		file += f.Name + ": " + value + "\n"
		flags = append(flags, f.Name)
	})
	if len(flags) < 20 {
		t.Fatalf("the flags are %q", flags)
	}
	config := filepath.Join(t.TempDir(), "shebao.yaml")
	if err := os.WriteFile(config, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	check := func(variables map[string]string, from string, args ...string) {
		t.Helper()
		var out, said bytes.Buffer
		p := program{stdin: strings.NewReader(""), stdout: &out, stderr: &said, env: func(name string) (string, bool) { v, ok := variables[name]; return v, ok }}
		if code := p.run(context.Background(), append([]string{"serve", "--check"}, args...)); code != 2 {
			t.Errorf("such settings end with %d", code)
		}
		for _, flag := range flags {
			origin := strings.ReplaceAll(from, "VARIABLE", settings.Variable(flag))
			if !regexp.MustCompile(`(?m)^` + flag + `: .* # ` + origin + `$`).Match(out.Bytes()) {
				t.Errorf("--%s does not come from %s:\n%s\n%s", flag, origin, &out, &said)
			}
		}
	}
	check(variables, "VARIABLE")
	check(nil, regexp.QuoteMeta(config)+`:\d+`, "--config", config)
}
