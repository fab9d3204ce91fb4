package guide_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"shebao/generator/guide"
)

// TestWhatIsHostileIsNamedAndNotReadWhole gives Load what an attacker or an accident puts into a
// folder. Each is named with its file and is never opened or never read whole.
func TestWhatIsHostileIsNamedAndNotReadWhole(t *testing.T) {
	const page = "---\ntitle: A\n---\n"
	laughs := "---\na: &a [x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\ntitle: *c\n---\n"
	cases := []struct {
		name, file, data, want string
	}{
		{"a billion laughs", "en/a.md", laughs, "en/a.md:2:4: anchors (&), aliases (*)"},
		{"an alias of nothing", "en/a.md", "---\ntitle: *x\n---\n", "en/a.md:2:8: anchors (&), aliases (*)"},
		{"a merge key", "en/a.md", "---\n<<: {title: A}\n---\n", "en/a.md:2:1: anchors (&), aliases (*)"},
		{"a tag", "en/a.md", "---\ntitle: !!binary AAAA\n---\n", "en/a.md:2:8: tags"},
		{"deep brackets", "en/a.md", "---\ntitle: " + strings.Repeat("[", 8000) + "\n---\n", "en/a.md:2:28: lists and mappings stand too deep"},
		{"deep braces", "en/a.md", "---\ntitle: " + strings.Repeat("{a: ", 3000) + "\n---\n", "too deep"},
		{"deep hyphens", "en/a.md", "---\n" + strings.Repeat("- ", 8000) + "a\n---\n", "too deep"},
		{"seventeen kilobytes of front matter", "en/a.md", "---\ntitle: " + strings.Repeat("a", 17<<10) + "\n---\n", "en/a.md:1: the front matter is longer than 16 KiB"},
		{"many lines of front matter", "en/a.md", "---\ntitle: A\n" + strings.Repeat("\n", 17<<10) + "---\n", "en/a.md:1: the front matter is longer than 16 KiB"},
		{"five megabytes", "en/a.md", page + strings.Repeat("a", 5<<20), "en/a.md: has 5242897 bytes, more than the 4 MiB that are read"},
		{"a fact as long as a book", "facts.yaml", "fee: {value: " + strings.Repeat("a", 501) + "}\n", "facts.yaml:1:1: the value of fee is longer than 500 bytes"},
		{"half a megabyte of facts", "facts.yaml", strings.Repeat("a: {value: 1}\n", 40<<10), "facts.yaml: has 573440 bytes, more than the 256 KiB"},
		{"many short facts", "facts.yaml", strings.Repeat("a: b\n", 20_000), "facts.yaml: has more than 10000 lines"},
		{"bytes that are not UTF-8", "en/a.md", page + "\n\xff\n", "en/a.md:5: is not UTF-8 here"},
		{"UTF-16", "en/a.md", "\xff\xfe-\x00-\x00-\x00", "en/a.md:1: holds a zero byte"},
		{"a zero byte", "en/a.md", page + "a\n\x00", "en/a.md:5: holds a zero byte"},
		{"a control character in a title", "en/a.md", "---\ntitle: \"a\\u0007b\"\n---\n", "en/a.md:2:8: title holds the control character U+0007"},
		{"an escape sequence in a file name", "en/a\x1b[31m.md", page, `en/a\x1b[31m.md: the name holds the character U+001B`},
		{"a line break in a file name", "en/a\nb.md", page, `en/a\nb.md: the name holds the character U+000A`},
		{"an invisible direction mark in a file name", "en/a\u202eb.md", page, `en/a\u202eb.md: the name holds the character U+202E`},
		{"a backslash in a file name", `en/a\..\b.md`, page, `the name holds the character \`},
		{"a file name with spaces and marks", "en/my guide?.md", page, "en/my guide?.md: the name becomes an address, so it has to be letters, digits, hyphens and underscores: rename it, for example to my-guide"},
		{"a folder name with marks", "en/a&b/c.md", page, "en/a&b: the name becomes an address"},
		{"dots", "en/a..b.md", page, "rename it, for example to a-b"},
		{"a very long name", "en/" + strings.Repeat("a", 201) + ".md", page, "longer than 200 bytes"},
		{"folders without end", "en/" + strings.Repeat("a/", 12) + "b.md", page, "more than 8 deep"},
		{"a script as the address of a source", "en/a.md", "---\ntitle: A\nsources: [{title: S, url: \"javascript:alert(1)\"}]\n---\n", "en/a.md:3:27: url has to be a web address"},
		{"an alias out of the folder", "en/a.md", "---\ntitle: A\naliases: [/../../etc/passwd]\n---\n", "en/a.md:3:11: the alias"},
		{"an alias with an encoded slash", "en/a.md", "---\ntitle: A\naliases: [/a%2f..%2fb/]\n---\n", "en/a.md:3:11: the alias"},
		{"an alias on another host", "en/a.md", "---\ntitle: A\naliases: [//evil.example/]\n---\n", "en/a.md:3:11: the alias"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := guide.Load(one(c.file, c.data), guide.LoadOptions{})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if err != nil && strings.ContainsAny(err.Error(), "\x1b\u202e") {
				t.Errorf("the message would reach the terminal raw: %q", err)
			}
		})
	}
}

// never is a file system of which nothing but the settings may be opened.
type never struct{ fstest.MapFS }

func (n never) Open(name string) (fs.File, error) {
	if f, ok := n.MapFS[name]; ok && f.Mode&^0o777 != 0 {
		panic("opened " + name)
	}
	return n.MapFS.Open(name)
}

func TestLoadOpensRegularFilesAlone(t *testing.T) {
	for mode, want := range map[fs.FileMode]string{
		fs.ModeNamedPipe: "a pipe", fs.ModeDevice: "a device", fs.ModeDevice | fs.ModeCharDevice: "a device",
		fs.ModeSocket: "a socket", fs.ModeIrregular: "something special", fs.ModeSymlink: "a symbolic link",
	} {
		for _, file := range []string{"en/a.md", "en/picture.png", "facts.yaml", "glossary.yaml", "site.yaml"} {
			content := one(file, "x")
			content[file].Mode = mode | 0o644
			_, err := guide.Load(never{content}, guide.LoadOptions{})
			if want := file + ": is " + want + " and not a file"; err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want %s", err, want)
			}
		}
	}
}
