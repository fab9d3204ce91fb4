package generator

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"shebao/generator/publish"
	"shebao/generator/publish/publishtest"
)

// unpack reads a compressed copy as a client would.
func unpack(t *testing.T, ext, packed string) string {
	t.Helper()
	var r io.Reader = brotli.NewReader(strings.NewReader(packed))
	var err error
	switch ext {
	case ".gz":
		r, err = gzip.NewReader(strings.NewReader(packed))
	case ".zst":
		var d *zstd.Decoder
		if d, err = zstd.NewReader(strings.NewReader(packed)); err == nil {
			defer d.Close()
		}
		r = d
	}
	if err != nil {
		t.Fatal(err)
	}
	var text bytes.Buffer
	if _, err := io.Copy(&text, r); err != nil {
		t.Fatal(err)
	}
	return text.String()
}

func isSibling(name string) bool {
	ext := path.Ext(name)
	return ext == ".br" || ext == ".gz" || ext == ".zst"
}

func TestPrecompressedCopiesHoldWhatTheirFilesHold(t *testing.T) {
	public := filepath.Join(t.TempDir(), "public")
	o := testOptions(t, editable(), public)
	o.Precompress = true
	if _, err := Build(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	site := publishtest.Tree(t, public)
	for _, name := range []string{"zh/guides/a/index.html", "index.html", "sitemap.xml"} {
		for _, ext := range []string{".br", ".gz", ".zst"} {
			if site[name+ext] == "" {
				t.Errorf("there is no %s%s", name, ext)
			}
		}
	}
	for name, packed := range site {
		if !isSibling(name) {
			continue
		}
		ext := path.Ext(name)
		whole, ok := site[strings.TrimSuffix(name, ext)]
		switch {
		case !ok:
			t.Errorf("%s stands beside no file", name)
		case unpack(t, ext, packed) != whole:
			t.Errorf("%s holds something else than its file", name)
		case len(packed) >= len(whole):
			t.Errorf("%s is no smaller than its file", name)
		case len(whole) < 1<<10 || path.Ext(strings.TrimSuffix(name, ext)) == ".png" || name == publish.SiteFile+ext:
			t.Errorf("%s is not worth having", name)
		}
	}
}

func TestPrecompressedCopiesOfUnchangedFilesAreKept(t *testing.T) {
	public := filepath.Join(t.TempDir(), "public")
	files := editable()
	cache := new(Cache)
	build := func(precompress bool) {
		t.Helper()
		o := testOptions(t, files, public)
		o.Cache, o.Precompress = cache, precompress
		if _, err := Build(context.Background(), o); err != nil {
			t.Fatal(err)
		}
	}
	stat := func(name string) os.FileInfo {
		t.Helper()
		info, err := os.Stat(filepath.Join(public, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		return info
	}
	const same, other = "en/guides/a/index.html.br", "en/guides/b/index.html.br"
	build(true)
	for range 3 { // the first makes a tree of its own, later ones bring the previous one up to date
		kept, changed := stat(same), stat(other)
		files["en/guides/b.md"] = file0(string(files["en/guides/b.md"].Data) + "\nMore.\n")
		build(true)
		if !os.SameFile(kept, stat(same)) {
			t.Errorf("%s was made again", same)
		}
		if os.SameFile(changed, stat(other)) {
			t.Errorf("%s was not made again", other)
		}
	}
	build(false)
	for name := range publishtest.Tree(t, public) {
		if isSibling(name) {
			t.Errorf("%s is left over", name)
		}
	}
	build(true)
	stat(same)
}
