package check

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"shebao/generator/theme"
)

var update = flag.Bool("update", false, "write what is found now into the files of rules and testdata")

// today is the day on which the tests happen.
var today = time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)

// TestEveryRuleFindsWhatItsPageSays checks the wrong and the right case of every rule's
// page: in the wrong one the rule finds what the page says, at its place, and in the
// right one nothing. What other rules find in such small pages does not matter, but for
// errors in the right one.
func TestEveryRuleFindsWhatItsPageSays(t *testing.T) {
	for _, rule := range Rules() {
		t.Run(rule.Name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join("rules", rule.Name+".txtar")
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal("every rule has a page: ", err)
			}
			trees := map[string]fstest.MapFS{"wrong": {}, "right": {}}
			var want *txtar.File
			for i, f := range archive.Files {
				which, name, ok := strings.Cut(f.Name, "/")
				switch {
				case f.Name == "wrong.want":
					want = &archive.Files[i]
				case ok && trees[which] != nil:
					trees[which][name] = &fstest.MapFile{Data: f.Data}
				default:
					t.Fatalf("%s is neither wrong nor right", f.Name)
				}
			}
			var got strings.Builder
			for _, f := range run(t, trees["wrong"]).Findings {
				if f.Rule == rule.Name {
					got.WriteString(f.String() + "\n")
					if f.Severity != rule.Severity {
						t.Errorf("%s: the rule is an %s", f, rule.Severity)
					}
				}
			}
			if got.Len() == 0 {
				t.Error("nothing is found in the wrong case")
			}
			if *update {
				want.Data = []byte(got.String())
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if d := cmp.Diff(string(want.Data), got.String()); d != "" {
				t.Errorf("found in the wrong case (-want +got):\n%s", d)
			}
			for _, f := range run(t, trees["right"]).Findings {
				if f.Rule == rule.Name || f.Severity == Error && rule.Name != "no-content" {
					t.Errorf("found in the right case: %s", f)
				}
			}
			if page, ok := Explain(rule.Name); !ok || !strings.Contains(page, rule.Summary) || len(archive.Comment) < 40 {
				t.Errorf("the page explains nothing: %s", page)
			}
		})
	}
	if _, ok := Explain("no-such-rule"); ok {
		t.Error("a rule that there is not is explained")
	}
}

// TestEveryRuleIsListed looks through the sources that name rules, so that no
// finding has one without a page.
func TestEveryRuleIsListed(t *testing.T) {
	known := severities()
	named := regexp.MustCompile(`(?:Rule: |rule := |rule = |rule, message = |\.(?:fault|warn|add|note|refuse)\(|\badd\(|\bat\(\w+, )"([a-z]+(?:-[a-z]+)*)"`)
	used := map[string]bool{}
	for _, pattern := range []string{"*.go", "../*.go", "../guide/*.go", "../markdown/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatal(pattern, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range named.FindAllStringSubmatch(string(text), -1) {
				used[m[1]] = true
				if _, ok := known[m[1]]; !ok && m[1] != "no-base-url" {
					t.Errorf("%s: the rule %s is not listed", file, m[1])
				}
			}
		}
	}
	for name := range known {
		if !used[name] {
			t.Errorf("nothing finds %s", name)
		}
	}
	pages, err := filepath.Glob("rules/*.txtar")
	if err != nil || len(pages) != len(known) {
		t.Errorf("%d pages for %d rules (%v)", len(pages), len(known), err)
	}
	if rules := Rules(); !slices.ContainsFunc(rules, func(r Rule) bool { return r.Severity == Warning }) {
		t.Error(rules)
	}
}

// run checks a tree of files, one English page by default.
func run(t testing.TB, files fstest.MapFS) Report {
	t.Helper()
	if files["site.yaml"] == nil {
		files["site.yaml"] = &fstest.MapFile{Data: []byte("title: Town cards\nlanguages: [en]\n")}
	}
	report, err := Run(context.Background(), Options{Content: files, Now: today, Theme: sharedTheme(t)})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

var makeTheme = sync.OnceValues(func() (*theme.Theme, error) { return theme.New(theme.Options{}) })

// sharedTheme is made once: bundling its styles takes a while.
func sharedTheme(t testing.TB) *theme.Theme {
	t.Helper()
	th, err := makeTheme()
	if err != nil {
		t.Fatal(err)
	}
	return th
}
