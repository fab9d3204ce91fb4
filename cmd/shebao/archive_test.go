package main

import (
	"archive/tar"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// packFiles makes an archive of entries, "name" or "name -> where a link leads".
func packFiles(t *testing.T, file string, entries ...string) {
	t.Helper()
	var out bytes.Buffer
	packed, err := zstd.NewWriter(&out)
	if err != nil {
		t.Fatal(err)
	}
	w := tar.NewWriter(packed)
	for _, entry := range entries {
		name, link, isLink := strings.Cut(entry, " -> ")
		h := &tar.Header{Name: name, Typeflag: tar.TypeReg, Size: int64(len(name)), Mode: 0o644}
		if isLink {
			h.Typeflag, h.Linkname, h.Size = tar.TypeSymlink, link, 0
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if !isLink {
			if _, err := w.Write([]byte(name)); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, close := range []func() error{w.Close, packed.Close} {
		if err := close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestArchive(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "site.tar.zst")
	data := filepath.Join(dir, "data")
	a := newArchive(file, data)
	page := func() string {
		text, err := os.ReadFile(filepath.Join(a.place().public, "site.json"))
		if err != nil {
			t.Fatal(err)
		}
		entries, err := filepath.Glob(filepath.Join(a.place().public, "page-*"))
		if err != nil || len(entries) != 1 || string(text) != "public/site.json" {
			t.Fatalf("the current build has %v, %v", entries, err)
		}
		return filepath.Base(entries[0])
	}
	for _, name := range []string{"page-1", "page-2", "page-3"} {
		packFiles(t, file, "public/site.json", "public/"+name, "index/one/x")
		if a.stamp != nil && !a.changed() {
			t.Error("a new file is not noticed")
		}
		for range 2 { // the second time there is nothing to do
			if err := a.unpack(); err != nil {
				t.Fatal(err)
			}
		}
		if got := page(); got != name {
			t.Errorf("the current build is that of %s, not %s", got, name)
		}
		if a.changed() {
			t.Error("an old file is taken for new")
		}
	}
	if entries, err := os.ReadDir(filepath.Join(data, "archive")); err != nil || len(entries) != 3 {
		t.Errorf("the last two builds and the link should be left: %v, %v", entries, err)
	}

	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(){
		"no archive":                   func() { write(t, file, []byte("no archive")) },
		"an archive that is cut":       func() { write(t, file, whole[:len(whole)-20]) },
		"an empty file":                func() { write(t, file, nil) },
		"no site in it":                func() { packFiles(t, file, "public/page", "index/one/x") },
		"a way out of the folder":      func() { packFiles(t, file, "public/site.json", "public/../../../outside") },
		"an absolute name":             func() { packFiles(t, file, "public/site.json", "/tmp/outside") },
		"a link":                       func() { packFiles(t, file, "public/site.json", "public/out -> "+dir) },
		"a file twice":                 func() { packFiles(t, file, "public/site.json", "public/site.json") },
		"files that are no part of it": func() { packFiles(t, file, "public/site.json", "cards.key") },
	} {
		spoil()
		if err := a.unpack(); err == nil || !strings.Contains(err.Error(), file) {
			t.Errorf("%s: unpack says %v", name, err)
		}
		if got := page(); got != "page-3" {
			t.Errorf("%s: the current build is that of %s", name, got)
		}
	}
	if entries, err := os.ReadDir(filepath.Join(data, "archive")); err != nil || len(entries) != 3 {
		t.Errorf("something is left behind: %v, %v", entries, err)
	}
	if _, err := os.Stat(filepath.Join(dir, "outside")); err == nil {
		t.Error("a file was written outside")
	}
}

func write(t *testing.T, file string, text []byte) {
	t.Helper()
	if err := os.WriteFile(file, text, 0o644); err != nil {
		t.Fatal(err)
	}
}
