package markdown_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"shebao/generator/markdown"
)

var update = flag.Bool("update", false, "write what is rendered now into the files of testdata")

// facts are the facts that the cases use.
func facts(name string) (markdown.FactValue, bool) {
	switch {
	case name == "fee":
		return markdown.FactValue{Kind: "fee", Value: "25 <yuan>"}, true
	case name == "extension":
		return markdown.FactValue{Kind: "phone", Value: "(021) 6258-1111 转 2"}, true
	case name == "phone-12333":
		return markdown.FactValue{Kind: "phone", Value: "12333"}, true
	case strings.HasPrefix(name, "phone-"), strings.HasPrefix(name, "bank-"), strings.HasSuffix(name, "-hotline"), name == "temporary-loss-days", name == "community-centre", name == "suishenban":
		return markdown.FactValue{Kind: "term", Value: "5"}, true
	}
	return markdown.FactValue{}, false
}

// links resolves every destination but those with "dead" in them.
func links(dest string) (string, bool) {
	return "/site/" + dest, !strings.Contains(dest, "dead")
}

// TestBodiesAreRenderedAsTheirCasesSay renders input.md of every testdata/*.txtar and compares the HTML,
// the sections and the rest with what stands in the file. The archive's comment
// names the language: "lang: zh".
func TestBodiesAreRenderedAsTheirCasesSay(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	r := markdown.New()
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c := markdown.Context{Fact: facts, Resolve: links, Lang: "en", Taken: []string{"main"}}
			for line := range strings.Lines(string(archive.Comment)) {
				if lang, ok := strings.CutPrefix(line, "lang: "); ok {
					c.Lang = strings.TrimSpace(lang)
				}
			}
			if archive.Files[0].Name != "input.md" {
				t.Fatalf("the first file is %s, want input.md", archive.Files[0].Name)
			}
			out, err := r.Render(archive.Files[0].Data, c)
			if err != nil {
				t.Fatal(err)
			}
			got := txtar.Archive{Comment: archive.Comment, Files: []txtar.File{
				archive.Files[0],
				{Name: "want.html", Data: []byte(out.HTML)},
				{Name: "want.sections", Data: sections(out)},
				{Name: "want.faults", Data: faults(out)},
			}}
			// A case shows headings and links only where it is about them.
			for _, f := range archive.Files[1:] {
				switch f.Name {
				case "want.headings":
					got.Files = append(got.Files, txtar.File{Name: f.Name, Data: jsonLines(out.Headings)})
				case "want.links":
					got.Files = append(got.Files, txtar.File{Name: f.Name, Data: jsonLines(out.Links)})
				case "want.facts":
					got.Files = append(got.Files, txtar.File{Name: f.Name, Data: jsonLines(out.Facts)})
				case "want.images":
					got.Files = append(got.Files, txtar.File{Name: f.Name, Data: jsonLines(out.Images)})
				}
			}
			if *update {
				if err := os.WriteFile(file, txtar.Format(&got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if d := cmp.Diff(string(txtar.Format(archive)), string(txtar.Format(&got))); d != "" {
				t.Errorf("rendered otherwise (-want +got):\n%s", d)
			}
		})
	}
}

func sections(out markdown.Rendered) []byte {
	var b bytes.Buffer
	for _, s := range out.Sections {
		fmt.Fprintf(&b, "#%s [%s]\n", s.ID, s.Heading)
		for line := range strings.Lines(s.Text) {
			fmt.Fprintf(&b, "  %s\n", strings.TrimSuffix(line, "\n"))
		}
	}
	return b.Bytes()
}

func faults(out markdown.Rendered) []byte {
	var b bytes.Buffer
	for _, f := range out.Faults {
		fmt.Fprintf(&b, "%d: %s\n", f.Line, f.Message)
	}
	for _, f := range out.Warnings {
		fmt.Fprintf(&b, "%d: warning: %s\n", f.Line, f.Message)
	}
	return b.Bytes()
}

func jsonLines[T any](values []T) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	for _, v := range values {
		e.Encode(v)
	}
	return b.Bytes()
}
