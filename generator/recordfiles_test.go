package generator

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shebao/generator/publish/publishtest"
	"shebao/generator/records"
)

func TestRecordsOfUnchangedGuides(t *testing.T) {
	file := records.File("/en/guides/dry/")
	if other := records.File("/en/guides/who/"); other != file {
		t.Fatalf("the records of the two guides stand in %s and %s", file, other)
	}
	for _, tt := range []struct {
		name   string
		change func(t *testing.T, public string)
		kept   bool
	}{
		{"a changed guide's record is made anew, the one beside it taken over", func(*testing.T, string) {}, true},
		{"where they are damaged, the site is made from nothing", func(t *testing.T, public string) {
			rewrite(t, filepath.Join(public, file), func(text string) string { return strings.ReplaceAll(text, "Together who", "together who") })
		}, false},
		{"where they are no records any more, too", func(t *testing.T, public string) {
			rewrite(t, filepath.Join(public, file), func(text string) string { return strings.Repeat("x", len(text)) })
		}, false},
		{"where they are cut off, too", func(t *testing.T, public string) {
			rewrite(t, filepath.Join(public, file), func(text string) string { return text[1:] })
		}, false},
		{"where they are missing, too", func(t *testing.T, public string) {
			if err := os.Remove(filepath.Join(public, file)); err != nil {
				t.Fatal(err)
			}
		}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			files, public := editable(), filepath.Join(t.TempDir(), "public")
			o := testOptions(t, files, public)
			o.Cache = new(Cache)
			if _, err := Build(context.Background(), o); err != nil {
				t.Fatal(err)
			}
			tt.change(t, public)
			files["en/guides/dry.md"] = file0("---\ntitle: Together dry\n---\nAnother text.\n")
			o.Content = files
			result, err := Build(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			if kept := result.Kept > 0; kept != tt.kept {
				t.Errorf("%d files were kept", result.Kept)
			}
			o.Cache, o.Public = nil, filepath.Join(t.TempDir(), "public")
			if _, err := Build(context.Background(), o); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(publishtest.Tree(t, o.Public), publishtest.Tree(t, public)); diff != "" {
				t.Errorf("-clean +ours:\n%s", diff)
			}
		})
	}
}

// rewrite changes a file where it stands, and leaves its time as it was.
func rewrite(t *testing.T, name string, change func(string) string) {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(change(string(text))), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(name, info.ModTime(), info.ModTime()); err != nil {
		t.Fatal(err)
	}
}
