package generator

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"shebao/generator/discovery"
)

// What browsers ask of a manifest before they offer to keep a site: a name, a
// short one, where it starts, and icons that are there.
func TestAManifestHasWhatBrowsersAskOfIt(t *testing.T) {
	files := buildSite(t, smallSite())
	for _, lang := range []string{"zh", "en"} {
		var m struct {
			Name, Lang, Display, Scope, ID string
			ShortName                      string `json:"short_name"`
			Start                          string `json:"start_url"`
			Theme                          string `json:"theme_color"`
			Icons                          []struct{ Src, Sizes, Type string }
		}
		if err := json.Unmarshal([]byte(files[lang+"/"+discovery.ManifestFile]), &m); err != nil {
			t.Fatal(err)
		}
		if m.Name == "" || m.ShortName == "" || utf8.RuneCountInString(m.ShortName) > 12 || m.Lang != lang || m.Start != "/"+lang+"/" ||
			m.ID != m.Start || m.Scope != "/" || m.Display != "minimal-ui" || m.Theme != discovery.Paper || len(m.Icons) != 2 {
			t.Errorf("%s: %+v", lang, m)
		}
		for _, icon := range m.Icons {
			if files[strings.TrimPrefix(icon.Src, "/")] == "" {
				t.Errorf("%s: the icon %s is not there", lang, icon.Src)
			}
		}
		named := `<link rel="manifest" href="/` + lang + `/manifest.webmanifest">`
		for page, want := range map[string]bool{"": false, "offline/": true, "guides/reissue/": false, "guides/": false} {
			if strings.Contains(files[lang+"/"+page+"index.html"], named) != want {
				t.Errorf("/%s/%s names the manifest: %v", lang, page, !want)
			}
		}
	}
}

// The manifest says the ground of pages as the style sheet does.
func TestManifestHasTheColourOfPaper(t *testing.T) {
	for _, f := range testTheme(t).Files() {
		if strings.HasPrefix(f.Path, "assets/site-") && strings.HasSuffix(f.Path, ".css") && !strings.Contains(string(f.Body), "--paper: var(--light, "+discovery.Paper) {
			t.Errorf("%s: the ground is not %s", f.Path, discovery.Paper)
		}
	}
}
