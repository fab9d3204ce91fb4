package discovery

import (
	"encoding/json"
)

// ManifestFile describes a language's pages to telephones, whose owners may put
// them among their programs (https://www.w3.org/TR/appmanifest/). Only the page
// for reading offline names it: some browsers fetch it, and an icon, with every
// page that does, and nobody who reads a guide has asked for that.
const ManifestFile = "manifest.webmanifest"

// Paper is the ground of every page: --paper in the theme's tokens.
const Paper = "#fbfaf6"

// Manifest is what it says.
type Manifest struct {
	Lang      string
	Title     string // of the site
	Icon      string // address of the icon, an SVG
	TouchIcon string // address of the one for telephones, a PNG of 180 pixels
}

// Encode writes the manifest.
func (m Manifest) Encode() ([]byte, error) {
	type icon struct {
		Source string `json:"src"`
		Sizes  string `json:"sizes"`
		Type   string `json:"type"`
	}
	home := "/" + m.Lang + "/"
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
		Name: m.Title, ShortName: firstCharacters(m.Title, 12),
		Lang: m.Lang, ID: home, Start: home, Scope: "/", Display: "minimal-ui",
		Background: Paper, Theme: Paper,
		Icons: []icon{{m.Icon, "any", "image/svg+xml"}, {m.TouchIcon, "180x180", "image/png"}},
	})
}
