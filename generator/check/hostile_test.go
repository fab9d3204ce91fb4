package check

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/net/html"

	"shebao/generator"
)

const page1 = "---\ntitle: A\n---\n"

// site is a content folder with one more file.
func site(file, text string) fstest.MapFS {
	return fstest.MapFS{
		"site.yaml": {Data: []byte("title: Town cards\nlanguages: [en, zh]\n")},
		"en/ok.md":  {Data: []byte("---\ntitle: OK\n---\n\nFine.\n")},
		"zh/ok.md":  {Data: []byte("---\ntitle: 好\n---\n\n好。\n")},
		file:        {Data: []byte(text)},
	}
}

// checkHostile checks a folder that somebody made to do harm. It has to end
// soon, in little memory, without a trace, with the finding named and a site in
// which nothing runs.
func checkHostile(t *testing.T, content fs.FS, wants ...string) Report {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	report, err := Run(ctx, Options{Content: content, Now: today, Theme: sharedTheme(t), CardStatuses: statuses})
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatalf("the check did not end well: %v", err)
	}
	// The race detector, which runs the short tests, keeps no pools.
	if used := after.TotalAlloc - before.TotalAlloc; used > 1<<30 && !testing.Short() {
		t.Errorf("%d MiB were allocated", used>>20)
	}
	var all strings.Builder
	if err := report.Write(&all, Text, ""); err != nil {
		t.Fatal(err)
	}
	for _, want := range wants {
		if !strings.Contains(all.String(), want) {
			t.Errorf("no %q in\n%.4000s", want, all.String())
		}
	}
	for _, c := range all.String() {
		if c != '\n' && (c < ' ' || c == 0x7f || c == 0x202e) {
			t.Fatalf("the terminal would get %U", c)
		}
	}
	if len(report.Findings) > 1000 {
		t.Errorf("%d findings", len(report.Findings))
	}
	_, err = generator.Inspect(ctx, generator.Options{Content: content, Now: today, Theme: sharedTheme(t)}, func(p *generator.Proof) error {
		if what := running(p.HTML); what != "" {
			return fmt.Errorf("%s has %s", p.File, what)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	return report
}

// running finds something in a page that a browser would run.
func running(page []byte) string {
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			ours := false
			for _, a := range token.Attr {
				value := strings.ToLower(strings.TrimSpace(a.Val))
				if token.Data == "link" && strings.HasPrefix(value, "data:image/svg+xml,") {
					continue // the site's own icon
				}
				ours = ours || a.Key == "src" && strings.HasPrefix(a.Val, "/assets/") || a.Key == "type" && a.Val == "application/ld+json"
				switch {
				case strings.HasPrefix(a.Key, "on"), a.Key == "srcdoc", a.Key == "style":
					return token.String()
				case strings.HasPrefix(value, "javascript:"), strings.HasPrefix(value, "vbscript:"), strings.HasPrefix(value, "data:"):
					return token.String()
				}
			}
			switch token.Data {
			case "iframe", "object", "embed", "base":
				return token.String()
			case "script":
				if !ours {
					return token.String()
				}
			}
		}
	}
}

func TestHostileTextsAreToldAndNotRun(t *testing.T) {
	laughs := "---\na: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b]\ntitle: *c\n---\n"
	long := func(s string, size int) string { return strings.Repeat(s, size/len(s)) }
	tests := []struct{ name, file, text, want string }{
		{"bytes that are not UTF-8", "en/a.md", page1 + "\n\xff\xfe\n", "en/a.md:5:1: error: is not UTF-8 here"},
		{"a zero byte", "en/a.md", page1 + "\x00", "en/a.md:4:1: error: holds a zero byte"},
		{"a bomb of YAML aliases", "en/a.md", laughs, "en/a.md:2:4: error: anchors (&), aliases (*)"},
		{"a bomb in the settings", "site.yaml", strings.TrimSuffix(laughs, "---\n"), "site.yaml:2:4: error: anchors (&), aliases (*)"},
		{"brackets in brackets", "en/a.md", "---\ntitle: " + strings.Repeat("[", 8000) + "\n---\n", "too deep in one another (bad-yaml)"},
		{"quotes in quotes", "en/a.md", page1 + strings.Repeat("> ", 5000) + "x", "en/a.md:4:1: error: quotes and lists stand more than 100 deep"},
		{"brackets without end", "en/a.md", page1 + long("[", 1<<20), "too many brackets"},
		{"a page of five megabytes", "en/a.md", page1 + long("a ", 5<<20), "en/a.md:1:1: error: has 5242897 bytes"},
		{"front matter without end", "en/a.md", "---\ntitle: A\n" + long("x: y\n", 1<<20), "en/a.md:1:1: error: the front matter is longer than 16 KiB"},

		{"links that run something", "en/a.md", page1 + "[a](javascript:alert(1)) [b](JaVaScRiPt:alert(1)) [c](data:text/html;base64,AAAA) <vbscript:x>\n", "javascript:alert(1): only http, https"},
		{"a source that runs something", "en/a.md", "---\ntitle: A\nsources: [{title: x, url: \"javascript:alert(1)\"}]\n---\n", "en/a.md:3:27: error: url has to be a web address"},
		{"HTML", "en/a.md", page1 + "<script>alert(1)</script>\n\n<img src=x onerror=alert(1)> <svg/onload=alert(1)>\n", "en/a.md:4:1: warning: HTML is shown as text"},
		{"HTML in a title", "en/a.md", "---\ntitle: \"</title><script>alert(1)</script>\"\nsummary: \"<img src=x onerror=alert(1)>\"\n---\n", "pages checked"},
		{"links out of the folder", "en/a.md", page1 + "[a](../../../etc/passwd) ![b](../../../etc/x.png) [c](file:///etc/passwd)\n", "../../../etc/x.png: the picture is outside of the content folder"},
		{"a picture that is a script", "en/a.md", page1 + "![a](x.svg)\n", "en/a.md:4:1: error: x.svg"},

		{"a control character in a name", "en/a\x1b[31m.md", page1, `the name holds the character U+001B`},
		{"a line break in a name", "en/a\nb.md", page1, `the name holds the character U+000A`},
		{"a name that reads backwards", "en/a\u202edm.md", page1, `the name holds the character U+202E`},
		{"a name that leads up", "en/a..b.md", page1, "the name becomes an address"},

		{"a hundred thousand tags", "en/a.md", page1 + long("<b>x</b>\n\n", 300_000), "(raw-html)"},
		{"a megabyte of 目前", "zh/a.md", "---\ntitle: 甲\n---\n" + long("目前", 1<<20), "(undated-now)"},
		{"a megabyte of “now, now”", "en/a.md", page1 + long("currently, ", 1<<20), "(undated-now)"},
		{"a sentence of four megabytes", "en/a.md", page1 + long("word ", 4<<20-100), "(long-sentence)"},
		{"full stops only", "en/a.md", page1 + long(". ", 1<<20), "pages checked"},
		{"half-width marks between Chinese", "zh/a.md", "---\ntitle: 甲\n---\n" + long("字,", 1<<20), "(halfwidth-punctuation)"},
		{"asterisks between Chinese", "zh/a.md", "---\ntitle: 甲\n---\n" + long("字**「字」\n\n", 300_000), "(cjk-emphasis)"},
		{"a hundred thousand headings", "en/a.md", page1 + long("# x\n", 300_000), "(heading-level)"},
		{"confirmations that are none", ConfirmedFile, long("x\n", 1<<20), "confirmed.yaml:1:1: error: this line is none"},
		{"confirmations of nothing", ConfirmedFile, long("a#b: {zh: 000000000000, en: 000000000000}\n", 1<<20), "pages checked"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			checkHostile(t, site(test.file, test.text), test.want)
		})
	}
}

// TestTemplateDirectives holds that what looks like a template to some program
// is text to ours.
func TestTemplateDirectives(t *testing.T) {
	directive := "{{.Site.Title}} {{template \"head\" .}} {{ printf \"%d\" 7777 }} {% include x %} <%= 7 %> ${7*7}"
	content := site("en/a.md", "---\ntitle: '"+directive+"'\nsummary: '"+directive+"'\n---\n\n- "+directive+"\n")
	checkHostile(t, content)
	_, err := generator.Inspect(context.Background(), generator.Options{Content: content, Now: today, Theme: sharedTheme(t)}, func(p *generator.Proof) error {
		if p.File != "en/a/index.html" {
			return nil
		}
		root, err := html.Parse(bytes.NewReader(p.HTML))
		if err != nil {
			return err
		}
		var text strings.Builder
		readable(&text, find(root, "main"))
		if n := strings.Count(text.String(), directive); n != 3 {
			return fmt.Errorf("the directive stands %d times in %s", n, text.String())
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// guarded is a file system of which nothing special may be opened.
type guarded struct{ fstest.MapFS }

func (g guarded) Open(name string) (fs.File, error) {
	if f, ok := g.MapFS[name]; ok && f.Mode&^0o777 != 0 {
		panic("opened " + name)
	}
	return g.MapFS.Open(name)
}

func TestWhatIsNoFileIsNamedAndNotOpened(t *testing.T) {
	kinds := map[string]fs.FileMode{
		"a pipe": fs.ModeNamedPipe, "a device": fs.ModeDevice | fs.ModeCharDevice, "a socket": fs.ModeSocket, "a symbolic link": fs.ModeSymlink,
	}
	for kind, mode := range kinds {
		for _, file := range []string{"site.yaml", "facts.yaml", "glossary.yaml", ConfirmedFile, "en/a.md", "en/folder", "en/picture.png"} {
			t.Run(kind+" as "+file, func(t *testing.T) {
				content := site(file, "")
				content[file].Mode = mode
				content["en/p.md"] = &fstest.MapFile{Data: []byte(page1 + "![p](picture.png)\n")}
				report := checkHostile(t, guarded{content})
				named := false
				for _, f := range report.Findings {
					named = named || f.File == file && f.Severity == Error
				}
				if !named {
					t.Errorf("%s is not named: %v", file, report.Findings)
				}
			})
		}
	}
}

// TestLinksAndPipesInAFolderAreNamedAndNotFollowed takes a real folder with what only a
// real one can have.
func TestLinksAndPipesInAFolderAreNamedAndNotFollowed(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, site("en/a.md", page1+"[a](/etc/passwd)\n")); err != nil {
		t.Fatal(err)
	}
	for _, link := range [][2]string{{"/etc/passwd", "en/passwd.md"}, {"/dev/zero", "en/zero.md"}, {"..", "en/loop"}, {"/", "zh/root"}, {"nowhere", "zh/gone.md"}} {
		if err := os.Symlink(link[0], filepath.Join(dir, link[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := makePipe(filepath.Join(dir, "en", "pipe.md")); err != nil {
		t.Fatal(err)
	}
	huge, err := os.Create(filepath.Join(dir, "en", "huge.md"))
	if err != nil {
		t.Fatal(err)
	}
	if err := huge.Truncate(50 << 20); err != nil {
		t.Fatal(err)
	}
	if err := huge.Close(); err != nil {
		t.Fatal(err)
	}
	confirmed, err := os.Create(filepath.Join(dir, ConfirmedFile))
	if err != nil {
		t.Fatal(err)
	}
	if err := confirmed.Truncate(1 << 30); err != nil {
		t.Fatal(err)
	}
	if err := confirmed.Close(); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	checkHostile(t, root.FS(),
		"en/passwd.md:1:1: error: is a symbolic link",
		"en/zero.md:1:1: error: is a symbolic link",
		"en/loop:1:1: error: is a symbolic link",
		"zh/root:1:1: error: is a symbolic link",
		"zh/gone.md:1:1: error: is a symbolic link",
		"en/pipe.md:1:1: error: is a pipe",
		"en/huge.md:1:1: error: has 52428800 bytes",
		"en/a.md:4:1: error: /etc/passwd: there is no such page",
		"confirmed.yaml:1:1: error: cannot be read: it has more than",
	)
}
