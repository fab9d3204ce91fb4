package archive

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// finished writes a build of a few files.
func finished(t *testing.T) Build {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"public/site.json": "{}", "public/en/index.html": "<p>Hello", "public/.git/config": "secret", "public/.hidden": "secret",
		"index/1f0c/store": "terms",
	} {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, name, []byte(text))
	}
	return Build{Public: filepath.Join(dir, "public"), Index: filepath.Join(dir, "index", "1f0c"), Name: "1f0c"}
}

func TestWhatIsPackedIsUnpackedAsItWas(t *testing.T) {
	b, dir := finished(t), t.TempDir()
	file := filepath.Join(dir, "site.tar.zst")
	if err := Pack(file, b); err != nil {
		t.Fatal(err)
	}
	if err := Verify(file); err != nil {
		t.Error(err)
	}
	s := Open(file, filepath.Join(dir, "archive"))
	if err := s.Unpack(); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"public/site.json": "{}", "public/en/index.html": "<p>Hello", "index/1f0c/store": "terms"} {
		if got, err := os.ReadFile(filepath.Join(s.Dir(), name)); err != nil || string(got) != want {
			t.Errorf("%s is %q, %v", name, got, err)
		}
	}
	for _, name := range []string{".git", ".hidden"} {
		if _, err := os.Lstat(filepath.Join(s.Public(), name)); err == nil {
			t.Errorf("%s, which is hidden, was packed too", name)
		}
	}
}

func TestTheSameBuildGivesTheSameBytes(t *testing.T) {
	b, dir := finished(t), t.TempDir()
	var archives [2][]byte
	for i := range archives {
		file := filepath.Join(dir, "site.tar.zst")
		if err := Pack(file, b); err != nil {
			t.Fatal(err)
		}
		var err error
		if archives[i], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(archives[0], archives[1]) {
		t.Error("packed twice, it is not the same")
	}
}

func TestABuildThatCannotBePackedLeavesTheEarlierArchive(t *testing.T) {
	b, dir := finished(t), t.TempDir()
	file := filepath.Join(dir, "site.tar.zst")
	write(t, file, []byte("the earlier one"))
	b.Index += "-gone"
	if err := Pack(file, b); err == nil || !strings.Contains(err.Error(), file) {
		t.Errorf("packing says %v", err)
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "the earlier one" {
		t.Errorf("the archive is %q, %v", text, err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("something is left behind: %v, %v", entries, err)
	}
}
