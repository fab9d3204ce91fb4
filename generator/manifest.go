package generator

import (
	"encoding/json"

	"shebao/generator/theme"
)

// manifestFile describes a language's pages to telephones, whose owners may put
// them among their programs (https://www.w3.org/TR/appmanifest/). Only the page
// for reading offline names it: some browsers fetch it, and an icon, with every
// page that does, and nobody who reads a guide has asked for that.
const manifestFile = "manifest.webmanifest"

// paper is the ground of every page: --paper in the theme's tokens.
const paper = "#fbfaf6"

func (p *plan) manifest(lang string) ([]byte, error) {
	type icon struct {
		Source string `json:"src"`
		Sizes  string `json:"sizes"`
		Type   string `json:"type"`
	}
	title := p.published.Title[lang]
	if title == "" {
		title = p.theme.Words(lang).Text("home.title")
	}
	home := "/" + lang + "/"
	return json.Marshal(struct {
		Name       string `json:"name"`
		ShortName  string `json:"short_name"` // at most 12 characters stand below an icon
		Lang       string `json:"lang"`
		ID         string `json:"id"`
		Start      string `json:"start_url"`
		Scope      string `json:"scope"`
		Display    string `json:"display"` // with a way back: pages have no button of their own
		Background string `json:"background_color"`
		Theme      string `json:"theme_color"`
		Icons      []icon `json:"icons"`
	}{
		Name: title, ShortName: firstCharacters(title, 12),
		Lang: lang, ID: home, Start: home, Scope: "/", Display: "minimal-ui",
		Background: paper, Theme: paper,
		Icons: []icon{{p.theme.Assets().Icon, "any", "image/svg+xml"}, {"/" + theme.TouchIcon, "180x180", "image/png"}},
	})
}
