package sample

import (
	"fmt"
	"html/template"
	"path"
	"regexp"
	"slices"
	"strings"

	"shebao/generator/theme"
)

// TokensFile is where the style sheet of the design tokens' swatches is looked
// for, beside the theme's own files.
const TokensFile = "assets/tokens.css"

// tokenKinds are the parts in which tokens are shown: those whose name begins
// with a prefix, or, for colours, whose value has one for the dark.
var tokenKinds = []struct{ title, prefix, style string }{
	{"colours", "", "height:2.5rem;border:1px solid var(--line);background:var(--%s)"},
	{"sizes of type", "size-", "font-size:var(--%s);line-height:1.3"},
	{"space", "space-", "height:1rem;width:var(--%s);background:var(--accent)"},
	{"corners", "radius", "height:3rem;width:6rem;border:2px solid var(--accent);border-radius:var(--%s)"},
}

var token = regexp.MustCompile(`--([a-z0-9-]+):([^;{}]+)`)

// Tokens shows every colour, size of type, space and corner of styles/tokens.css,
// and gives the style sheet of what it shows: nothing is inline.
func Tokens(th *theme.Theme) (theme.ComponentStates, []byte) {
	group := theme.ComponentStates{Name: "tokens"}
	var style strings.Builder
	style.WriteString(".token{display:grid;grid-template-columns:minmax(6rem,14rem) 1fr;align-items:center;gap:1rem;padding-block:.25rem}\n")
	all := definedTokens(th)
	for _, kind := range tokenKinds {
		var rows strings.Builder
		for _, t := range all {
			name, colour := t[0], strings.Contains(t[1], "--dark")
			if kind.prefix == "" && !colour || kind.prefix != "" && !strings.HasPrefix(name, kind.prefix) {
				continue
			}
			words := ""
			if kind.prefix == "size-" {
				words = "社保卡 Abc 123"
			}
			fmt.Fprintf(&rows, `<div class="token"><code>--%s</code><div class="token--%s">%s</div></div>`, name, name, words)
			fmt.Fprintf(&style, ".token--%s{"+kind.style+"}\n", name, name)
		}
		group.States = append(group.States, theme.ComponentState{Name: kind.title, HTML: template.HTML(rows.String())})
	}
	return group, []byte(style.String())
}

// definedTokens are the names and values of the style sheet's custom properties,
// in its order, each as it is first set.
func definedTokens(th *theme.Theme) [][2]string {
	var all [][2]string
	for _, f := range th.Files() {
		if "/"+f.Path != th.Assets().CSS || path.Ext(f.Path) != ".css" {
			continue
		}
		for _, m := range token.FindAllSubmatch(f.Body, -1) {
			name := string(m[1])
			if !slices.ContainsFunc(all, func(t [2]string) bool { return t[0] == name }) {
				all = append(all, [2]string{name, string(m[2])})
			}
		}
	}
	return all
}
