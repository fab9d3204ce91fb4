package settings

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// example is a command with a flag of each form, and one beside it.
func example() *cobra.Command {
	root := &cobra.Command{Use: "shebao"}
	cmd := &cobra.Command{Use: "serve", RunE: func(*cobra.Command, []string) error { return nil }}
	root.AddCommand(cmd, &cobra.Command{Use: "other"})
	root.SetGlobalNormalizationFunc(Normalize)
	f := cmd.Flags()
	f.String("addr", "localhost:8080", "")
	f.Var(Checked(new(string), Folder()), "public", "")
	f.Bool("demo", false, "")
	f.StringSlice("trust-proxy", nil, "")
	return cmd
}

// variables is an environment with these and no others.
func variables(all ...string) Environment {
	return Environment{NoFlags: []string{"SHEBAO_CARDS_KEY"}, All: func() []string { return all }, Lookup: func(name string) (string, bool) {
		for _, v := range all {
			if value, ok := strings.CutPrefix(v, name+"="); ok {
				return value, true
			}
		}
		return "", false
	}}
}

// says is what is said to each line, "" for nothing; a want of "" is nothing, too.
func says(t *testing.T, given, got, want string) {
	t.Helper()
	if (want == "") != (got == "") || !strings.Contains(got, want) {
		t.Errorf("%s: it says %q, not %q", given, got, want)
	}
}

func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestAVariableThatIsNearlyOneOfOursIsRefusedAndOthersAreTold(t *testing.T) {
	for variable, want := range map[string]struct{ fault, warning string }{
		"SHEBAO_ADDR=:80":                          {},
		"SHEBAO_OUT=site":                          {},
		"SHEBAO_CARDS_KEY=secret":                  {},
		"SHEBAO_ADR=:80":                           {fault: "SHEBAO_ADR: there is no such variable; did you mean SHEBAO_ADDR?"},
		"SHEBAO_ADR=":                              {},
		"SHEBAO_DEMO=perhaps":                      {fault: `SHEBAO_DEMO: "perhaps" is not true or false`},
		"SHEBAO_PUBLIC=":                           {},
		"SHEBAO_SOMETHING=x":                       {warning: "SHEBAO_SOMETHING is none of shebao's"},
		"SHEBAO_TRUST=x":                           {warning: "did you mean SHEBAO_TRUST_PROXY?"},
		"SHEBAO_PORT_8080_TCP=tcp://10.0.0.1:8080": {},
		"SHEBAO_SERVICE_HOST=10.0.0.1":             {},
		"SOMEBODY_ELSES=x":                         {},
	} {
		cmd, env := example(), variables(variable)
		says(t, variable, text(env.Apply(cmd)), want.fault)
		says(t, variable, strings.Join(env.Warnings(cmd), "\n"), want.warning)
	}
}

func TestEveryFaultOfAFileIsNamedWithItsLine(t *testing.T) {
	for file, want := range map[string]string{
		"":                                 "",
		"# nothing\n":                      "",
		"addr: :80\n":                      "",
		"trust-proxy: [10.0.0.1, ::1]":     "",
		"out: site":                        "",
		"demo: true\nadr: :80\n":           `:2: unknown key "adr"; did you mean "addr"?`,
		"demo: true\ndemo: false\n":        ":2: demo is set twice",
		"demo: perhaps\n":                  `:1: demo: "perhaps" is not true or false`,
		"addr: [a, b]\n":                   ":1: addr must be one value",
		"config: other.yaml\n":             `unknown key "config"`,
		"- addr\n":                         `write a setting a line, such as "addr: :8080"`,
		"addr: \"\x00\n":                   "it is no proper YAML",
		"addr: \xff\n":                     "it is not UTF-8",
		strings.Repeat("#", maxSettings+1): "it is larger than",
	} {
		name := filepath.Join(t.TempDir(), "shebao.yaml")
		if err := os.WriteFile(name, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		err := FromFile(example(), name)
		says(t, file[:min(len(file), 40)], text(err), want)
		if err != nil && !strings.Contains(err.Error(), name) {
			t.Errorf("%q does not name the file", err)
		}
	}
	says(t, "no file", text(FromFile(example(), filepath.Join(t.TempDir(), "none"))), "there is no such file")
	says(t, "a folder", text(FromFile(example(), t.TempDir())), "it is no file")
}

// What is printed can be read again and comes to the same.
func TestWhatIsPrintedIsAFileOfSettings(t *testing.T) {
	cmd := example()
	if err := cmd.ParseFlags([]string{"--addr", "[::1]:80", "--trust-proxy", "10.0.0.1,::1", "--out", "my site"}); err != nil {
		t.Fatal(err)
	}
	var printed strings.Builder
	Print(&printed, cmd)
	name := filepath.Join(t.TempDir(), "shebao.yaml")
	if err := os.WriteFile(name, []byte(printed.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	again := example()
	if err := FromFile(again, name); err != nil {
		t.Fatal(err)
	}
	for _, flag := range []string{"addr", "trust-proxy", "public", "demo"} {
		if a, b := cmd.Flags().Lookup(flag), again.Flags().Lookup(flag); a.Value.String() != b.Value.String() || !strings.HasPrefix(Origin(b), name+":") {
			t.Errorf("--%s %s is read as %s from %q", flag, a.Value, b.Value, Origin(b))
		}
	}
}

func TestNoPasswordIsPrinted(t *testing.T) {
	for address, want := range map[string]string{
		"":                                   "",
		"cards.db":                           "cards.db",
		"redis://host:6379/0":                "redis://host:6379/0",
		"redis://:pw@host":                   "redis://:xxxxx@host",
		"redis://pw@host":                    "redis://xxxxx@host",
		"postgres://user@host/db":            "postgres://user@host/db",
		"postgres://user:pw@host/db":         "postgres://user:xxxxx@host/db",
		"postgres://host/db?password=pw":     "postgres://host/db?password=xxxxx",
		"postgres://host/db?sslpassword=pw":  "postgres://host/db?sslpassword=xxxxx",
		"host=db password=pw":                "(not shown: it is no proper address, and there is a password in it)",
		"postgres://user:pw@host:port:db/%z": "(not shown: it is no proper address)",
	} {
		if got := WithoutPassword(address); got != want {
			t.Errorf("%q is printed as %q, not %q", address, got, want)
		}
	}
}

func TestAllThatIsWrongWithACommandLineIsNamedAtOnce(t *testing.T) {
	cmd := example()
	cmd.SetOut(io.Discard)
	var all []string
	for _, fault := range CommandLineFaults(cmd, []string{"serve", "--adr", "--demo=perhaps", "--public", "a", "--out", "b"}) {
		all = append(all, fault.Error())
	}
	got := strings.Join(all, "\n")
	for _, want := range []string{"did you mean --addr?", `--demo: "perhaps" is not true or false`, `--public: it is given twice, as "a" and as "b"`} {
		if !strings.Contains(got, want) {
			t.Errorf("it does not say %q but\n%s", want, got)
		}
	}
}

func TestAnAmountOfMemoryHasAUnitOrIsInBytes(t *testing.T) {
	for given, want := range map[string]int64{"64MB": 64_000_000, "1 GiB": 1 << 30, "500000": 500_000, "0": 0, "": 0, "many": 0, "-1": 0, "16EiB": 0} {
		got, err := ParseSize(given)
		if got != want || (err != nil) != (want == 0) {
			t.Errorf("%q is %d bytes, %v", given, got, err)
		}
	}
}
