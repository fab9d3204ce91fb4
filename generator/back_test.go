package generator

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"
)

func TestGoingBackOneBuild(t *testing.T) {
	for name, d := range map[string]disk{"in one step": {unsynced: true}, "without an exchange": noExchange()} {
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
			writeFiles(t, public, map[string]string{".gitignore": "mine"})
			for _, want := range []string{"one", "two", "one"} {
				if err := back(context.Background(), d, public, time.Second); err != nil {
					t.Fatal(err)
				}
				files := site(want)
				files[".gitignore"] = "mine"
				equal(t, "the site", readTree(t, public), files)
				equal(t, "beside it", names(t, dir), []string{".public.previous", "public"})
			}
			mustPublish(t, public, site("three"))
			equal(t, "the previous build", readTree(t, filepath.Join(dir, ".public.previous"))["site.json"], site("one")["site.json"])
		})
	}
}

// noExchange is a disk that cannot exchange two folders.
func noExchange() disk {
	return disk{unsynced: true, before: func(op, _ string) error {
		if op == "exchange" {
			return errors.ErrUnsupported
		}
		return nil
	}}
}
