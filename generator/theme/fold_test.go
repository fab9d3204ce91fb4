package theme

import (
	"bytes"
	"html/template"
	"testing"
)

// TestFoldingTemplatesChangesNoByte draws templates before and after they are folded: not a byte may
// change, whatever context an action stands in.
func TestFoldingTemplatesChangesNoByte(t *testing.T) {
	type page struct {
		Title, URL string
		List       []string
		Yes        bool
	}
	data := []page{
		{Title: `<b>"A" & 'B'</b>`, URL: "javascript:alert(1)", List: []string{"x", "<y>"}, Yes: true},
		{},
	}
	words := map[string]Words{"en": {lang: "en", text: map[string]string{"quote": `"<&>'`, "home": "Home", "n.other": "{1} <things>"}}}
	tests := []struct{ name, src string }{
		{"words in text, attributes, addresses and scripts", `<a title="{{t "quote"}}" href="{{url "a b"}}?q={{t "quote"}}">{{t "quote"}}</a><script>var x = {{t "quote"}};</script>`},
		{"words beside data", `{{t "home"}}{{.Title}}{{t "home"}}<i class={{t "home"}}>{{.URL}}</i><a href="{{.URL}}">{{tn "n" 2}}</a>`},
		{"a component with a literal", `{{template "icon" "card"}}{{template "icon" .Title}}{{template "plain"}}`},
		{"branches", `{{if .Yes}}{{t "quote"}}{{else}}{{t "home"}}{{end}}{{range $i, $x := .List}}{{$i}}{{t "home"}}{{$x}}{{else}}{{t "quote"}}{{end}}{{with .Title}}{{t "home"}}{{.}}{{end}}`},
		{"variables", `{{$a := t "quote"}}{{$a}}{{range .List}}{{$a}}{{$a = t "home"}}{{end}}{{$a}}`},
		{"nothing at all", `{{""}}{{t "quote" | print}}{{/* no */}}{{print}}`},
		{"breaks", `{{range .List}}{{t "home"}}{{break}}{{end}}{{range .List}}{{continue}}{{t "home"}}{{end}}`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			set := template.New("").Funcs(functions(words, "en"))
			for name, src := range map[string]string{
				"icon":  `<svg class="icon--{{.}}">{{if eq . "card"}}card{{else}}{{t "home"}}{{end}}</svg>`,
				"plain": `{{t "home"}}{{template "icon" "x"}}`,
				"page":  test.src,
				"never": `<a href={{.}}`, // not called, and could not be escaped
			} {
				template.Must(set.New(name).Parse(src))
			}
			draw := func(p page) string {
				var b bytes.Buffer
				if err := set.ExecuteTemplate(&b, "page", p); err != nil {
					t.Fatal(err)
				}
				return b.String()
			}
			before := []string{draw(data[0]), draw(data[1])}
			if _, err := fold(set, "page"); err != nil {
				t.Fatal(err)
			}
			for i, want := range before {
				if got := draw(data[i]); got != want {
					t.Errorf("page %d: got\n%s\nwant\n%s", i, got, want)
				}
			}
		})
	}
	t.Run("words become plain text", func(t *testing.T) {
		set := template.Must(template.New("page").Funcs(functions(words, "en")).Parse(`<p>{{t "quote"}}</p>{{template "icon"}}{{define "icon"}}<svg>{{t "home"}}</svg>{{end}}`))
		if err := set.ExecuteTemplate(&bytes.Buffer{}, "page", nil); err != nil {
			t.Fatal(err)
		}
		if _, err := fold(set, "page"); err != nil {
			t.Fatal(err)
		}
		if got, want := set.Lookup("page").Tree.Root.String(), `<p>&#34;&lt;&amp;&gt;&#39;</p><svg>Home</svg>`; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}
