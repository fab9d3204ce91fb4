package theme_test

import (
	"html/template"
	"strings"
	"testing"

	"shebao/generator/theme"
)

func TestAGuideAnswersOnce(t *testing.T) {
	th := newTheme(t)
	for name, test := range map[string]struct {
		body string
		want []string // what stands on the page, each once
		not  string
	}{
		"in its first paragraph": {
			`<p>Call <a href="tel:12333">12333</a> at once.</p>` + "\n" + `<h2 id="more">More</h2>`,
			[]string{`<p class="lead">Call <a href="tel:12333">12333</a> at once.</p>`, `<h2 id="more">`}, "Ring &lt;someone&gt;",
		},
		"which may be all there is": {`<p>Call at once.</p>`, []string{`<p class="lead">Call at once.</p>`}, `class="prose"`},
		"in its summary, where it begins with something else": {
			`<h2 id="call">Call</h2><p>Do.</p>`, []string{`<p class="lead">Ring &lt;someone&gt;.</p>`, `<h2 id="call">`, `<p>Do.</p>`}, "",
		},
	} {
		t.Run(name, func(t *testing.T) {
			page := theme.Page{Lang: "en", Path: "/en/guides/a/", Description: "About."}
			for _, html := range []string{
				render(t, th, theme.GuidePage{Page: page, Summary: "Ring <someone>.", Body: template.HTML(test.body)}),
				render(t, th, theme.JourneyPage{Page: page, Parts: []theme.JourneyPart{{ID: "step-1", URL: "/en/guides/a/", Summary: "Ring <someone>.", Body: template.HTML(test.body)}}}),
			} {
				for _, want := range test.want {
					if strings.Count(html, want) != 1 {
						t.Errorf("%q is there %d times", want, strings.Count(html, want))
					}
				}
				if test.not != "" && strings.Contains(html, test.not) {
					t.Errorf("%q is there, too", test.not)
				}
			}
		})
	}
}
