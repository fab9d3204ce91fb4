package server

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The package comment says of every file what it decides, so that a reader finds
// the one to change.
func TestThePackageCommentNamesEveryFileAndNoOther(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, word := range strings.FieldsFunc(string(text), func(r rune) bool { return strings.ContainsRune(" \t\n;,:()/", r) }) {
		if strings.HasSuffix(word, ".go") {
			named[word] = true
		}
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		switch {
		case named[file], file == "doc.go", strings.HasSuffix(file, "_test.go"), strings.HasSuffix(file, "_other.go"):
			delete(named, file)
		default:
			t.Errorf("%s is not named", file)
		}
	}
	for name := range named {
		t.Errorf("%s is named and not there", name)
	}
}
