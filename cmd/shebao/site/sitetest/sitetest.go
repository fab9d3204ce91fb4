// Package sitetest does to a site on a disk what tests need done to it.
package sitetest

import (
	"os"
	"path/filepath"
	"testing"
)

// DamageIndex changes a bit in the middle of the one segment of the index in a
// folder, as a bad disk does.
func DamageIndex(t testing.TB, folder string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.zap"))
	if err != nil || len(files) != 1 {
		t.Fatalf("segments %v, %v", files, err)
	}
	body, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	body[len(body)/2] ^= 4
	if err := os.WriteFile(files[0], body, 0o644); err != nil {
		t.Fatal(err)
	}
}
