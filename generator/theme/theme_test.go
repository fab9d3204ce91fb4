package theme_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"shebao/generator/theme"
	"shebao/generator/theme/sample"
)

func newTheme(t testing.TB) *theme.Theme {
	t.Helper()
	th, err := theme.New(theme.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return th
}

// render draws a page and returns it as text.
func render(t testing.TB, th *theme.Theme, page any) string {
	t.Helper()
	var b bytes.Buffer
	if err := th.Render(&b, page); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// with is the theme's own files, some of them replaced.
func with(t *testing.T, replaced map[string]string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	for _, dir := range []string{"components", "layout", "pages", "scripts", "strings", "styles"} {
		err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			body, err := os.ReadFile(name)
			files[filepath.ToSlash(name)] = &fstest.MapFile{Data: body}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, body := range replaced {
		files[name] = &fstest.MapFile{Data: []byte(body)}
	}
	return files
}

func TestAThemeNamesTheFileThatIsWrong(t *testing.T) {
	tests := []struct {
		name     string
		replaced map[string]string
		want     string // in the error; "" for none
	}{
		{"the theme's files on disk are a theme", nil, ""},
		{"a template that does not parse is named", map[string]string{"pages/home.html": "{{if}}"}, "pages/home.html"},
		{"a component that does not parse is named", map[string]string{"components/hit/hit.html": "{{end}}"}, "components/hit/hit.html"},
		{"a template that calls for a field that no page has is refused", map[string]string{"pages/section.html": "{{.Nowhere}}"}, "Nowhere"},
		{"a template that cannot be escaped is refused", map[string]string{"pages/not-found.html": `<a href="{{if .Title}}x{{else}}"{{end}}>`}, "not-found"},
		{"a word that no language has is named", map[string]string{"pages/home.html": `{{t "home.nothing"}}`}, `strings/en.json has no "home.nothing"`},
		{"a key that one language lacks is named", map[string]string{"strings/en.json": `{"language.name":"English"}`}, "strings/en.json"},
		{"words that are no JSON are named", map[string]string{"strings/zh.json": "{"}, "strings/zh.json"},
		{"a style that imports a missing file is refused", map[string]string{"styles/site.css": `@import "nowhere.css";`}, "nowhere.css"},
		{"a script with a fault is refused", map[string]string{"scripts/site.js": "const = 1"}, "site.js"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := theme.New(theme.Options{FS: with(t, test.replaced)})
			switch {
			case test.want == "" && err != nil:
				t.Error(err)
			case test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)):
				t.Errorf("error is %v, want one with %q", err, test.want)
			}
		})
	}
}

func TestEachFileOfAThemeIsNamedAfterItsContent(t *testing.T) {
	th := newTheme(t)
	a := th.Assets()
	integrity := map[string]string{a.CSS: a.CSSIntegrity, a.More: a.MoreIntegrity, a.JS: a.JSIntegrity, a.Early: a.EarlyIntegrity, a.Offline: a.OfflineIntegrity, a.Status: a.StatusIntegrity, a.Icon: ""}
	if len(th.Files()) != len(integrity) {
		t.Errorf("%d files, want %d", len(th.Files()), len(integrity))
	}
	for _, f := range th.Files() {
		want, ok := integrity["/"+f.Path]
		if !ok {
			t.Errorf("%s is no asset", f.Path)
		}
		sum := sha256.Sum256(f.Body)
		if got := "sha256-" + base64.StdEncoding.EncodeToString(sum[:]); want != "" && got != want {
			t.Errorf("%s: integrity %s, want %s", f.Path, want, got)
		}
	}
	t.Run("the same files give the same names", func(t *testing.T) {
		if again := newTheme(t).Assets(); again != a {
			t.Errorf("got %+v, then %+v", a, again)
		}
	})
	t.Run("another style gives another name", func(t *testing.T) {
		other, err := theme.New(theme.Options{FS: with(t, map[string]string{"styles/base.css": "p{color:red}"})})
		if err != nil {
			t.Fatal(err)
		}
		if other.Assets().CSS == a.CSS {
			t.Error("the name is the same")
		}
	})
}

func TestEveryPageIsDrawnInEveryStateAndLanguage(t *testing.T) {
	th := newTheme(t)
	t.Run("every page is drawn in every state and language", func(t *testing.T) {
		for _, lang := range th.Languages() {
			for _, s := range sample.Pages(th.Words(lang)) {
				html := render(t, th, s.Page)
				if !strings.Contains(html, `<html lang="`+lang+`"`) || !strings.HasSuffix(html, "</html>") {
					t.Errorf("%s is not whole", s.Name)
				}
				if strings.Contains(html, "ZgotmplZ") {
					t.Errorf("%s: html/template refused an address", s.Name)
				}
				if strings.Contains(html, "style=") || strings.Contains(html, " on") && strings.Contains(html, ` onclick="`) {
					t.Errorf("%s has inline style or script", s.Name)
				}
			}
		}
	})
	t.Run("a language without words is ErrLanguage", func(t *testing.T) {
		err := th.Render(io.Discard, theme.Home{Page: theme.Page{Lang: "fr"}})
		if !errors.Is(err, theme.ErrLanguage) {
			t.Errorf("error is %v", err)
		}
	})
	t.Run("what is no page is refused", func(t *testing.T) {
		if err := th.Render(io.Discard, theme.Page{}); err == nil {
			t.Error("no error")
		}
	})
	t.Run("text stays text", func(t *testing.T) {
		const evil = `"><script>alert(1)</script>`
		p := theme.Page{Lang: "en", Title: evil, Description: evil, Query: evil, Path: "/en/"}
		html := render(t, th, theme.SearchPage{Page: p, Asked: true, Suggestion: &theme.Link{URL: "javascript:alert(1)", Text: evil}})
		if strings.Contains(html, "<script>alert") || strings.Contains(html, `href="javascript:`) {
			t.Error("the query can run")
		}
	})
	t.Run("a person's number is not shown again", func(t *testing.T) {
		const number = "11010519491231002X"
		p := theme.Page{Lang: "zh", Query: number, Path: "/zh/search/", Alternates: []theme.Alternate{{Lang: "en", URL: "/en/search/"}}, Site: sample.Site()}
		if html := render(t, th, theme.SearchPage{Page: p, Asked: true, Number: true}); strings.Contains(html, number) {
			t.Error("the number is in the page")
		}
	})
	t.Run("a page without a site uses the theme's own assets", func(t *testing.T) {
		if html := render(t, th, theme.NotFound{Page: theme.Page{Lang: "en"}}); !strings.Contains(html, th.Assets().CSS) {
			t.Error("no style sheet")
		}
	})
	t.Run("errors stand in the title, in the summary and beside the field, and what was typed stays", func(t *testing.T) {
		html := render(t, th, theme.StatusForm{
			Page: theme.Page{Lang: "en"}, IDNumber: "1101051949", CardNumber: "A1",
			Errors: []theme.FieldError{{Field: "id_number", Reason: "length"}},
		})
		words := th.Words("en").Text("status.error.id_number.length")
		if strings.Count(html, words) != 2 {
			t.Errorf("the words stand %d times, want 2", strings.Count(html, words))
		}
		for _, want := range []string{"<title>Error: ", `href="#id_number"`, `aria-describedby="id_number-hint id_number-error" aria-invalid="true"`, `value="1101051949"`, `value="A1"`} {
			if !strings.Contains(html, want) {
				t.Errorf("%s is missing", want)
			}
		}
	})
}

func BenchmarkRender(b *testing.B) {
	th := newTheme(b)
	for _, s := range sample.Pages(th.Words("zh")) {
		if s.Name != "zh/guide" {
			continue
		}
		for b.Loop() {
			if err := th.Render(io.Discard, s.Page); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		newTheme(b)
	}
}

func TestOnlySomePages(t *testing.T) {
	whole := newTheme(t)
	only, err := theme.New(theme.Options{Only: []any{theme.NotFound{}}})
	if err != nil {
		t.Fatal(err)
	}
	if len(only.Files()) != 0 || only.Assets() != (theme.Assets{}) {
		t.Error("it has files")
	}
	page := theme.Page{Lang: "zh", Path: "/zh/nowhere/", Site: &theme.Site{Assets: whole.Assets()}}
	if got, want := render(t, only, theme.NotFound{Page: page}), render(t, whole, theme.NotFound{Page: page}); got != want {
		t.Errorf("a page is drawn as\n%s\nwant\n%s", got, want)
	}
	if err := only.Render(io.Discard, theme.Home{Page: page}); err == nil {
		t.Error("a page of another kind is drawn")
	}
}

func TestPagesAreDrawnByCompiledTemplatesByteForByte(t *testing.T) {
	th := newTheme(t)
	for _, lang := range th.Languages() {
		for _, s := range sample.Pages(th.Words(lang)) {
			compiled, plain, err := th.DrawBothWays(s.Page)
			switch {
			case err != nil:
				t.Errorf("%s: %v", s.Name, err)
			case compiled == "":
				t.Errorf("%s: the compiled templates gave up", s.Name)
			case compiled != plain:
				t.Errorf("%s: got\n%s\nwant\n%s", s.Name, compiled, plain)
			}
		}
	}
}
