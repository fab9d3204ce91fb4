package publish

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"shebao/generator/publish/publishtest"
)

func TestGoingBackOneBuild(t *testing.T) {
	for name, d := range map[string]Disk{"in one step": {Unsynced: true}, "without an exchange": noExchange()} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			public := filepath.Join(dir, "public")
			if err := back(context.Background(), d, public, time.Second); !errors.Is(err, ErrNoPrevious) {
				t.Errorf("without a site: %v", err)
			}
			mustPublish(t, public, site("one"))
			if err := back(context.Background(), d, public, time.Second); !errors.Is(err, ErrNoPrevious) {
				t.Errorf("without a previous build: %v", err)
			}
			mustPublish(t, public, site("two"))
			publishtest.Write(t, public, map[string]string{".gitignore": "mine"})
			for _, want := range []string{"one", "two", "one"} {
				if err := back(context.Background(), d, public, time.Second); err != nil {
					t.Fatal(err)
				}
				files := site(want)
				files[".gitignore"] = "mine"
				equal(t, "the site", publishtest.Tree(t, public), files)
				equal(t, "beside it", publishtest.Names(t, dir), []string{".public.previous", "public"})
			}
			mustPublish(t, public, site("three"))
			equal(t, "the previous build", publishtest.Tree(t, filepath.Join(dir, ".public.previous"))["site.json"], site("one")["site.json"])
		})
	}
}

// noExchange is a disk that cannot exchange two folders.
func noExchange() Disk {
	return Disk{Unsynced: true, Before: func(op, _ string) error {
		if op == "exchange" {
			return errors.ErrUnsupported
		}
		return nil
	}}
}
