//go:build unix

package generator

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"shebao/generator/guide"
	"shebao/generator/publish"
	"shebao/generator/publish/publishtest"
)

// TestBuildTakesPicturesOnly puts something else in a picture's place.
func TestBuildTakesPicturesOnly(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret.png")
	if err := os.WriteFile(secret, []byte(png), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		make func(path string) error
		want string
	}{
		{"a pipe", func(path string) error { return syscall.Mkfifo(path, 0o644) }, "is a link or some other thing"},
		{"a link out of the content", func(path string) error { return os.Symlink(secret, path) }, "is a link or some other thing"},
		{"a link to a device", func(path string) error { return os.Symlink("/dev/zero", path) }, "is a link or some other thing"},
		{"a folder", func(path string) error { return os.Mkdir(path, 0o755) }, "is a link or some other thing"},
		{"an empty file", func(path string) error { return os.WriteFile(path, nil, 0o644) }, "this is no png picture"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			content := filepath.Join(dir, "content")
			publishtest.Write(t, content, map[string]string{
				"site.yaml":   "title: x\nlanguages: [en]\n",
				"en/sub/a.md": "---\ntitle: x\n---\n![x](pictures/x.png)",
			})
			if err := os.Mkdir(filepath.Join(content, "en", "sub", "pictures"), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := tt.make(filepath.Join(content, "en", "sub", "pictures", "x.png")); err != nil {
				t.Fatal(err)
			}
			public := filepath.Join(dir, "public")
			_, err := Build(context.Background(), testOptions(t, os.DirFS(content), public))
			var faults guide.Faults
			if !errors.As(err, &faults) || !strings.Contains(faults.Error(), tt.want) {
				t.Errorf("error %v", err)
			}
			if exists(public) {
				t.Error("something was published")
			}
		})
	}
}

// TestBuildWhenCallsFail lets each call of a whole build fail in turn.
func TestBuildWhenCallsFail(t *testing.T) {
	step := 1
	if testing.Short() {
		step = 7
	}
	for n := 1; ; n += step {
		dir := t.TempDir()
		public := filepath.Join(dir, "public")
		earlier := map[string]string{publish.SiteFile: `{"build":"one"}`, "en/index.html": "one"}
		publishtest.Write(t, public, earlier)
		calls, call := 0, ""
		o := testOptions(t, smallSite(), public)
		o.Workers = 1
		_, err := build(context.Background(), o, publish.Disk{Unsynced: true, Before: func(op, path string) error {
			if calls++; calls == n {
				call = op + " " + path
				return syscall.ENOSPC
			}
			return nil
		}})
		if call == "" {
			if err != nil {
				t.Fatal(err)
			}
			return
		}
		files := publishtest.Tree(t, public)
		switch {
		case err == nil && files["zh/guides/report/index.html"] == "":
			t.Errorf("call %d, %s: no error and no site", n, call)
		case err != nil && !errors.Is(err, syscall.ENOSPC):
			t.Errorf("call %d, %s: %v", n, call, err)
		case err != nil:
			equal(t, fmt.Sprintf("public after call %d, %s", n, call), files, earlier)
		}
	}
}

// TestTwoBuildsAtOnce holds that the second waits for the first.
func TestTwoBuildsAtOnce(t *testing.T) {
	public := filepath.Join(t.TempDir(), "public")
	var group sync.WaitGroup
	for i := range 6 {
		group.Go(func() {
			site := edited(smallSite(), map[string]string{"en/about.md": fmt.Sprintf("---\ntitle: Builder %d\n---\n", i%2)})
			o := testOptions(t, site, public)
			o.LockWait = time.Minute
			if _, err := Build(context.Background(), o); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	files := publishtest.Tree(t, public)
	checkLinks(t, files)
	equal(t, "beside it", publishtest.Names(t, filepath.Dir(public)), []string{".public.previous", "public"})
}
