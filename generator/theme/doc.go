// Package theme draws every page of the site: the ones that the generator
// writes and the ones that the server answers with (search, card status,
// errors), in one frame and with the same words.
//
// A page is a plain struct; Render turns it into HTML:
//
//	th, err := theme.New(theme.Options{})
//	...
//	site := &theme.Site{Languages: []string{"zh", "en"}, Title: ..., Assets: th.Assets()}
//	err = th.Render(w, theme.NotFound{Page: theme.Page{Site: site, Lang: "zh", Path: "/zh/404.html"}})
//
// # Where things are
//
//	pages/       one template for each page struct
//	layout/      the frame around every page
//	components/  one folder for each part of a page: its template, its style and,
//	             where it has behaviour, its script
//	styles/      layers, tokens (colours, sizes), base, layout; site.css names what every
//	             page loads, more.css what guides have no use for
//	scripts/     the entry files of the scripts
//	strings/     every word a reader sees, by language, with dotted keys
//	compile/     a Go package that executes templates as html/template does, in a
//	             third of the time; it knows nothing of these ones
//	sample/      a Go package with pages full of invented data: for tests, and to
//	             look at while designing
//
// To change a component, edit its folder and run
//
//	go test ./generator/theme/sample -run 'Pages|Components' -screens=/tmp/screens
//
// which writes every page with every state into that folder, and a page with
// every token and every component in its states: en/components.html.
//
// # Templates
//
// A file's name without .html is the template's name: {{template "journey" .}}
// draws components/journey/journey.html. Templates are parsed once for each
// language, because the function t (words) belongs to a language. New fails
// where a template does not parse, cannot be escaped, or names a word that a
// language lacks: nothing of that kind waits for a reader.
//
// ACCESSIBILITY.md is the list to go through by hand when a component changes.
//
// # Why nothing is inline
//
// Pages are served under a Content-Security-Policy without unsafe-inline, so
// style and behaviour live in files that carry their content's hash in their
// name and as integrity. Everything works without the script, which comes after
// the first paint; only the few lines of scripts/early.js come before it.
package theme
