package publish

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"

	"shebao/generator/publish/publishtest"
)

// site is a small finished site that says which build it is, on every page.
func site(build string) map[string]string {
	return map[string]string{
		"site.json":                     `{"build":"` + build + `"}`,
		"index.html":                    build,
		"en/index.html":                 build,
		"en/guides/a/index.html":        build,
		"assets/site-" + build + ".css": build,
		"en/only-in-" + build + ".html": build,
	}
}

// publishFiles does with ready files what Build does with pages.
func publishFiles(d Disk, public string, files map[string]string) (late []error, err error) {
	to, err := Open(context.Background(), d, public, time.Second)
	if err != nil {
		return nil, err
	}
	defer func() { late = append(late, to.Close()) }()
	s := to.Stage()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := s.Write(name, []byte(files[name])); err != nil {
			return nil, err
		}
	}
	return to.Publish(s)
}

func mustPublish(t *testing.T, public string, files map[string]string) {
	t.Helper()
	late, err := publishFiles(Disk{Unsynced: true}, public, files)
	if err := errors.Join(append(late, err)...); err != nil {
		t.Fatal(err)
	}
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := diff.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func with(files map[string]string, more map[string]string) map[string]string {
	all := maps.Clone(files)
	maps.Copy(all, more)
	return all
}

func TestANewSiteTakesTheOldOnesPlaceWhole(t *testing.T) {
	t.Run("a folder that is not there yet is made, with the folders around it", func(t *testing.T) {
		public := filepath.Join(t.TempDir(), "var", "www", "public")
		mustPublish(t, public, site("one"))
		equal(t, "public", publishtest.Tree(t, public), site("one"))
		equal(t, "beside it", publishtest.Names(t, filepath.Dir(public)), []string{"public"})
	})

	t.Run("the new site takes the old one's place, which stays as the previous build", func(t *testing.T) {
		dir := t.TempDir()
		public := filepath.Join(dir, "public")
		for _, build := range []string{"one", "two", "three"} {
			mustPublish(t, public, site(build))
		}
		equal(t, "public", publishtest.Tree(t, public), site("three"))
		equal(t, "previous", publishtest.Tree(t, filepath.Join(dir, ".public.previous")), site("two"))
		equal(t, "nothing else is left", publishtest.Names(t, dir), []string{".public.previous", "public"})
	})

	t.Run("a server with the old folder open goes on reading it", func(t *testing.T) {
		public := filepath.Join(t.TempDir(), "public")
		mustPublish(t, public, site("one"))
		open, err := os.OpenRoot(public)
		if err != nil {
			t.Fatal(err)
		}
		defer open.Close()
		mustPublish(t, public, site("two"))
		body, err := open.ReadFile("en/guides/a/index.html")
		if err != nil || string(body) != "one" {
			t.Errorf("read %q, %v", body, err)
		}
	})

	t.Run("dotfiles and the folder's mode stay", func(t *testing.T) {
		public := filepath.Join(t.TempDir(), "public")
		dotfiles := map[string]string{".gitignore": "*\n", ".git/HEAD": "ref", ".git/objects/ab/cd": "object"}
		publishtest.Write(t, public, dotfiles)
		if err := os.Symlink("/nowhere", filepath.Join(public, ".link")); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(public, 0o750); err != nil {
			t.Fatal(err)
		}
		mustPublish(t, public, site("one"))
		mustPublish(t, public, site("two"))
		if to, err := os.Readlink(filepath.Join(public, ".link")); err != nil || to != "/nowhere" {
			t.Errorf("link: %q, %v", to, err)
		}
		if err := os.Remove(filepath.Join(public, ".link")); err != nil {
			t.Fatal(err)
		}
		equal(t, "public", publishtest.Tree(t, public), with(site("two"), dotfiles))
		if info, _ := os.Stat(public); info.Mode().Perm() != 0o750 {
			t.Errorf("mode is %v", info.Mode())
		}
	})

	t.Run("a link to the folder stays a link", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, "real"), 0o755); err != nil {
			t.Fatal(err)
		}
		public := filepath.Join(dir, "public")
		if err := os.Symlink("real", public); err != nil {
			t.Fatal(err)
		}
		mustPublish(t, public, site("one"))
		equal(t, "real", publishtest.Tree(t, filepath.Join(dir, "real")), site("one"))
		if info, _ := os.Lstat(public); info.Mode()&fs.ModeSymlink == 0 {
			t.Error("the link was replaced")
		}
	})
}

func TestAFolderThatHoldsNoSiteOfOursIsRefused(t *testing.T) {
	tests := []struct {
		name  string
		files map[string]string
		want  error
		text  string
	}{
		{"a folder with somebody's files", map[string]string{"thesis.odt": "years of work"}, ErrForeign, "choose an empty folder"},
		{"a folder whose site.json is another program's", map[string]string{"site.json": `{"name":"x"}`, "index.html": "x"}, ErrForeign, ""},
		{"a folder with folders alone", map[string]string{"photos/2019/a.jpg": "x"}, ErrForeign, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			public := filepath.Join(dir, "public")
			publishtest.Write(t, public, tt.files)
			_, err := publishFiles(Disk{}, public, site("one"))
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.text) || !strings.Contains(err.Error(), public) {
				t.Errorf("error %v", err)
			}
			equal(t, "public", publishtest.Tree(t, public), tt.files)
			equal(t, "nothing is left beside it", publishtest.Names(t, dir), []string{"public"})
		})
	}

	t.Run("a file in the folder's place", func(t *testing.T) {
		public := filepath.Join(t.TempDir(), "public")
		publishtest.Write(t, filepath.Dir(public), map[string]string{"public": "a file"})
		if _, err := publishFiles(Disk{}, public, site("one")); !errors.Is(err, syscall.ENOTDIR) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("a link that leads nowhere", func(t *testing.T) {
		public := filepath.Join(t.TempDir(), "public")
		if err := os.Symlink("missing", public); err != nil {
			t.Fatal(err)
		}
		if _, err := publishFiles(Disk{}, public, site("one")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("the root of the file system", func(t *testing.T) {
		if _, err := publishFiles(Disk{}, "/", site("one")); !errors.Is(err, ErrForeign) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("names that lead out of the folder", func(t *testing.T) {
		dir := t.TempDir()
		for _, name := range []string{"../out.html", "/etc/x", "a/../../out.html", ""} {
			if _, err := publishFiles(Disk{}, filepath.Join(dir, "public"), map[string]string{name: "x"}); err == nil {
				t.Errorf("%q was written", name)
			}
		}
		equal(t, "nothing was written", publishtest.Names(t, dir), []string(nil))
	})
}

func TestWhatIsDamagedOrLeftOverIsRepairedByTheNextBuild(t *testing.T) {
	t.Run("a damaged site.json is replaced", func(t *testing.T) {
		public := filepath.Join(t.TempDir(), "public")
		publishtest.Write(t, public, map[string]string{"site.json": `{"build":"on`, "en/index.html": "half"})
		mustPublish(t, public, site("two"))
		equal(t, "public", publishtest.Tree(t, public), site("two"))
	})

	t.Run("what an interrupted build left is removed", func(t *testing.T) {
		dir := t.TempDir()
		public := filepath.Join(dir, "public")
		mustPublish(t, public, site("one"))
		publishtest.Write(t, dir, map[string]string{".public.new/en/half.html": "", ".public.away/x": "", ".public.lock": "", "public/.shebao.new/x": ""})
		mustPublish(t, public, site("two"))
		equal(t, "public", publishtest.Tree(t, public), site("two"))
		equal(t, "beside it", publishtest.Names(t, dir), []string{".public.previous", "public"})
	})

	t.Run("a site that was taken away comes back even if the next build fails", func(t *testing.T) {
		dir := t.TempDir()
		public := filepath.Join(dir, "public")
		publishtest.Write(t, filepath.Join(dir, ".public.away"), site("one"))
		if _, err := publishFiles(Disk{}, public, map[string]string{"../bad": ""}); err == nil {
			t.Fatal("no error")
		}
		equal(t, "public", publishtest.Tree(t, public), site("one"))
	})
}

func TestASiteIsReplacedWhereFoldersCannotBeExchanged(t *testing.T) {
	dir := t.TempDir()
	public := filepath.Join(dir, "public")
	d := Disk{Unsynced: true, Before: func(op, _ string) error {
		if op == "exchange" {
			return errors.ErrUnsupported
		}
		return nil
	}}
	for _, build := range []string{"one", "two", "three"} {
		late, err := publishFiles(d, public, site(build))
		if err := errors.Join(append(late, err)...); err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "public", publishtest.Tree(t, public), site("three"))
	equal(t, "previous", publishtest.Tree(t, filepath.Join(dir, ".public.previous")), site("two"))
	equal(t, "nothing else is left", publishtest.Names(t, dir), []string{".public.previous", "public"})
}

func TestOneBuildAtATimeChangesAPublicFolder(t *testing.T) {
	public := filepath.Join(t.TempDir(), "public")
	first, err := Open(context.Background(), Disk{}, public, time.Second)
	if err != nil {
		t.Fatal(err)
	}

	t.Run("a second build gives up after its time", func(t *testing.T) {
		_, err := Open(context.Background(), Disk{}, public, time.Millisecond)
		if !errors.Is(err, ErrBusy) || !strings.Contains(err.Error(), public) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("a second build stops waiting when it is stopped", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := Open(ctx, Disk{}, public, time.Hour); !errors.Is(err, context.Canceled) {
			t.Errorf("error %v", err)
		}
	})
	t.Run("a second build goes on when the first is done", func(t *testing.T) {
		done := make(chan error)
		go func() {
			second, err := Open(context.Background(), Disk{}, public, time.Minute)
			if err == nil {
				err = second.Close()
			}
			done <- err
		}()
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	equal(t, "nothing is left", publishtest.Names(t, filepath.Dir(public)), []string(nil))
}
