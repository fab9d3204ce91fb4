package guide_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"shebao/generator/guide"
)

var update = flag.Bool("update", false, "write what is loaded now into the files of testdata")

func ExampleLoad() {
	content := fstest.MapFS{
		"site.yaml":  {Data: []byte("title: Town cards\nlanguages: [en]\n")},
		"en/lost.md": {Data: []byte("---\ntitle: The card is lost\nsumary: Call the bank.\n---\nCall the bank.\n")},
	}
	site, err := guide.Load(content, guide.LoadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(site.Guides[0].URL(), site.Guides[0].Title)
	fmt.Println(site.Warnings)
	// Output:
	// /en/lost/ The card is lost
	// en/lost.md:3:1: unknown key "sumary"; did you mean "summary"?
}

// TestContentIsLoadedAsItsCasesSay loads the content that every testdata/*.txtar holds and compares
// what came of it with the file "want", the archive's last. A comment of
// "drafts" loads drafts too.
func TestContentIsLoadedAsItsCasesSay(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			content := fstest.MapFS{}
			var want string
			for _, f := range archive.Files {
				if f.Name == "want" {
					want = string(f.Data)
					continue
				}
				content[f.Name] = &fstest.MapFile{Data: f.Data}
			}
			drafts := strings.Contains(string(archive.Comment), "Drafts are loaded.")
			site, err := guide.Load(content, guide.LoadOptions{Drafts: drafts})
			got := report(t, site, err)
			if *update {
				last := len(archive.Files) - 1
				if archive.Files[last].Name != "want" {
					archive.Files = append(archive.Files, txtar.File{Name: "want"})
					last++
				}
				archive.Files[last].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("loaded otherwise (-want +got):\n%s", d)
			}
		})
	}
}

// report writes down all that Load gave.
func report(t *testing.T, site *guide.Site, err error) string {
	t.Helper()
	var b bytes.Buffer
	if err != nil {
		var faults guide.Faults
		if !errors.As(err, &faults) || len(faults) == 0 {
			t.Fatalf("the error %v is no guide.Faults", err)
		}
		for _, f := range faults {
			fmt.Fprintf(&b, "fault %s\n", f)
		}
	}
	for _, f := range site.Warnings {
		fmt.Fprintf(&b, "warning %s\n", f)
	}
	if err != nil {
		return b.String()
	}
	fmt.Fprintf(&b, "config %s\n", show(site.Config))
	for _, t := range site.Glossary {
		fmt.Fprintf(&b, "term %s\n", show(t))
	}
	for _, all := range [][]*guide.Guide{site.Indexes, site.Guides} {
		for _, g := range all {
			fmt.Fprintf(&b, "%s %q line %d\n  %s\n", g.URL(), g.Body, g.BodyLine, show(g.FrontMatter))
		}
	}
	return b.String()
}

// show prints the fields of a struct that say something.
func show(v any) string {
	s := fmt.Sprintf("%+v", v)
	s = strings.ReplaceAll(s, " 00:00:00 +0000 UTC", "")
	for _, zero := range []string{
		"Summary: ", "Questions:[] ", "Related:[] ", "Sources:[] ", "Reviewed:0001-01-01 ", "ReviewBy:0001-01-01 ", "Aliases:[] ", "Order:0 ", "Draft:false",
		"Description:map[] ", "BaseURL: ", "Operator:map[] ", "Footer:map[] ", "Hotlines:[] ", "Journeys:[] ", "Statuses:map[]",
	} {
		s = strings.Replace(s, zero, "", 1)
	}
	return strings.TrimSuffix(strings.TrimSpace(s), "}") + "}"
}

// one is content with a single guide.
func one(file, data string) fstest.MapFS {
	return fstest.MapFS{
		"site.yaml": {Data: []byte("title: X\nlanguages: [en]\n")},
		file:        {Data: []byte(data)},
	}
}

// TestOfAFolderOnADiskOnlyItsOwnFilesAreRead takes a real folder with what only a
// real one can have.
func TestOfAFolderOnADiskOnlyItsOwnFilesAreRead(t *testing.T) {
	dir := t.TempDir()
	write := func(name, data string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(data), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("site.yaml", "\ufefftitle: X\r\nlanguages: [en]\r\n")
	write("en/guides/dos.md", "\ufeff---\r\ntitle: DOS\r\nquestions:\r\n  - How?\r\n---\r\nline\r\nline\r\n")
	write("en/guides/.DS_Store", "\x00")
	site, err := guide.Load(os.DirFS(dir), guide.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if g := site.Guides[0]; g.Title != "DOS" || g.Questions[0] != "How?" || string(g.Body) != "line\nline\n" || g.BodyLine != 6 {
		t.Errorf("line ends and the byte order mark are not taken away: %+v", g)
	}

	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "en", "passwd.md")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("..", filepath.Join(dir, "en", "loop")); err != nil {
		t.Fatal(err)
	}
	huge, err := os.Create(filepath.Join(dir, "en", "huge.md"))
	if err != nil {
		t.Fatal(err)
	}
	if err := huge.Truncate(50 << 20); err != nil {
		t.Fatal(err)
	}
	huge.Close()
	if err := os.WriteFile(filepath.Join(dir, "en", "bad\xff.md"), nil, 0o644); err != nil {
		t.Logf("this file system has UTF-8 names only: %v", err)
	}
	_, err = guide.Load(os.DirFS(dir), guide.LoadOptions{})
	for _, want := range []string{
		"en/passwd.md: is a symbolic link", "en/loop: is a symbolic link", "en/huge.md: has 52428800 bytes",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}

	if _, err := guide.Load(os.DirFS(filepath.Join(dir, "nowhere")), guide.LoadOptions{}); err == nil || !strings.Contains(err.Error(), "the content folder cannot be read") {
		t.Errorf("a folder that is not there gives %v", err)
	}
}

// TestLoadIsDeterministic loads many guides side by side and gets one order.
func TestLoadIsDeterministic(t *testing.T) {
	content := fstest.MapFS{"site.yaml": {Data: []byte("title: X\nlanguages: [zh, en]\n")}}
	for i := range 300 {
		for _, lang := range []string{"en", "zh"} {
			content[fmt.Sprintf("%s/s%d/g%d.md", lang, i%7, i)] = &fstest.MapFile{Data: fmt.Appendf(nil, "---\ntitle: G%d\norder: %d\nx: y\n---\n", i, i%5)}
		}
	}
	first, err := guide.Load(content, guide.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Guides) != 600 || first.Guides[0].Lang != "zh" {
		t.Fatalf("%d guides, the first in %s", len(first.Guides), first.Guides[0].Lang)
	}
	second, err := guide.Load(content, guide.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(first, second); d != "" {
		t.Error(d)
	}
}

func TestAFactHasItsKindAndAValueInEachLanguage(t *testing.T) {
	content := one("en/a.md", "---\ntitle: A\n---\n")
	content["facts.yaml"] = &fstest.MapFile{Data: []byte("fee: {kind: fee, value: {zh: 25 元, en: 25 yuan}}\nphone: {kind: phone, value: \"12333\"}\n")}
	site, err := guide.Load(content, guide.LoadOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ lang, name, kind, value string }{
		{"zh", "fee", "fee", "25 元"}, {"en", "fee", "fee", "25 yuan"}, {"zh", "phone", "phone", "12333"},
	} {
		if f := site.Facts[c.name]; f.Kind != c.kind || f.Value.In(c.lang) != c.value {
			t.Errorf("%s in %s is %q, %q", c.name, c.lang, f.Kind, f.Value.In(c.lang))
		}
	}
}

func TestTheFingerprintChangesWithTheContent(t *testing.T) {
	base := fstest.MapFS{"site.yaml": {Data: []byte("a")}, "en/a.md": {Data: []byte("b")}, "en/a.png": {Data: []byte("c")}}
	sum := func(change func(fstest.MapFS)) string {
		t.Helper()
		content := fstest.MapFS{}
		for name, f := range base {
			copied := *f
			content[name] = &copied
		}
		change(content)
		s, err := guide.Fingerprint(content)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	same := sum(func(fstest.MapFS) {})
	if len(same) != 64 {
		t.Errorf("%q is no SHA-256", same)
	}
	for name, change := range map[string]func(fstest.MapFS){
		"nothing but a name with a dot": func(c fstest.MapFS) { c[".git/HEAD"] = &fstest.MapFile{Data: []byte("x")} },
		"a modification time":           func(c fstest.MapFS) { c["en/a.md"].ModTime = c["en/a.md"].ModTime.AddDate(1, 0, 0) },
	} {
		if sum(change) != same {
			t.Errorf("%s changes the fingerprint", name)
		}
	}
	for name, change := range map[string]func(fstest.MapFS){
		"a byte":                            func(c fstest.MapFS) { c["en/a.md"].Data = []byte("B") },
		"a name":                            func(c fstest.MapFS) { c["en/b.md"] = c["en/a.md"]; delete(c, "en/a.md") },
		"a file more":                       func(c fstest.MapFS) { c["en/z"] = &fstest.MapFile{} },
		"a file less":                       func(c fstest.MapFS) { delete(c, "en/a.png") },
		"bytes that moved to the next file": func(c fstest.MapFS) { c["en/a.md"].Data, c["en/a.png"].Data = []byte("bc"), nil },
		"a pipe in place of a file":         func(c fstest.MapFS) { c["en/a.md"].Mode = fs.ModeNamedPipe },
	} {
		if sum(change) == same {
			t.Errorf("%s does not change the fingerprint", name)
		}
	}
	pipe := never{fstest.MapFS{"a": {Mode: fs.ModeNamedPipe}}}
	if _, err := guide.Fingerprint(pipe); err != nil {
		t.Error(err)
	}
}
