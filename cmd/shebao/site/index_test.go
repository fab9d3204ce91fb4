package site

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"shebao/cmd/shebao/site/sitetest"
	"shebao/generator/publish"
)

// town is a small site that is built in a folder of its own.
type town struct {
	*testing.T
	Place
}

func newTown(t *testing.T) *town {
	dir := t.TempDir()
	x := &town{t, Place{Content: filepath.Join(dir, "content"), Public: filepath.Join(dir, "public"), Data: filepath.Join(dir, "data")}}
	x.write("one")
	return x
}

// write writes the town's only guide, which says text.
func (x *town) write(text string) {
	x.Helper()
	writeTown(x.T, x.Content, text)
}

func writeTown(t *testing.T, dir, text string) {
	t.Helper()
	for file, text := range map[string]string{
		"site.yaml": "title: Town\nlanguages: [en]\n", "en/hello.md": "---\ntitle: Hello\n---\nThis is build " + text + " of the town.\n",
	} {
		file = filepath.Join(dir, file)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// build builds the site and returns what the build is called.
func (x *town) build() string {
	x.Helper()
	result, err := x.Build(x.Context(), time.Now())
	if err != nil {
		x.Fatal(err)
	}
	return result.Build
}

func (x *town) entries() (names []string) {
	entries, err := os.ReadDir(x.indexes())
	if err != nil {
		x.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// The indexes of the current build and of the one before stay, for going back;
// none of their bytes change; what else stands there goes, but for what another
// build is making.
func TestEarlierIndexesAreRemoved(t *testing.T) {
	t.Parallel()
	x := newTown(t)
	var builds []string
	for _, name := range []string{"one", "two", "three", "four", "four"} {
		x.write(name)
		var before map[string][]byte
		if len(builds) > 0 {
			before = readFiles(t, x.Index(builds[len(builds)-1]))
		}
		if build := x.build(); !slices.Contains(builds, build) {
			builds = append(builds, build)
		}
		if len(before) > 0 {
			after := readFiles(t, x.Index(builds[max(0, len(builds)-2)]))
			for file, body := range before {
				if name != "four" && !bytes.Equal(after[file], body) {
					t.Errorf("%s was written in place", file)
				}
			}
		}
		own, err := x.newIndex("killed")
		if err != nil {
			t.Fatal(err)
		}
		for _, leftover := range []string{own, own + ".away", filepath.Join(x.indexes(), "01234567-other.new"), filepath.Join(x.indexes(), "0123456789abcdef")} {
			if err := os.MkdirAll(filepath.Join(leftover, "parts"), 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
	x.build()
	want := []string{"01234567-other.new", builds[len(builds)-1], builds[len(builds)-2]}
	slices.Sort(want)
	if got := x.entries(); !slices.Equal(got, want) {
		t.Errorf("there are %v, want %v", got, want)
	}
	for _, build := range builds[len(builds)-2:] {
		if !x.HasIndex(build) {
			t.Errorf("the index of %s does not open", build)
		}
	}
	if previous := publish.In(x.previous()); previous != builds[len(builds)-2] {
		t.Errorf("the build before is %q, want %q", previous, builds[len(builds)-2])
	}
}

func readFiles(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		all[name], err = os.ReadFile(filepath.Join(dir, name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// A build neither keeps a damaged index nor takes anything over from one.
func TestBuildMakesADamagedIndexAnew(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"one", "two"} { // as it was, and changed
		x := newTown(t)
		sitetest.DamageIndex(t, x.Index(x.build()))
		x.write(name)
		if build := x.build(); !x.HasIndex(build) {
			t.Errorf("content %s: the index does not open", name)
		}
	}
}
