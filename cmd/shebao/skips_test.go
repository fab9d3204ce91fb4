package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Nothing is left out where a change is decided on: whatever leaves a test out
// has looked whether this is CI, where what is missing fails it, or does so in the
// second, short run alone, with the race detector.
func TestNothingIsLeftOutInCI(t *testing.T) {
	skips := 0
	err := filepath.WalkDir("../..", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && name != "../.." && (strings.HasPrefix(entry.Name(), ".") || entry.Name() == "public" || entry.Name() == "data") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || strings.HasPrefix(f.Name.Name, "Fuzz") || strings.HasPrefix(f.Name.Name, "Benchmark") { // what is no case, and what measures
				continue
			}
			places, looked := skipsOf(f)
			skips += len(places)
			for _, at := range places {
				if !looked {
					t.Errorf("%s leaves a test out, and may do so in CI", set.Position(at))
				}
			}
		}
		return nil
	})
	if err != nil || skips < 10 {
		t.Fatalf("%d tests may be left out, %v", skips, err)
	}
}

// skipsOf are the places in a function that leave a test out, and whether it
// looks where it runs.
func skipsOf(f *ast.FuncDecl) (places []token.Pos, looked bool) {
	ast.Inspect(f, func(n ast.Node) bool {
		if text, ok := n.(*ast.BasicLit); ok {
			word, _ := strconv.Unquote(text.Value) // a number has no quotes
			looked = looked || word == "CI" || word == "-race"
		}
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		method, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		of, _ := method.X.(*ast.Ident)
		switch method.Sel.Name {
		case "Skip", "Skipf", "SkipNow":
			if of != nil && of.Name == "t" {
				places = append(places, call.Pos())
			}
		case "Short":
			looked = looked || of != nil && of.Name == "testing"
		}
		return true
	})
	return places, looked
}

// .ci/run says that it is CI, runs everything once at full length, and is the
// whole of what decides.
func TestTheDecisionIsMadeAtFullLength(t *testing.T) {
	text, err := os.ReadFile("../../.ci/run")
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"export CI=true", "go test ./...", "go test -race -short ./..."} {
		if !strings.Contains(string(text), "\n"+line+"\n") {
			t.Errorf(".ci/run has no line %q", line)
		}
	}
}
