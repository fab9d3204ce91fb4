package publish

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"shebao/generator/publish/publishtest"
)

func TestAFolderThatCannotBeExchangedIsFilledInPlace(t *testing.T) {
	tests := []struct {
		name   string
		disk   Disk
		beside []string // what stands beside public afterwards
	}{
		{"public is a mount point", failing("exchange", "/.public.new", syscall.EBUSY), []string{"public"}},
		{"public is a layer of a container", failing("exchange", "/.public.new", syscall.EXDEV), []string{"public"}},
		{"public is another file system", otherFileSystem(), []string{"public"}},
		{"the folder around public may not be changed", failing("lock", "/.public.lock", syscall.EACCES), []string{"public"}},
		{"the folder around public is read-only", failing("lock", "/.public.lock", syscall.EROFS), []string{"public"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			public := filepath.Join(dir, "public")
			mustPublish(t, public, site("one"))
			publishtest.Write(t, public, map[string]string{".gitignore": "*\n", "en/old/folder/page.html": "old"})
			late, err := publishFiles(tt.disk, public, site("two"))
			if err := errors.Join(append(late, err)...); err != nil {
				t.Fatal(err)
			}
			equal(t, "public", publishtest.Tree(t, public), with(site("two"), map[string]string{".gitignore": "*\n"}))
			if exists(filepath.Join(public, "en", "old")) {
				t.Error("an empty folder is left")
			}
			equal(t, "beside it", publishtest.Names(t, dir), tt.beside)
		})
	}

	inPlace := failing("lock", "/.public.lock", syscall.EACCES)
	t.Run("files and folders can trade places", func(t *testing.T) {
		public := filepath.Join(t.TempDir(), "public")
		mustPublish(t, public, map[string]string{"site.json": `{"build":"1"}`, "a": "file", "b/c/index.html": "page"})
		want := map[string]string{"site.json": `{"build":"2"}`, "a/index.html": "page", "b/c": "file"}
		if _, err := publishFiles(inPlace, public, want); err != nil {
			t.Fatal(err)
		}
		equal(t, "public", publishtest.Tree(t, public), want)
	})

	t.Run("a link inside the folder leads no write out of it", func(t *testing.T) {
		dir := t.TempDir()
		public := filepath.Join(dir, "public")
		publishtest.Write(t, dir, map[string]string{"public/site.json": `{"build":"1"}`, "elsewhere/index.html": "precious"})
		if err := os.Symlink("../elsewhere", filepath.Join(public, "en")); err != nil {
			t.Fatal(err)
		}
		if _, err := publishFiles(inPlace, public, site("two")); err != nil {
			t.Fatal(err)
		}
		equal(t, "elsewhere", publishtest.Tree(t, filepath.Join(dir, "elsewhere")), map[string]string{"index.html": "precious"})
		equal(t, "public", publishtest.Tree(t, public), site("two"))
	})

	t.Run("assets come first, then pages, then site.json, and what has gone is removed last", func(t *testing.T) {
		public := filepath.Join(t.TempDir(), "public")
		mustPublish(t, public, site("one"))
		var order []string
		d := Disk{Unsynced: true, Before: func(op, path string) error {
			if op == "lock" && strings.HasSuffix(path, "/.public.lock") {
				return syscall.EACCES
			}
			if (op == "rename" || op == "remove") && !filepath.IsAbs(path) {
				order = append(order, op+" "+path)
			}
			return nil
		}}
		if _, err := publishFiles(d, public, site("two")); err != nil {
			t.Fatal(err)
		}
		equal(t, "order", order, []string{
			"rename assets/site-two.css", "rename en/guides/a/index.html", "rename en/index.html", "rename en/only-in-two.html",
			"rename index.html", "rename site.json", "remove assets/site-one.css", "remove en/only-in-one.html",
		})
	})
}
