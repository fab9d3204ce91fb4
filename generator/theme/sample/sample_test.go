package sample_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
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
