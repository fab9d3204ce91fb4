package publish

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"testing"
	"time"

	"shebao/generator/publish/publishtest"
)

func TestNothingIsLeftOfAScratchFile(t *testing.T) {
	dir := t.TempDir()
	to, err := Open(context.Background(), Disk{}, filepath.Join(dir, "public"), time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	s := to.Stage()
	f, err := s.Scratch()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteAt([]byte("text"), 3); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 4)
	if _, err := f.ReadAt(got, 3); err != nil || string(got) != "text" {
		t.Errorf("read %q, %v", got, err)
	}
	if left := publishtest.Names(t, s.dir); len(left) > 0 {
		t.Errorf("in the stage stands %v", left)
	}
}

func TestWhereAnOpenFileCannotBeRemovedThereIsNoScratchFile(t *testing.T) {
	d := Disk{Before: func(op, _ string) error {
		if op == "remove" {
			return fs.ErrPermission
		}
		return nil
	}}
	dir := t.TempDir()
	if _, err := newStage(d, dir).Scratch(); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("it says: %v", err)
	}
	if left := publishtest.Names(t, dir); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
	if _, err := Proof(func(string, []byte) error { return nil }).Scratch(); !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("of a stage without a folder it says: %v", err)
	}
}
