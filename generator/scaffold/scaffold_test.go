package scaffold

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shebao/generator/guide"
)

var today = time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)

// folder is a small content folder on disk.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"site.yaml":          "title: Town cards\nlanguages: [zh, en]\n",
		"en/guides/lost.md":  "---\ntitle: Lost\naliases: [/en/articles/gone/]\n---\n",
		"zh/guides/lost.md":  "---\ntitle: 丢了\n---\n",
		"en/guides/bad.md":   "no front matter",
		"en/guides/draft.md": "---\ntitle: Draft\ndraft: true\n---\n",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// tree lists what is in a folder.
func tree(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, _ fs.DirEntry, err error) error {
		names = append(names, name)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestANewGuideIsADraftInEveryLanguage(t *testing.T) {
	dir := folder(t)
	files, err := Write(dir, Page{Path: "articles/lost-abroad", Titles: map[string]string{"": `The "card": lost abroad #1`, "zh": "在国外丢了卡"}, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"zh/articles/lost-abroad.md", "en/articles/lost-abroad.md"}; !slices.Equal(files, want) {
		t.Errorf("files %v, want %v", files, want)
	}
	if err := os.Remove(filepath.Join(dir, "en/guides/bad.md")); err != nil {
		t.Fatal(err)
	}
	site, err := guide.Load(os.DirFS(dir), guide.LoadOptions{Drafts: true})
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]*guide.Guide{}
	for _, g := range site.Guides {
		written[g.File] = g
	}
	day := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	for file, title := range map[string]string{"en/articles/lost-abroad.md": `The "card": lost abroad #1`, "zh/articles/lost-abroad.md": "在国外丢了卡"} {
		g := written[file]
		if g.Title != title || !g.Draft || g.Reviewed != day || g.ReviewBy != day.AddDate(0, 6, 0) || len(g.Sources) != 1 || g.Sources[0].Accessed != day {
			t.Errorf("%s reads as %+v", file, g.FrontMatter)
		}
		for _, key := range []string{"title", "summary", "questions", "related", "sources", "reviewed", "review_by", "aliases", "order", "draft"} {
			if !strings.Contains("\n"+string(g.Front), "\n"+key+":") {
				t.Errorf("%s has no %s", file, key)
			}
		}
	}
	if d := cmp.Diff(ids(written["en/articles/lost-abroad.md"].Body), ids(written["zh/articles/lost-abroad.md"].Body)); d != "" {
		t.Errorf("the headings differ:\n%s", d)
	}
	if len(site.Warnings) > 0 {
		t.Error(site.Warnings)
	}
}

func TestPlaceholdersAreTheLinesThatAnEditorReplaces(t *testing.T) {
	all := Placeholders()
	for _, line := range []string{
		`- title: "Name of the law, notice or page (who published it, year)"`, "1. The first step.", "- [ ] The first paper",
		`- title: "法律、通知或页面的名称（发布单位，年份）"`, "1. 第一步。", "- [ ] 第一份证件", "多久办好，要多少钱。",
	} {
		if !all[line] {
			t.Errorf("%q is no placeholder", line)
		}
	}
	if len(all) != 12 {
		t.Errorf("there are %d, want six in each language: %v", len(all), all)
	}
}

func ids(body []byte) (list []string) {
	for line := range strings.Lines(string(body)) {
		if _, id, ok := strings.Cut(line, "{#"); ok {
			list = append(list, id)
		}
	}
	return list
}

// TestAPageThatCannotBeWrittenLeavesNoTrace holds that a page which cannot be written
// leaves no trace.
func TestAPageThatCannotBeWrittenLeavesNoTrace(t *testing.T) {
	title := map[string]string{"": "T"}
	tests := []struct {
		name string
		page Page
		want error
		says string
	}{
		{"a file is there in one language", Page{Path: "guides/draft", Titles: title}, ErrTaken, "en/guides/draft.md: there already"},
		{"a file is there in both", Page{Path: "guides/lost", Titles: title}, ErrTaken, "zh/guides/lost.md, en/guides/lost.md"},
		{"an alias has the address", Page{Path: "articles/gone", Titles: title}, ErrTaken, "the alias /en/articles/gone/"},
		{"the site has the address", Page{Path: "search", Titles: title}, ErrTaken, "the search page"},
		{"a section has the address", Page{Path: "guides", Titles: title}, ErrTaken, "/guides"},
		{"capitals", Page{Path: "guides/Lost", Titles: title}, ErrPath, "small letters"},
		{"spaces", Page{Path: "guides/a b", Titles: title}, ErrPath, "small letters"},
		{"Chinese", Page{Path: "guides/挂失", Titles: title}, ErrPath, "small letters"},
		{"a way out of the folder", Page{Path: "../../etc/x", Titles: title}, ErrPath, "small letters"},
		{"a path from the root", Page{Path: "/guides/x", Titles: title}, ErrPath, "small letters"},
		{"an ending", Page{Path: "guides/x.md", Titles: title}, ErrPath, "small letters"},
		{"nothing", Page{Path: "", Titles: title}, ErrPath, "small letters"},
		{"a section's list", Page{Path: "guides/index", Titles: title}, ErrPath, "index.md"},
		{"no end", Page{Path: strings.Repeat("a/", 9) + "b", Titles: title}, ErrPath, "too deep"},
		{"no title", Page{Path: "guides/x"}, ErrTitle, "no title in zh"},
		{"no title in one language", Page{Path: "guides/x", Titles: map[string]string{"zh": "卡"}}, ErrTitle, "no title in en"},
		{"a title that clears the screen", Page{Path: "guides/x", Titles: map[string]string{"": "\x1b[2J"}}, ErrTitle, "cannot be printed"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := folder(t)
			before := tree(t, dir)
			_, err := Write(dir, test.page)
			if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.says) {
				t.Errorf("the error is %v, want %v with %q", err, test.want, test.says)
			}
			if d := cmp.Diff(before, tree(t, dir)); d != "" {
				t.Errorf("the folder has changed:\n%s", d)
			}
		})
	}
	t.Run("a folder cannot be made, after the other language was written", func(t *testing.T) {
		dir := folder(t)
		if err := os.WriteFile(filepath.Join(dir, "en", "articles"), []byte("in the way"), 0o644); err != nil {
			t.Fatal(err)
		}
		before := tree(t, dir)
		if _, err := Write(dir, Page{Path: "articles/x", Titles: title}); err == nil {
			t.Error("it was written")
		}
		if d := cmp.Diff(before, tree(t, dir)); d != "" {
			t.Errorf("the folder has changed:\n%s", d)
		}
	})
	t.Run("a link leads out of the folder", func(t *testing.T) {
		dir, outside := folder(t), t.TempDir()
		if err := os.Symlink(outside, filepath.Join(dir, "zh", "articles")); err != nil {
			t.Fatal(err)
		}
		if _, err := Write(dir, Page{Path: "articles/x", Titles: title}); err == nil {
			t.Error("it was written")
		}
		if left, err := os.ReadDir(outside); err != nil || len(left) > 0 {
			t.Errorf("there is %v outside (%v)", left, err)
		}
	})
	t.Run("there is no content folder", func(t *testing.T) {
		if _, err := Write(filepath.Join(t.TempDir(), "none"), Page{Path: "a", Titles: title}); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the error is %v", err)
		}
		if _, err := Write(t.TempDir(), Page{Path: "a", Titles: title}); err == nil || !strings.Contains(err.Error(), "site.yaml: is missing") {
			t.Errorf("the error is %v", err)
		}
	})
}
