package markdown_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/tools/txtar"

	"shebao/generator/markdown"
)

// FuzzRender holds what every page relies on, whatever an author or an attacker
// writes: the HTML is whole, made of elements that we know, and runs nothing;
// ids are unique; sections and headings agree with it.
func FuzzRender(f *testing.F) {
	files, _ := filepath.Glob("testdata/*")
	for _, file := range files {
		if data, err := os.ReadFile(file); err == nil {
			if strings.HasSuffix(file, ".txtar") {
				data = txtar.Parse(data).Files[0].Data
			}
			f.Add(data, strings.Contains(file, "zh"))
		}
	}
	r := markdown.New()
	f.Fuzz(func(t *testing.T, src []byte, zh bool) {
		c := markdown.Context{Lang: "en", Fact: facts, Resolve: links}
		if zh {
			c.Lang = "zh"
		}
		out, err := r.Render(src, c)
		if err != nil {
			t.Fatal(err)
		}
		ids := checkHTML(t, out.HTML)
		lines := strings.Count(string(src), "\n") + strings.Count(string(src), "\r") + 1
		for _, h := range out.Headings {
			if !slices.Contains(ids, h.ID) {
				t.Errorf("heading %q is not in the page", h.ID)
			}
			if h.Line < 1 || h.Line > lines {
				t.Errorf("heading %q is on line %d of %d", h.ID, h.Line, lines)
			}
		}
		for _, s := range out.Sections {
			if s.ID != "" && !slices.Contains(ids, s.ID) {
				t.Errorf("section %q is not in the page", s.ID)
			}
			if !utf8.ValidString(s.Text) || !utf8.ValidString(s.Heading) {
				t.Errorf("section %q is not UTF-8", s.ID)
			}
		}
		for _, f := range slices.Concat(out.Faults, out.Warnings) {
			if f.Line < 1 || f.Line > lines || strings.Contains(f.Message, "\n") {
				t.Errorf("a fault on line %d of %d: %q", f.Line, lines, f.Message)
			}
		}
		for _, l := range out.Links {
			if l.Line < 1 || l.Line > lines {
				t.Errorf("link %q is on line %d of %d", l.Dest, l.Line, lines)
			}
		}
	})
}

// checkHTML reads HTML token by token: every element is one of ours and closed
// in its turn, no attribute is a script, every address has a harmless scheme.
// It gives the ids.
func checkHTML(t *testing.T, page string) (ids []string) {
	t.Helper()
	if !utf8.ValidString(page) {
		t.Error("the page is not UTF-8")
	}
	elements := strings.Fields("a blockquote br code del div em h1 h2 h3 h4 h5 h6 hr img input label li ol p pre section span strong sup table tbody td th thead tr ul wbr")
	attributes := strings.Fields("alt aria-hidden aria-label checked class data-label decoding href id lang loading rel role scope src start tabindex title type")
	void := []string{"br", "hr", "img", "input", "wbr"}
	var open []string
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		token := z.Token()
		switch kind {
		case html.StartTagToken:
			if !slices.Contains(elements, token.Data) {
				t.Fatalf("the page has <%s>", token.Data)
			}
			if token.Data == "a" && slices.Contains(open, "a") {
				t.Fatal("a link within a link")
			}
			if !slices.Contains(void, token.Data) {
				open = append(open, token.Data)
			}
			for _, a := range token.Attr {
				if !slices.Contains(attributes, a.Key) {
					t.Fatalf("<%s> has the attribute %s", token.Data, a.Key)
				}
				switch a.Key {
				case "id":
					if slices.Contains(ids, a.Val) || a.Val == "" {
						t.Fatalf("the id %q stands twice", a.Val)
					}
					ids = append(ids, a.Val)
				case "href", "src":
					checkURL(t, a.Val)
				}
			}
		case html.EndTagToken:
			if len(open) == 0 || open[len(open)-1] != token.Data {
				t.Fatalf("</%s> closes nothing; open are %v", token.Data, open)
			}
			open = open[:len(open)-1]
		case html.TextToken:
		default:
			t.Fatalf("the page has %v", token)
		}
	}
	if len(open) > 0 {
		t.Fatalf("%v are not closed", open)
	}
	return ids
}

// checkURL reads an address as leniently as a browser does.
func checkURL(t *testing.T, url string) {
	t.Helper()
	url = strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1
		}
		return r
	}, strings.ToLower(strings.ReplaceAll(url, `\`, "/")))
	if strings.HasPrefix(url, "//") {
		t.Fatalf("%q leads to another site", url)
	}
	for _, scheme := range []string{"http://", "https://", "mailto:", "tel:", "/", "#"} {
		if strings.HasPrefix(url, scheme) {
			return
		}
	}
	t.Fatalf("the address %q", url)
}
