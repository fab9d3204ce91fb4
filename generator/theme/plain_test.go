package theme

import (
	"bytes"
	"html/template"
	"strings"
	"testing"
)

func TestAnAddressIsWrittenAsItWasWhenEveryOneWasEscaped(t *testing.T) {
	addresses := []any{"", "/", "//", "/en/guides/reissue/", "https://example.org/en/", "https://", "http://example.org/", "javascript:alert(1)",
		"https://javascript:alert(1)", "a:b", "x/y:z", "#how", "/search/?q=a+b&c=<d>", "/zh/挂失/", "100%", "%20", `"x'`, template.URL("a:b"), template.HTML("<b>"), 7, nil}
	for c := range 256 {
		addresses = append(addresses, "/a"+string([]byte{byte(c)})+"b", string(rune(c)))
	}
	const source = `{{with .}}{{end}}<a href="{{.}}" title="{{.}}">{{.}}</a><a href="/x/{{.}}/">x</a><a href="/?q={{.}}#{{.}}">x</a><img src="{{.}}" srcset="{{.}}"><a href={{.}}>x</a>`
	set := template.Must(template.New("page").Funcs(functions(nil, "en")).Parse(source))
	draw := func() (drawn []string) {
		for _, address := range addresses {
			var b bytes.Buffer
			if err := set.ExecuteTemplate(&b, "page", address); err != nil {
				t.Fatal(err)
			}
			drawn = append(drawn, b.String())
		}
		return drawn
	}
	before := draw()
	if err := fold(set, "page"); err != nil {
		t.Fatal(err)
	}
	for i, now := range draw() {
		if now != before[i] {
			t.Errorf("%q: got\n%s\nwant\n%s", addresses[i], now, before[i])
		}
	}
	for call, want := range map[string]int{"or (plainAddress (.))": 2, "or (plain (.))": 2} {
		if n := strings.Count(set.Lookup("page").Tree.Root.String(), call); n < want {
			t.Errorf("%d actions have become %s, want %d: how html/template escapes has changed", n, call, want)
		}
	}
}
