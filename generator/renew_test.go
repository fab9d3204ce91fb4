//go:build unix

package generator

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shebao/generator/publish"
	"shebao/generator/publish/publishtest"
)

// growing is a site that is built again after every change of one guide.
type growing struct {
	t     *testing.T
	dir   string
	cache *Cache
	n     int
}

func (e *growing) public() string   { return filepath.Join(e.dir, "public") }
func (e *growing) previous() string { return filepath.Join(e.dir, ".public.previous") }

// build changes the guide and builds. The site is that of a build without a
// cache, and nothing is left beside it.
func (e *growing) build() {
	e.t.Helper()
	e.n++
	files := editable()
	files["en/guides/a.md"] = file0(strings.Replace(string(files["en/guides/a.md"].Data), "See", fmt.Sprintf("Version %d. See", e.n), 1))
	if e.n%2 == 0 { // comes and goes
		files["en/guides/d.md"] = file0("---\ntitle: D\n---\nText.\n")
	}
	o := testOptions(e.t, files, e.public())
	o.Cache = e.cache
	if _, err := Build(context.Background(), o); err != nil {
		e.t.Fatal(err)
	}
	o.Cache, o.Public = nil, filepath.Join(e.t.TempDir(), "public")
	if _, err := Build(context.Background(), o); err != nil {
		e.t.Fatal(err)
	}
	if diff := cmp.Diff(publishtest.Tree(e.t, o.Public), publishtest.Tree(e.t, e.public())); diff != "" {
		e.t.Errorf("build %d (-clean +ours):\n%s", e.n, diff)
	}
	if diff := cmp.Diff([]string{".public.previous", "public"}, publishtest.Names(e.t, e.dir)); diff != "" && e.n > 1 {
		e.t.Errorf("build %d left (-want +got):\n%s", e.n, diff)
	}
}

func (e *growing) inode(path string) os.FileInfo {
	e.t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		e.t.Fatal(err)
	}
	return info
}

func TestThePreviousBuildBecomesTheNextOne(t *testing.T) {
	e := &growing{t: t, dir: t.TempDir(), cache: new(Cache)}
	e.build()
	e.build()
	for range 3 {
		was, current := e.inode(e.previous()), publishtest.Tree(t, e.public())
		e.build()
		if !os.SameFile(was, e.inode(e.public())) {
			t.Error("a new tree was made")
		}
		if diff := cmp.Diff(current, publishtest.Tree(t, e.previous())); diff != "" {
			t.Errorf("what was current is not the previous build (-was +is):\n%s", diff)
		}
	}
}

// TestAPreviousBuildThatIsNotAsItWasLeft: whatever has become of it, the next
// build is right, and one after it uses the previous build again.
func TestAPreviousBuildThatIsNotAsItWasLeft(t *testing.T) {
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, change := range map[string]func(e *growing){
		"gone":           func(e *growing) { must(os.RemoveAll(e.previous())) },
		"a file":         func(e *growing) { must(os.RemoveAll(e.previous())); must(os.WriteFile(e.previous(), nil, 0o644)) },
		"a page is gone": func(e *growing) { must(os.Remove(filepath.Join(e.previous(), "zh/guides/a/index.html"))) },
		"a page more":    func(e *growing) { must(os.WriteFile(filepath.Join(e.previous(), "zh/guides/a/x.html"), nil, 0o644)) },
		"a page at top":  func(e *growing) { must(os.WriteFile(filepath.Join(e.previous(), "x.html"), nil, 0o644)) },
		"a page is longer": func(e *growing) {
			must(os.WriteFile(filepath.Join(e.previous(), "zh/guides/a/index.html"), []byte("x"), 0o644))
		},
		"a folder is a link": func(e *growing) {
			must(os.Rename(filepath.Join(e.previous(), "zh/guides"), filepath.Join(e.dir, "elsewhere")))
			must(os.Symlink(filepath.Join(e.dir, "elsewhere"), filepath.Join(e.previous(), "zh/guides")))
			t.Cleanup(func() { os.RemoveAll(filepath.Join(e.dir, "elsewhere")) })
		},
		"went back": func(e *growing) {
			must(os.Rename(e.public(), filepath.Join(e.dir, "x")))
			must(os.Rename(e.previous(), e.public()))
			must(os.Rename(filepath.Join(e.dir, "x"), e.previous()))
		},
	} {
		t.Run(name, func(t *testing.T) {
			e := &growing{t: t, dir: t.TempDir(), cache: new(Cache)}
			e.build()
			e.build()
			e.build()
			change(e)
			e.n++
			files := editable()
			o := testOptions(t, files, e.public())
			o.Cache = e.cache
			if _, err := Build(context.Background(), o); err != nil {
				t.Fatal(err)
			}
			os.RemoveAll(filepath.Join(e.dir, "elsewhere"))
			e.build()
			e.build()
			was := e.inode(e.previous())
			e.build()
			if !os.SameFile(was, e.inode(e.public())) {
				t.Error("the previous build is not used again")
			}
		})
	}
}

func TestABuildThatAServerStillReadsIsLeftAlone(t *testing.T) {
	e := &growing{t: t, dir: t.TempDir(), cache: new(Cache)}
	e.build()
	e.build()
	held, err := os.Open(filepath.Join(e.previous(), publish.SiteFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Flock(int(held.Fd()), syscall.LOCK_SH); err != nil {
		t.Fatal(err)
	}
	was := e.inode(e.previous())
	e.build()
	if os.SameFile(was, e.inode(e.public())) {
		t.Error("the tree of a server was changed")
	}
	if err := held.Close(); err != nil {
		t.Fatal(err)
	}
	e.build()
}
