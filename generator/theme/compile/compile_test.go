package compile

import (
	"bytes"
	"errors"
	"html/template"
	"strings"
	"testing"
	"time"
)

type link struct{ URL, Text string }

type page struct {
	Title    string
	HTML     template.HTML
	Address  template.URL
	Script   template.JS
	Count    int
	Yes      bool
	Links    []link
	Next     *link
	Body     any
	Words    map[string]string
	Day      time.Time
	Duration time.Duration
}

func (p page) Upper() string            { return strings.ToUpper(p.Title) }
func (p page) Join(a, b string) string  { return a + p.Title + b }
func (p *page) ByAddress() string       { return "&" + p.Title }
func (p page) Fail() (string, error)    { return "", errors.New("no") }
func (l link) Self() link               { return l }
func (l link) Deep() map[string]any     { return map[string]any{"Text": l.Text, "Next": &l} }
func (p page) Several() []template.HTML { return []template.HTML{"<i>", "&amp;"} }
func (p page) Nothing() (v any)         { return nil }
func (p page) Maybe() (string, error)   { return "<" + p.Title, nil }
func (p page) Any(v any) template.HTML  { return template.HTML("<b>" + p.Title) }

var functions = template.FuncMap{
	"lang":   func() string { return "en" },
	"loud":   strings.ToUpper,
	"bold":   func(s string) template.HTML { return template.HTML("<b>" + template.HTMLEscapeString(s) + "</b>") },
	"say":    func(s string, args ...any) string { return strings.Repeat(s, len(args)) },
	"repeat": strings.Repeat,
	"dict": func(pairs ...any) (map[string]any, error) {
		if len(pairs) != 2 {
			return nil, errors.New("two, please")
		}
		return map[string]any{pairs[0].(string): pairs[1]}, nil
	},
}

// set has the templates of a text, in which %% begins another one with its name.
func set(t *testing.T, source string) *template.Template {
	t.Helper()
	templates := template.New("").Funcs(functions)
	name := "page"
	for i, part := range strings.Split(source, "%%") {
		if i > 0 {
			name, part, _ = strings.Cut(part, " ")
		}
		if _, err := templates.New(name).Parse(part); err != nil {
			t.Fatal(err)
		}
	}
	return templates
}

const hostile = "<a href=\"x\">'&+\x00\xff\u00a0挂失</a>"

func pages() []*page {
	full := &page{
		Title: hostile, HTML: hostile, Address: "data:image/png;base64,AA+/'x'=", Script: `{"a":"</b>"}`, Count: 3, Yes: true,
		Links: []link{{"/en/a/?x=1&y=+", "A"}, {"javascript:alert(1)", hostile}, {"https://example.org/%20挂%zz", "B"}},
		Next:  &link{"#x", "next"}, Body: &link{"mailto:a@example.org", "body"}, Words: map[string]string{"en": "word"},
		Day: time.Date(2026, 1, 2, 3, 4, 5, 6, time.UTC), Duration: time.Second,
	}
	return []*page{full, {}, {Title: "en", Body: page{Title: "inner", Words: map[string]string{}}, Count: -1}}
}

func TestPagesAreThoseOfTextTemplate(t *testing.T) {
	for _, test := range []struct{ name, source string }{
		{"text, attributes and titles", `<title>{{.Title}}</title><p title="{{.Title}}" id="{{.HTML}}">{{.Title}}{{.HTML}}{{.Count}}</p><textarea>{{.HTML}}</textarea>`},
		{"addresses", `<a href="{{.Title}}">{{range .Links}}<a href="{{.URL}}"><a href="/x/{{.URL}}?y={{.Text}}#{{.Text}}">{{end}}<img src="{{.Address}}"><a href="{{.Count}}">`},
		{"scripts, styles and bare attributes", `<script>var a = {{.Title}}, b = {{.Script}}, c = {{.Count}}, d = {{.Links}};</script><style>p { color: {{.Title}} }</style><i class={{.Title}} onclick="f({{.Title}})">`},
		{"types that nobody knows", `{{.Duration}} {{.Day}} {{.Yes}} <a href="{{.Duration}}" title="{{.Yes}}">`},
		{"branches", `{{if .Yes}}yes{{else if .Count}}count{{else}}no{{end}}{{with .Next}}{{.Text}}{{else}}{{.Title}}{{end}}{{if not .Links}}none{{end}}{{if .Next}}{{end}}`},
		{"lists", `{{range .Links}}{{.Text}},{{else}}none{{end}}{{range $l := .Links}}{{$l.Text}}{{end}}{{range $i, $l := .Links}}{{$i}}{{$l.URL}}{{.Text}}{{end}}{{range .Several}}{{.}}{{end}}`},
		{"lists in lists", `{{range $i, $a := .Links}}{{range $j, $b := $.Links}}{{$i}}{{$j}}{{$a.Text}}{{$b.Text}}{{end}}{{end}}`},
		{"variables", `{{$a := "x"}}{{if .Yes}}{{$a = .Title}}{{$b := 1}}{{$b}}{{end}}{{$b := "y"}}{{range .Links}}{{$a = .Text}}{{$c := $a}}{{$c}}{{end}}{{$a}}{{$b}}{{$.Title}}`},
		{"a variable inside hides one outside", `{{$a := 1}}{{if true}}{{$a := 2}}{{$a}}{{end}}{{$a}}{{with 5}}{{$a = 3}}{{end}}{{$a}}`},
		{"templates in templates", `{{$x := 1}}{{template "a" .}}{{$x}}{{template "b"}}{{template "a" .}}%%a <p>{{$y := .Title}}{{template "c" .Links}}{{$y}}</p>%%b nothing{{.}}%%c {{range .}}{{.Text}}{{end}}`},
		{"a template that calls itself", `{{template "a" 3}}%%a {{.}}{{if eq . 3}}{{template "a" 2}}{{end}}`},
		{"methods", `{{.Upper}}{{.Join "a" .Title}}{{.Join "<" (.Upper)}}{{.ByAddress}}{{.Maybe}}{{.Any 3}}{{.Day.IsZero}}{{.Day.Year}}{{range .Links}}{{.Self.Self.Text}}{{.Deep.Text}}{{.Deep.Next.Self.URL}}{{end}}`},
		{"functions", `{{lang}}{{loud .Title}}{{bold .Title}}{{say "a" 1 .Title}}{{repeat "ab" 2}}{{print .Title 1 2 "x"}}{{.Title | loud | bold}}{{(dict "A" .Title).A}}{{with dict "A" .Body}}{{if .A}}a{{end}}{{.B}}{{if .B}}b{{end}}{{end}}`},
		{"comparisons", `{{eq .Title "en" "x"}}{{ne .Count 3}}{{if eq .Count 1 2 3}}three{{end}}{{gt .Count 2}}{{lt (len .Links) 1}}{{and .Yes .Title}}{{or .Title .Count "none"}}{{not .Yes}}{{if and .Next .Next.Text}}{{.Next.Text}}{{end}}`},
		{"maps", `{{index .Words "en"}}{{index .Words lang}}{{.Words.en}}{{with .Words}}{{.en}}{{end}}`},
		{"what a value is behind its type", `{{with .Body}}{{.}}{{end}}{{if .Body}}body{{end}}{{if .Nothing}}no{{end}}`},
		{"what is left to text/template", `{{range .Links}}{{if eq .Text "A"}}{{continue}}{{end}}{{.Text}}{{break}}{{end}}{{template "a" .Title}}%%a {{printf "%q" .}}{{len .}}`},
		{"templates that are left among others", `{{range .Links}}{{template "a" .Text}}{{end}}%%a {{printf "%q" .}}{{template "b" .}}%%b <i>{{.}}</i>`},
	} {
		t.Run(test.name, func(t *testing.T) {
			templates := set(t, test.source)
			var want bytes.Buffer
			for _, data := range pages() {
				_ = templates.ExecuteTemplate(&want, "page", data) // escapes
			}
			quick := New(templates, functions)
			left := quick.Compile("page")
			if strings.Contains(test.name, "left") != (left != nil) {
				t.Errorf("left to text/template: %v", left)
			}
			for _, data := range pages() {
				var want, got bytes.Buffer
				err := templates.ExecuteTemplate(&want, "page", data)
				got.WriteString("before")
				switch ok := quick.Execute(&got, "page", data); {
				case !ok && got.String() != "before":
					t.Errorf("gave up and left %q", &got)
				case !ok && err == nil && data.Title == hostile:
					t.Errorf("gave up on %+v", data)
				case ok && err != nil:
					t.Errorf("made %q of what is an error: %v", &got, err)
				case ok && got.String() != "before"+want.String():
					t.Errorf("got\n%q, want\n%q", got.String()[6:], &want)
				}
			}
		})
	}
}

func TestErrorsAreLeftToTextTemplate(t *testing.T) {
	for _, source := range []string{
		`{{.Missing}}`, `{{.Next.Text}}`, `{{.Fail}}`, `{{dict "A"}}`, `{{loud .Count}}`, `{{loud .HTML}}`, `{{.Upper 1}}`, `{{.Title.Upper}}`, `{{.Title 1}}`,
		`{{range .Title}}{{end}}`, `{{len .Count}}`, `{{index .Links "x"}}`, `{{index .Words 1}}`, `{{index .Nothing "x"}}`, `{{eq .Title .Count}}`, `{{gt .Title 1}}`,
		`{{repeat "x" -1}}`, `{{template "a" .}}%%a {{.Missing}}`, `{{.Join 1 2}}`, `{{.Body.Text}}`, `{{.Body.Missing}}`,
	} {
		t.Run(source, func(t *testing.T) {
			templates := set(t, "beginning"+source)
			data := &page{Title: "title"}
			err := templates.ExecuteTemplate(new(bytes.Buffer), "page", data)
			quick := New(templates, functions)
			_ = quick.Compile("page")
			var b bytes.Buffer
			if ok := quick.Execute(&b, "page", data); ok && err != nil || !ok && b.Len() > 0 {
				t.Errorf("made %q of what is an error: %v", &b, err)
			}
		})
	}
}

// A template that html/template has not escaped yet is not executed as it is.
func TestNothingIsWrittenThatIsNotEscaped(t *testing.T) {
	templates := set(t, `<a href="{{.Title}}">`)
	quick := New(templates, functions)
	if quick.Compile("page") == nil {
		t.Error("it was compiled")
	}
	var b bytes.Buffer
	if !quick.Execute(&b, "page", page{Title: `"><script>`}) || strings.Contains(b.String(), "<script>") {
		t.Errorf("got %q", &b)
	}
	if quick.Execute(&b, "other", nil) {
		t.Error("a template was executed that is not there")
	}
}

func FuzzTextsAreEscapedAsByHTMLTemplate(f *testing.F) {
	for _, seed := range []string{"", hostile, "/en/?q=a b&c=%41%4", "HTTPS://x", "ftp:x", "/a:b", "a/b:c", ":", "#", "\x00", "\xf0\x9f", "挂失", "(1)~!*"} {
		f.Add(seed)
	}
	templates := template.Must(template.New("page").Parse(`<title>{{.A}}</title><p title="{{.A}}">{{.A}}</p>{{.B}}<a href="{{.A}}"><a href="/{{.A}}?x={{.A}}#{{.A}}"><img src="{{.C}}"><i class={{.A}}>`))
	type texts struct {
		A string
		B template.HTML
		C template.URL
	}
	if err := templates.Execute(new(bytes.Buffer), texts{}); err != nil {
		f.Fatal(err)
	}
	quick := New(templates, nil)
	if err := quick.Compile("page"); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var want, got bytes.Buffer
		data := texts{s, template.HTML(s), template.URL(s)}
		if err := templates.Execute(&want, data); err != nil {
			t.Fatal(err)
		}
		if !quick.Execute(&got, "page", data) || got.String() != want.String() {
			t.Errorf("%q: got\n%q, want\n%q", s, &got, &want)
		}
	})
}
