package theme_test

import (
	"strings"
	"testing"

	"shebao/generator/theme"
)

// The style sheet of a site whose address is known spells its links out on paper.
func TestLinksAreSpelledOutOnPaperWhereTheAddressIsKnown(t *testing.T) {
	th := newTheme(t)
	style := func(th *theme.Theme) string {
		for _, f := range th.Files() {
			if "/"+f.Path == th.Assets().CSS {
				return string(f.Body)
			}
		}
		t.Fatal("there is no style sheet")
		return ""
	}
	if th.At("") != th {
		t.Error("a site without an address has another theme")
	}
	at := th.At("https://example.org")
	if !strings.HasSuffix(style(at), `@layer tokens{:root{--site:"https://example.org"}}`) || !strings.Contains(style(at), `var(--site)`) {
		t.Errorf("the style sheet ends in %.80s", style(at)[len(style(at))-80:])
	}
	a, b := th.Assets(), at.Assets()
	if a.CSS == b.CSS || a.CSSIntegrity == b.CSSIntegrity || a.JS != b.JS || len(at.Files()) != len(th.Files()) {
		t.Errorf("assets are %+v and %+v", a, b)
	}
	if strings.Contains(style(th), "example.org") {
		t.Error("the theme itself has changed")
	}
	if s := style(th.At(`https://example.org/"}</style>\`)); !strings.HasSuffix(s, `{--site:"https://example.org/\22 }</style>\5c "}}`) {
		t.Errorf("the style sheet ends in %.80s", s[len(s)-80:])
	}
}
