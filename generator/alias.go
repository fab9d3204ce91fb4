package generator

import (
	"bytes"
	"fmt"
	"html/template"
	"maps"
	"path"
	"slices"
	"strings"

	"shebao/generator/guide"
	"shebao/generator/theme"
)

// alias is an old address of a page.
type alias struct {
	to   *node
	file string // of the page that answers instead, for static hosts; "" where it cannot have one
}

// planAliases takes every guide's old addresses. Package guide has seen to it
// that they are plain paths and nobody else's address.
func (p *plan) planAliases() {
	p.aliases = map[string]alias{}
	for _, n := range p.nodes {
		if n.guide == nil || n.standsIn {
			continue
		}
		for _, old := range n.guide.Aliases {
			a := alias{to: n, file: stubFile(old)}
			if a.file == "" || p.claim(a.file, "an alias of "+n.guide.File, n.guide.File, p.lineAfter(n.guide.File, "aliases", old)) {
				p.aliases[old] = a
			}
		}
	}
}

// stubFile is the file that a static host sends for an old address. An address
// that ends like a script (".php") has none, since a host would not send it as
// a page; the server redirects it all the same.
func stubFile(old string) string {
	name := strings.Trim(old, "/")
	switch ext := strings.ToLower(path.Ext(name)); {
	case strings.HasSuffix(old, "/") || ext == "":
		return name + "/index.html"
	case ext == ".html" || ext == ".htm":
		return name
	}
	return ""
}

// redirects are the old addresses for the server.
func (p *plan) redirects() map[string]string {
	to := make(map[string]string, len(p.aliases))
	for old, a := range p.aliases {
		to[old] = a.to.url()
	}
	return to
}

const stubPage = `<!doctype html>
<html lang="{{.Lang}}">
<head>
<meta charset="utf-8">
<title>{{.Title}}</title>
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={{.URL}}">
{{with .Canonical}}<link rel="canonical" href="{{.}}">
{{end -}}
</head>
<body>
<p><a href="{{.URL}}">{{.Title}}</a></p>
</body>
</html>
`

// stubs are the pages that send readers of a static host on to the new address.
func (p *plan) stubs() ([]theme.File, error) {
	tmpl, err := template.New("stub").Parse(stubPage)
	if err != nil {
		return nil, err
	}
	var files []theme.File
	for _, old := range slices.Sorted(maps.Keys(p.aliases)) {
		a := p.aliases[old]
		if a.file == "" {
			continue
		}
		page := struct{ Lang, Title, URL, Canonical string }{a.to.lang, a.to.title(), guide.EscapePath(a.to.url()), ""}
		if p.site.Config.BaseURL != "" {
			page.Canonical = p.absolute(a.to.url())
		}
		var b bytes.Buffer
		if err := tmpl.Execute(&b, page); err != nil {
			return nil, fmt.Errorf("alias %s: %w", old, err)
		}
		files = append(files, theme.File{Path: a.file, Body: b.Bytes()})
	}
	return files, nil
}
