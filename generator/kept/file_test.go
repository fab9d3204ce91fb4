package kept

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// someState has something in every field.
func someState() State {
	var s State
	n := int64(0)
	fill(reflect.ValueOf(&s.Head).Elem(), &n)
	fill(reflect.ValueOf(&s.Rest).Elem(), &n)
	s.Format = Format
	return s
}

func TestWhatABuildLeavesIsFoundAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cache", "build")
	want := someState()
	if err := want.Save(path); err != nil {
		t.Fatal(err)
	}
	got := Load(path)
	if len(got.Pages) > 0 {
		t.Error("the rest is read before it is needed")
	}
	if again := filepath.Join(t.TempDir(), "again"); got.Save(again) != nil || !sameBytes(t, path, again) {
		t.Error("what was not read is not saved as it was")
	}
	got.Read()
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(State{})); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if others, err := os.ReadDir(filepath.Dir(path)); err != nil || len(others) != 1 {
		t.Errorf("beside it stand %v %v", others, err)
	}
}

func TestWhatIsDamagedOrAnotherProgramsIsEmpty(t *testing.T) {
	path := filepath.Join(t.TempDir(), "build")
	s := someState()
	if err := s.Save(path); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	empty := func(what string, data []byte) {
		t.Helper()
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		got := Load(path)
		got.Read()
		if diff := cmp.Diff(State{}, got, cmpopts.IgnoreUnexported(State{})); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
	for at := 0; at < len(whole); at += 7 {
		damaged := append([]byte{}, whole...)
		damaged[at] ^= 0x10
		empty("one bit is another", damaged)
		empty("cut off", whole[:at])
	}
	empty("something stands behind it", append(append([]byte{}, whole...), 0))

	s.Format++
	if err := s.Save(path); err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	empty("of another format", other)
	if got := Load(filepath.Join(t.TempDir(), "missing")); got.Format != 0 {
		t.Error("a file that is not there has something")
	}
}

func sameBytes(t *testing.T, a, b string) bool {
	t.Helper()
	first, err := os.ReadFile(a)
	if err != nil {
		t.Fatal(err)
	}
	second, err := os.ReadFile(b)
	if err != nil {
		t.Fatal(err)
	}
	return string(first) == string(second)
}
