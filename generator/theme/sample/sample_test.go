package sample_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shebao/generator/theme"
	"shebao/generator/theme/sample"
)

var screens = flag.String("screens", "", "write every sample page and the theme's files into this folder")

func TestPages(t *testing.T) {
	th, err := theme.New(theme.Options{})
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, body []byte) {
		if *screens == "" {
			return
		}
		name = filepath.Join(*screens, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, body, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range th.Files() {
		write(f.Path, f.Body)
	}
	var list bytes.Buffer
	list.WriteString("<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<title>Samples</title>\n")
	for _, lang := range th.Languages() {
		for _, s := range sample.Pages(th.Words(lang)) {
			t.Run(s.Name, func(t *testing.T) {
				var b bytes.Buffer
				if err := th.Render(&b, s.Page); err != nil {
					t.Fatal(err)
				}
				if bytes.Contains(b.Bytes(), []byte("ZgotmplZ")) {
					t.Error("html/template refused an address or a value")
				}
				write(s.Name+".html", b.Bytes())
				fmt.Fprintf(&list, "<p><a href=\"%s.html\">%s</a>\n", s.Name, s.Name)
			})
		}
	}
	write("index.html", list.Bytes())
}

// TestComponents shows every component, and holds that none is forgotten.
func TestComponents(t *testing.T) {
	th, err := theme.New(theme.Options{})
	if err != nil {
		t.Fatal(err)
	}
	folders, err := filepath.Glob("../components/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range th.Languages() {
		page, err := sample.Components(th, th.Words(lang))
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := th.Render(&b, page); err != nil {
			t.Fatal(err)
		}
		shown := sample.Around()
		for _, group := range page.Groups {
			shown = append(shown, group.Name)
		}
		slices.Sort(shown)
		var want []string
		for _, folder := range folders {
			want = append(want, filepath.Base(folder))
		}
		if !slices.Equal(shown, want) {
			t.Errorf("%s: the page shows %q, the components are %q", lang, shown, want)
		}
		tokens, style := sample.Tokens(th)
		for _, kind := range tokens.States {
			if strings.Count(string(kind.HTML), "<code>") < 2 {
				t.Errorf("of the tokens for %s there are %q", kind.Name, kind.HTML)
			}
		}
		if *screens != "" {
			for name, body := range map[string][]byte{lang + "/components.html": b.Bytes(), sample.TokensFile: style} {
				if err := os.WriteFile(filepath.Join(*screens, filepath.FromSlash(name)), body, 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
