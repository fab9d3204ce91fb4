package main

import (
	"bytes"
	"testing"
)

// TestTheFolderInsideTheProgramIsNoOther runs where the guides lie that the
// program was built with: files beside them that are no guides make no difference.
func TestTheFolderInsideTheProgramIsNoOther(t *testing.T) {
	t.Chdir("../..")
	var out bytes.Buffer
	program{stderr: &out}.warnUnused(place{})
	if out.Len() > 0 {
		t.Errorf("warned: %s", &out)
	}
}
