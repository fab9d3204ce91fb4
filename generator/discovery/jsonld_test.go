package discovery

import (
	"encoding/json"
	"html/template"
	"testing"

	"pgregory.net/rapid"
)

func TestThingsAreWrittenAsEncodingJSONWould(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.String()
		leaf := func() *thing {
			return &thing{ID: text.Draw(r, "id"), Type: text.Draw(r, "type"), Name: text.Draw(r, "name"), QueryInput: text.Draw(r, "query"), URLTemplate: text.Draw(r, "template")}
		}
		whole := thing{Context: text.Draw(r, "context"), Graph: []thing{
			{Author: leaf(), Citation: []thing{*leaf(), *leaf()}, DateModified: text.Draw(r, "date"), Description: text.Draw(r, "description"), Headline: text.Draw(r, "headline"), InLanguage: text.Draw(r, "language"), IsPartOf: leaf()},
			{Item: text.Draw(r, "item"), ItemListElement: []thing{*leaf()}, MainEntityOfPage: text.Draw(r, "page"), Position: rapid.IntRange(0, 12).Draw(r, "position"), PotentialAction: leaf(), Publisher: leaf(), Target: leaf(), URL: text.Draw(r, "url")},
			{},
		}}
		want, err := json.Marshal(whole)
		if err != nil {
			r.Fatal(err)
		}
		if got := template.JS(whole.appendJSON(nil)); got != template.JS(want) {
			r.Fatalf("got  %s\nwant %s", got, want)
		}
	})
}
