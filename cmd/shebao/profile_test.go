package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The profiles of a build are in the forms that 'go tool pprof' and 'go tool
// trace' read, and hold what they are asked for.
func TestProfilesHoldWhatTheyAreAskedFor(t *testing.T) {
	dir := t.TempDir()
	town := filepath.Join(dir, "town")
	writeTown(t, town, "one")
	file := func(name string) string { return filepath.Join(dir, name) }
	shebao(t, nil, "build", "--content", town, "--public", file("public"), "--data", file("data"),
		"--cpuprofile", file("cpu"), "--memprofile", file("memory"), "--trace", file("trace"))
	for name, names := range map[string][]string{"cpu": {"cpu", "nanoseconds"}, "memory": {"alloc_space", "inuse_space", "shebao/"}} {
		packed, err := os.ReadFile(file(name))
		if err != nil {
			t.Fatal(err)
		}
		r, err := gzip.NewReader(bytes.NewReader(packed))
		if err != nil {
			t.Fatalf("--%sprofile: %v", name, err)
		}
		profile, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range names {
			if !bytes.Contains(profile, []byte(want)) {
				t.Errorf("the profile of %s, of %d bytes, says nothing of %s", name, len(profile), want)
			}
		}
	}
	if text, err := os.ReadFile(file("trace")); err != nil || !strings.HasPrefix(string(text), "go 1.") || !bytes.Contains(text, []byte("trace")) {
		t.Errorf("the trace begins with %.16q, %v", text, err)
	}
}
