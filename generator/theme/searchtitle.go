package theme

import "unicode/utf8"

// windowTitle says what came of a search before it says that it was one: a page
// that has loaded is announced by its title, and nothing else of it.
func (p SearchPage) windowTitle(w Words) string {
	title := w.Text("search.title")
	switch {
	case p.Number:
		return w.Text("search.number.title") + " · " + title
	case p.Problem != "":
		return w.Text("search.problem."+p.Problem+".title") + " · " + title
	case len(p.Hits) > 0:
		return w.Count("search.count", p.Total, clip(p.Query)) + " · " + title
	case p.Asked:
		return w.Text("search.nothing.title", clip(p.Query)) + " · " + title
	}
	return title
}

// clipped is how many characters of what a reader has typed are said again.
const clipped = 40

// clip is the beginning of what a reader has typed.
func clip(query string) string {
	if utf8.RuneCountInString(query) <= clipped {
		return query
	}
	return string([]rune(query)[:clipped]) + "…"
}
