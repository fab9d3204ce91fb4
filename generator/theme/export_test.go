package theme

import "bytes"

// DrawBothWays draws a page by its compiled templates, and as html/template does.
// Where the former give up, theirs is "".
func (th *Theme) DrawBothWays(page any) (compiled, plain string, err error) {
	v, err := th.view(page)
	if err != nil {
		return "", "", err
	}
	kind := th.pages[v.Page.Lang][v.Kind]
	var a, b bytes.Buffer
	if kind.quick.Execute(&a, "page", v) {
		compiled = a.String()
	}
	err = kind.set.ExecuteTemplate(&b, "page", v)
	return compiled, b.String(), err
}
