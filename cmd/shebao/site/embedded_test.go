package site

import (
	"path/filepath"
	"testing"
)

// The folder that the program was built with holds the guides inside it: files
// beside them that are no guides make no difference.
func TestTheFolderInsideTheProgramIsNoOther(t *testing.T) {
	if DiffersFromEmbedded(filepath.FromSlash("../../../content")) {
		t.Error("it differs")
	}
	x := newTown(t)
	if !DiffersFromEmbedded(x.Content) {
		t.Error("another town's guides are taken for those inside")
	}
	if DiffersFromEmbedded(x.Public) {
		t.Error("a folder that is not there is another town's")
	}
}
